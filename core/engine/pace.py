"""How long epochs take on these workers, beside what `core.recipe.work` expects.

It expects two processor cores; those of the lab may be quicker or slower, or busy.
"""

from statistics import median

from cachetools import LRUCache

from core.runs.events import Epoch, Event, PaceChanged
from core.runs.probe import ProbeResult

RUNS = 20
"""Of so many runs it is known how long they took."""


class Pace:
    """Learned from the epochs of runs. `note` is for one thread, `factor` for all."""

    def __init__(self) -> None:
        self.factor = 1.0
        """How many times as long as expected an epoch takes."""
        self._expected: dict[str, float] = {}
        self._compiled: set[str] = set()
        """The runs whose first epoch since they began, or came back, is over."""
        self._factors: LRUCache[str, float] = LRUCache(RUNS)

    def expect(self, run_id: str, epoch_seconds: float) -> None:
        """A run begins, or comes back, whose epochs are expected to take so long on two cores."""
        self._compiled.discard(run_id)
        self._expected[run_id] = epoch_seconds

    def note(self, run_id: str, event: Event | ProbeResult) -> None:
        """Note what a run has told. The first epoch says nothing: in it the network is compiled."""
        expected = self._expected.get(run_id)
        if isinstance(event, PaceChanged):
            self.forget(run_id)  # it waits on purpose
        elif not isinstance(event, Epoch) or not event.epoch or not expected:
            return
        elif run_id not in self._compiled:
            self._compiled.add(run_id)
        elif event.seconds:
            self._factors[run_id] = event.seconds / expected
            self.factor = median(self._factors.values())

    def forget(self, run_id: str) -> None:
        """Learn nothing more from a run."""
        self._expected.pop(run_id, None)
        self._compiled.discard(run_id)
