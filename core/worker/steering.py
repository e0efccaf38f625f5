"""Commands that reach a run while it trains: pause, one step, another learning rate, stop."""

import queue
import time
from collections.abc import Callable
from typing import assert_never

from core.language import plural, say
from core.runs.commands import Command, GiveWay, SetOptimizer, SetPace
from core.runs.events import Event, PaceChanged, Paused, Resumed

MAX_SECONDS = 4 * 3600.0
"""How long a run may train; the time that it is paused does not count."""
MAX_PAUSED_SECONDS = 3600.0
"""How long a run may be paused: meanwhile nobody else can train on its worker."""


class StopRequested(Exception):
    """The run is to stop. The message is the reason, empty if it was stopped by hand."""


class GaveWay(Exception):
    """The run's state is kept, and somebody else has its worker now."""


class Steering:
    """Obeys commands between executions, in the thread that trains."""

    def __init__(
        self,
        commands: "queue.SimpleQueue[Command | GiveWay]",
        emit: Callable[[Event], None],
        change: Callable[[SetOptimizer], None],
        before_pause: Callable[[], None] = lambda: None,
        hold: Callable[[], bool] = lambda: False,
    ):
        """`before_pause` is called each time before the run pauses.

        `hold` keeps the state of a run that gives its worker up → whether that could be done.
        """
        self._commands = commands
        self._emit = emit
        self._change = change
        self._before_pause = before_pause
        self._hold = hold
        self.paused = False
        """Whether the run holds still."""
        self._until: str | None = None
        self._is_to_give_way = False
        self.seconds_per_batch = 0.0
        self._seconds_paused = 0.0
        self._began = self.clock()

    def go_on(self, seconds: float, seconds_per_batch: float, paused: bool) -> None:
        """Go on with a run that gave way, after so many seconds, in this slow motion."""
        self.paused, self.seconds_per_batch = paused, seconds_per_batch
        self._began -= seconds

    @property
    def one_batch(self) -> bool:
        """Whether the run was asked for a single batch, which is traced in detail."""
        return self._until == "step"

    @property
    def batch_by_batch(self) -> bool:
        """Whether each batch gets an event of its own, because somebody watches them."""
        return self.one_batch or self.seconds_per_batch > 0

    def clock(self) -> float:
        """Seconds, counted only while the run is not paused."""
        return time.perf_counter() - self._seconds_paused

    def attend(self) -> None:
        """Obey the commands that came since the last call; if one is to pause, wait here.

        To be called between two batches. Raises StopRequested and GaveWay.
        """
        self.listen()
        if self._until is None:  # else it will hold still soon
            self._give_way_if_asked()
        if self.paused:
            self._pause()

    def listen(self) -> None:
        """The same in the middle of a batch: a pause begins at the next `attend`."""
        while not self._commands.empty():
            self._obey(self._commands.get())
        if self.clock() - self._began > MAX_SECONDS:
            raise StopRequested(
                say(
                    plural(
                        "The run was stopped after {count:g} hour: "
                        "that is the longest a run may take.",
                        "The run was stopped after {count:g} hours: "
                        "that is the longest a run may take.",
                    ),
                    count=MAX_SECONDS / 3600,
                )
            )

    def pause_after(self, *commands: str) -> None:
        """Pause at the next `attend`, if one of these commands is what the run obeys now."""
        if self._until in commands:
            self._until, self.paused = None, True

    def slow_down(self) -> None:
        """Wait after a batch as long as `SetPace` says, and obey commands meanwhile."""
        until = time.perf_counter() + self.seconds_per_batch
        while (
            (left := until - time.perf_counter()) > 0 and self.seconds_per_batch and not self.paused
        ):
            try:
                self._obey(self._commands.get(timeout=left))
            except queue.Empty:
                return

    def _obey(self, command: Command | GiveWay) -> None:
        match command:
            case "give_way":
                self._is_to_give_way = True
            case "stop":
                raise StopRequested
            case "pause":
                self.paused = True
            case "resume":
                self.paused, self._until = False, None
            case "step" | "step_epoch":
                self.paused, self._until = False, command
            case SetOptimizer():
                self._change(command)
            case SetPace():
                self.seconds_per_batch = command.seconds
                self._emit(PaceChanged(seconds=command.seconds))
            case _:
                assert_never(command)

    def _give_way_if_asked(self) -> None:
        asked, self._is_to_give_way = self._is_to_give_way, False
        if asked and self._hold():
            raise GaveWay

    def _pause(self) -> None:
        self._before_pause()
        self._emit(Paused())
        began = time.perf_counter()
        try:
            while self.paused:
                left = began + MAX_PAUSED_SECONDS - time.perf_counter()
                command = self._commands.get(timeout=max(left, 0))
                self._obey(command)
                self._give_way_if_asked()
        except queue.Empty:
            raise StopRequested(
                say(
                    plural(
                        "The run had held still for {count:g} minute, so it was stopped and kept: "
                        "others can train on its worker now.",
                        "The run had held still for {count:g} minutes, so it was stopped and kept: "
                        "others can train on its worker now.",
                    ),
                    count=MAX_PAUSED_SECONDS / 60,
                )
            ) from None
        finally:
            self._seconds_paused += time.perf_counter() - began
        if self._until is None:
            self._emit(Resumed())
