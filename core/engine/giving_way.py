"""Which runs hold still on a worker, and which of them let somebody who waits have it."""

from collections.abc import Collection

from core.runs.commands import Command
from core.runs.events import Epoch, Event, Paused, Progress, Resumed, Started
from core.runs.probe import ProbeResult


class GivingWay:
    """What is known of the runs that hold still. To be used by one thread."""

    def __init__(self) -> None:
        self._still: dict[str, None] = {}
        """The runs that hold still, the longest first."""
        self._asked: dict[str, list[Command]] = {}
        """Those that were asked to give way, each with the commands that came since."""

    def note(self, run_id: str, event: Event | ProbeResult) -> bool:
        """Note what a run has told → whether it has begun to hold still."""
        if isinstance(event, Paused):
            self._still[run_id] = None
            return True
        if isinstance(event, Started | Progress | Epoch | Resumed):
            self.forget(run_id)
        return False

    def ask(self, on_cluster: Collection[str], workers: int) -> list[str]:
        """The runs to be asked now: as many as others wait.

        `on_cluster` are all runs that were given to the workers, one of which trains one run.
        """
        waiting = len(on_cluster) - workers - len(self._asked)
        able = [run for run in self._still if run in on_cluster and run not in self._asked]
        asked = able[: max(waiting, 0)]
        self._asked |= {run_id: [] for run_id in asked}
        return asked

    def note_command(self, run_id: str, command: Command) -> None:
        """Note a command: a run that gives way just then does not hear it any more."""
        if run_id in self._asked:
            self._asked[run_id].append(command)

    def forget(self, run_id: str) -> list[Command]:
        """Note that a run goes on or has left its worker → the commands since it was asked."""
        self._still.pop(run_id, None)
        return self._asked.pop(run_id, [])

    def clear(self) -> None:
        """Forget all runs."""
        self._still.clear()
        self._asked.clear()
