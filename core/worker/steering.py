"""What the page asks of a run while it goes on."""

import queue
import time
from collections.abc import Callable
from typing import Literal

from core.events import Event, Paused, Resumed

Command = Literal["stop", "pause", "resume"]


class StopRequested(Exception):
    """Somebody asked the run to stop."""


class Steering:
    """Obeys commands between executions, in the thread that trains."""

    def __init__(self, commands: "queue.SimpleQueue[Command]", emit: Callable[[Event], None]):
        self._commands = commands
        self._emit = emit
        self._seconds_paused = 0.0

    def clock(self) -> float:
        """Seconds, counted only while the run is not paused."""
        return time.perf_counter() - self._seconds_paused

    def attend(self) -> None:
        """Obey what was asked since the last look; while paused, wait here for what comes next.

        Raises StopRequested.
        """
        while not self._commands.empty():
            match self._commands.get():
                case "stop":
                    raise StopRequested
                case "pause":
                    self._pause()

    def _pause(self) -> None:
        self._emit(Paused())
        began = time.perf_counter()
        while (command := self._commands.get()) != "resume":
            if command == "stop":
                raise StopRequested
        self._seconds_paused += time.perf_counter() - began
        self._emit(Resumed())
