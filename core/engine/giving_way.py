"""Which runs hold still on a worker, and which of them let somebody who waits have it."""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from core.runs.commands import Command
from core.runs.events import Epoch, Event, Paused, Progress, Resumed, Started
from core.runs.probe import ProbeResult

PATIENCE_SECONDS = 30.0
"""How long a run has to give way; then others are asked too, and it again if there are none."""


@dataclass
class _Asked:
    """When a run was last asked to give way, and the commands since it was first asked."""

    time: float
    commands: list[Command] = field(default_factory=list)


class GivingWay:
    """What is known of the runs that hold still. To be used by one thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives the time in seconds."""
        self._clock = clock
        self._still: dict[str, None] = {}
        """The runs that hold still, the longest first."""
        self._asked: dict[str, _Asked] = {}
        """Those that were asked to give way."""

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

        `on_cluster` are all runs that were given to the workers, one of which trains one run. Those
        that were asked lately are expected to give way. Who did not in time is asked after others.
        """
        now = self._clock()
        expected = {
            run_id for run_id, asked in self._asked.items() if now - asked.time < PATIENCE_SECONDS
        }
        waiting = len(on_cluster) - workers - len(expected)
        able = [run_id for run_id in self._still if run_id in on_cluster and run_id not in expected]
        able.sort(key=self._last_asked)
        chosen = able[: max(waiting, 0)]
        for run_id in chosen:
            self._asked.setdefault(run_id, _Asked(now)).time = now
        return chosen

    def _last_asked(self, run_id: str) -> float:
        """When a run was last asked; before all others if it never was."""
        return self._asked[run_id].time if run_id in self._asked else float("-inf")

    def note_command(self, run_id: str, command: Command) -> None:
        """Note a command: a run that gives way just then does not hear it any more."""
        if run_id in self._asked:
            self._asked[run_id].commands.append(command)

    def forget(self, run_id: str) -> list[Command]:
        """Note that a run goes on or has left its worker → the commands since it was asked."""
        self._still.pop(run_id, None)
        asked = self._asked.pop(run_id, None)
        return asked.commands if asked else []

    def clear(self) -> None:
        """Forget all runs."""
        self._still.clear()
        self._asked.clear()
