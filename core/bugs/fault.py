"""A fault that can be planted in a recipe, found by what it does, and mended."""

from dataclasses import dataclass

from core.bugs.checks import Check
from core.bugs.names import NAMES
from core.bugs.planting import Plant


@dataclass(frozen=True)
class Fault:
    """A fault of a recipe.

    `name` is its name in `core.bugs.names.NAMES`, `resembles` are the names of others that could be
    taken for it. `plant` puts it into a sound recipe. `hints` lead to it, the vaguest first, and
    `why` says what it does to a run. `checks` are what a mended run must show; those of a fault
    with which no run can begin are empty.
    """

    name: str
    plant: Plant
    checks: tuple[Check, ...]
    resembles: tuple[str, ...]
    hints: tuple[str, ...]
    why: str

    @property
    def title(self) -> str:
        """The fault in a few words."""
        return NAMES[self.name].title

    @property
    def is_refused(self) -> bool:
        """Whether no run can begin with it."""
        return not self.checks
