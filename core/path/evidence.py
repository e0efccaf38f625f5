"""What an answer is held against: a recipe and its dataset, and a run or a race if there is one."""

from dataclasses import dataclass

from core.datasets import DatasetCard
from core.experiments.standing import RaceStanding
from core.recipe import Recipe
from core.runs.history import History


@dataclass(frozen=True)
class PathEvidence:
    """A recipe on its dataset, and what came of it.

    `history` is that of the run, None for a recipe that is only on the screen. Of a race, `recipe`
    is the one that it varies, and `standing` how it stands.
    """

    recipe: Recipe
    card: DatasetCard
    history: History | None = None
    standing: RaceStanding | None = None

    @property
    def is_over(self) -> bool:
        """Whether the run, or every run of the race, has ended; a recipe alone never does."""
        if self.standing is not None:
            return not self.standing.in_flight
        return self.history is not None and self.history.end is not None

    @property
    def has_result(self) -> bool:
        """Whether the run is over and has a network; of a race, whether all its runs have one."""
        if self.standing is not None:
            return self.standing.is_complete
        history = self.history
        return history is not None and history.has_network and bool(history.epochs)

    @property
    def ended_early(self) -> bool:
        """Whether the run or race is over without a result."""
        return self.is_over and not self.has_result
