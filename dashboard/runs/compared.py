"""A run in a comparison."""

from typing import NamedTuple

from core.recipe import Recipe
from core.runs.history import RunHistory
from core.runs.listing import ListedRun
from dashboard.render.comparison import Coloured


class Compared(NamedTuple):
    """A run that is compared: with its recipe, its history, what it is called, and its colour."""

    run: ListedRun
    recipe: Recipe
    history: RunHistory
    name: str
    colour: str

    @property
    def coloured(self) -> Coloured:
        """Its name behind a dot of its colour."""
        return Coloured(self.name, self.colour)
