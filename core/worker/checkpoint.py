"""When to save a snapshot of a run: after each of the first epochs, after the last one, and in
between as often as costs little time."""

import time
from collections.abc import Callable

from core.language import say
from core.runs.events import Event, SnapshotFailed, SnapshotSaved
from core.runs.snapshots import Snapshot

SHARE_OF_TIME = 0.01
"""How much of a run's time may be spent on writing snapshots."""
FIRST_EPOCHS = 10
"""The epochs that are always saved: a network changes most in them."""


class Checkpoints:
    """Saves snapshots of a run, and emits `SnapshotSaved` or `SnapshotFailed` for each attempt."""

    def __init__(self, save: Callable[[Snapshot], None] | None, emit: Callable[[Event], None]):
        """`save` stores a snapshot or raises OSError; with None, nothing is saved."""
        self._save = save
        self._emit = emit
        self._due = 0.0

    def save_if_due(self, epoch: int, capture: Callable[[], Snapshot], last: bool) -> None:
        """Save what `capture` returns, if this epoch is due, one of the first or the `last`."""
        began = time.perf_counter()
        wanted = last or epoch <= FIRST_EPOCHS or began >= self._due
        if self._save is None or not wanted:
            return
        try:
            self._save(capture())
            self._emit(SnapshotSaved(epoch=epoch))
        except OSError as error:
            reason = say(
                "Epoch {epoch} could not be kept to look back at: {error}. Free some disk space.",
                epoch=epoch,
                error=error.strerror or str(error),
            )
            self._emit(SnapshotFailed(epoch=epoch, reason=reason))
        now = time.perf_counter()
        self._due = now + (now - began) / SHARE_OF_TIME
