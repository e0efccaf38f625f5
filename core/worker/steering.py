"""What the page asks of a run while it goes on."""

import queue
import time
from collections.abc import Callable

from core.runs.commands import Change, Command, Pace
from core.runs.events import Event, Paced, Paused, Resumed

MOST_SECONDS = 4 * 3600.0
"""How long a run may train; holding still does not count."""
OUT_OF_TIME = "The run was stopped after {hours:g} hours: that is the longest a run may take."
MOST_SECONDS_HELD = 3600.0
"""How long a run may hold still: meanwhile nobody else can train on its worker."""
HELD_TOO_LONG = (
    "The run had held still for {minutes:g} minutes, so it was stopped and kept: "
    "others can train on its worker now."
)


class StopRequested(Exception):
    """The run is to stop; the message is a sentence, unless somebody asked for it."""


class Steering:
    """Obeys commands between executions, in the thread that trains."""

    def __init__(
        self,
        commands: "queue.SimpleQueue[Command]",
        emit: Callable[[Event], None],
        change: Callable[[Change], None],
        before_holding: Callable[[], None] = lambda: None,
    ):
        """`before_holding` is called each time that the run is about to hold still."""
        self._commands = commands
        self._emit = emit
        self._change = change
        self._before_holding = before_holding
        self._holding = False
        self._stint: str | None = None
        self._seconds_per_batch = 0.0
        self._seconds_held = 0.0
        self._began = self.clock()

    @property
    def one_batch(self) -> bool:
        """Whether what was asked for is one batch, to be taken apart."""
        return self._stint == "step"

    @property
    def batch_by_batch(self) -> bool:
        """Whether somebody watches each batch, so that each is told."""
        return self.one_batch or self._seconds_per_batch > 0

    def clock(self) -> float:
        """Seconds, counted only while the run does not hold still."""
        return time.perf_counter() - self._seconds_held

    def attend(self) -> None:
        """Obey what was asked since the last look; where that is to hold still, wait here.

        To be called between two batches. Raises StopRequested.
        """
        self.listen()
        if self._holding:
            self._hold()

    def listen(self) -> None:
        """The same in the middle of something: to hold still waits for the next `attend`."""
        while not self._commands.empty():
            self._obey(self._commands.get())
        if self.clock() - self._began > MOST_SECONDS:
            raise StopRequested(OUT_OF_TIME.format(hours=MOST_SECONDS / 3600))

    def end_stint(self, *stints: str) -> None:
        """Hold still at the next look, if what was asked for went as far as this."""
        if self._stint in stints:
            self._stint, self._holding = None, True

    def slow_down(self) -> None:
        """Wait after a batch as long as was asked for, obeying meanwhile."""
        until = time.perf_counter() + self._seconds_per_batch
        while (
            (left := until - time.perf_counter()) > 0
            and self._seconds_per_batch
            and not self._holding
        ):
            try:
                self._obey(self._commands.get(timeout=left))
            except queue.Empty:
                return

    def _obey(self, command: Command) -> None:
        match command:
            case "stop":
                raise StopRequested
            case "pause":
                self._holding = True
            case "resume":
                self._holding, self._stint = False, None
            case "step" | "step_epoch":
                self._holding, self._stint = False, command
            case Change():
                self._change(command)
            case Pace():
                self._seconds_per_batch = command.seconds
                self._emit(Paced(seconds=command.seconds))

    def _hold(self) -> None:
        self._before_holding()
        self._emit(Paused())
        began = time.perf_counter()
        try:
            while self._holding:
                left = began + MOST_SECONDS_HELD - time.perf_counter()
                self._obey(self._commands.get(timeout=max(left, 0)))
        except queue.Empty:
            raise StopRequested(HELD_TOO_LONG.format(minutes=MOST_SECONDS_HELD / 60)) from None
        finally:
            self._seconds_held += time.perf_counter() - began
        if self._stint is None:
            self._emit(Resumed())
