"""What an answer is held against: a recipe and its dataset, and a run or a race if there is one."""

from dataclasses import dataclass

from core.datasets import DatasetCard
from core.experiments.standing import Standing
from core.recipe import Recipe
from core.runs.history import History


@dataclass(frozen=True)
class Evidence:
    """A recipe on its dataset, and what came of it.

    `history` is that of the run, None for a recipe that is only on the screen. Of a race, `recipe`
    is the one that it varies, and `standing` how it stands.
    """

    recipe: Recipe
    card: DatasetCard
    history: History | None = None
    standing: Standing | None = None
