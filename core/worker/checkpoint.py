"""Snapshots of a run as it goes: the first epochs, the last, and between them few enough to cost
next to nothing."""

import time
from collections.abc import Callable

from core.runs.events import Event, Kept, Unkept
from core.runs.snapshots import Snapshot

SHARE_OF_TIME = 0.01
"""How much of a run's time may be spent on writing snapshots."""
FIRST_EPOCHS = 10
"""The epochs that are always kept: in them a network changes most."""
FULL = "Epoch {epoch} could not be kept to look back at: {error}. Free some disk space."


class Keeper:
    """Keeps snapshots, and tells which were kept and which could not be."""

    def __init__(self, keep: Callable[[Snapshot], None] | None, emit: Callable[[Event], None]):
        """`keep` stores a snapshot or raises OSError; None keeps nothing."""
        self._keep = keep
        self._emit = emit
        self._due = 0.0

    def offer(self, epoch: int, take: Callable[[], Snapshot], last: bool) -> None:
        """Keep what `take` gives, if it is time, one of the first epochs or the `last`."""
        began = time.perf_counter()
        wanted = last or epoch <= FIRST_EPOCHS or began >= self._due
        if self._keep is None or not wanted:
            return
        try:
            self._keep(take())
            self._emit(Kept(epoch=epoch))
        except OSError as error:
            reason = FULL.format(epoch=epoch, error=error.strerror or error)
            self._emit(Unkept(epoch=epoch, reason=reason))
        now = time.perf_counter()
        self._due = now + (now - began) / SHARE_OF_TIME
