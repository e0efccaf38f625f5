"""Snapshots that travel from a worker to the app, and to the worker that goes on in its place.

On a cluster that others run, workers need not see the app's folder. So a worker hands its snapshots
to the scheduler, which keeps them as Dask's `Variable`s, each with the bytes of an `.npz` file,
beside a list of their epochs. The app takes them into its folder. The newest stay with the
scheduler until the run has ended: if the worker dies, another one goes on from there.
"""

import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NamedTuple

from distributed import Client, Variable

from core.runs.events import Event, SnapshotSaved
from core.runs.probe import ProbeResult
from core.runs.snapshots import (
    Held,
    Snapshot,
    held_of_bytes,
    snapshot_of_bytes,
    to_bytes,
    too_many,
)
from core.runs.store import RunStore

logger = logging.getLogger(__name__)

NEWEST = 2
"""So many stay with the scheduler: the event of the last epoch may be lost with its worker."""
WAIT_SECONDS = 0.05
"""How long the scheduler waits for what it does not have."""


class Carried(NamedTuple):
    """What the app sends with a run that goes on: its last snapshot, and where it held still."""

    start: Snapshot | None = None
    held: Held | None = None


class _WithScheduler:
    """What the scheduler keeps of one part of a run, by name."""

    def __init__(self, client: Client, run_id: str, part: int):
        self._client = client
        self._prefix = f"first-epoch-carried-{run_id}-{part}"

    def put(self, name: object, value: Any) -> None:
        """OSError if the scheduler cannot be reached."""
        self._variable(name).set(value)

    def get(self, name: object) -> Any:
        """The value; None if there is none. OSError if the scheduler cannot be reached."""
        try:
            return self._variable(name).get(timeout=WAIT_SECONDS)
        except TimeoutError:
            return None

    def delete(self, name: object) -> None:
        self._variable(name).delete()

    def epochs(self) -> list[int]:
        """The epochs whose snapshots were handed over, in order; some may be gone."""
        return self.get("epochs") or []

    def snapshot(self, epoch: int) -> Snapshot | None:
        content = self.get(epoch)
        return None if content is None else snapshot_of_bytes(content)

    def _variable(self, name: object) -> Variable:
        return Variable(f"{self._prefix}-{name}", self._client)


class CarriedSnapshots:
    """The snapshots of a run, on its worker: as `core.runs.snapshots.Snapshots`."""

    def __init__(self, client: Client, run_id: str, part: int, carried: Carried):
        self._scheduler = _WithScheduler(client, run_id, part)
        self._carried = carried
        self._epochs = self._scheduler.epochs()

    def save(self, snapshot: Snapshot) -> None:
        """Hand a snapshot over. OSError if the scheduler cannot be reached."""
        content = to_bytes(snapshot)
        self._scheduler.put(snapshot.epoch, content)
        self._epochs = sorted({*self._epochs, snapshot.epoch})
        for crowded in too_many(self._epochs, len(content)):
            self._epochs.remove(crowded)
            self._scheduler.delete(crowded)
        self._scheduler.put("epochs", self._epochs)

    def last(self, until: int | None = None) -> Snapshot | None:
        """The snapshot of the last epoch, or of the last one up to `until`; None without one."""
        for epoch in reversed(self._epochs):
            if until is None or epoch <= until:
                snapshot = self._scheduler.snapshot(epoch)
                if snapshot is not None:
                    return snapshot
        return self._carried.start

    def hold(self, held: Held) -> None:
        """Hand over what a run needs that holds still. OSError as of `save`."""
        self._scheduler.put("held", to_bytes(held))

    def held(self) -> Held | None:
        """Where the run held still, if it goes on from there."""
        return self._carried.held


class Collector:
    """Takes the snapshots of runs from the scheduler into the app's folder. For one thread."""

    def __init__(self, store: RunStore):
        self._store = store
        self._taken: dict[str, set[int]] = {}
        self._with_news: set[str] = set()

    def carried(self, run_id: str) -> Carried:
        """What a run goes on from."""
        snapshots = self._store.snapshots(run_id)
        return Carried(snapshots.last(), snapshots.held())

    def note(self, run_id: str, event: Event | ProbeResult) -> bool:
        """Note what a run has told → whether there is something to take."""
        if isinstance(event, SnapshotSaved):
            self._with_news.add(run_id)
        return bool(self._with_news)

    def take_news(self, client: Client, parts: Mapping[str, int]) -> None:
        """Take what has come since the last time; `parts` has the part of each run that is on."""
        while self._with_news:
            run_id = self._with_news.pop()
            if run_id in parts:
                self._take(client, run_id, parts[run_id])

    def _take(self, client: Client, run_id: str, part: int) -> None:
        scheduler, into = _WithScheduler(client, run_id, part), self._store.snapshots(run_id)
        taken = self._taken.setdefault(run_id, {*into.epochs()})
        try:
            epochs = scheduler.epochs()
            for epoch in epochs:
                if epoch not in taken and (snapshot := scheduler.snapshot(epoch)):
                    into.save(snapshot)
                    taken.add(epoch)
            for epoch in epochs[:-NEWEST]:
                scheduler.delete(epoch)
        except OSError as error:
            # As on a full disk. It stays where it is until the next time.
            logger.warning("Snapshots of run %s wait with the scheduler: %s", run_id, error)

    def finish(self, client: Client, run_id: str, part: int) -> None:
        """Take all that is left of a part that is over."""
        self._take(client, run_id, part)
        scheduler = _WithScheduler(client, run_id, part)
        with suppress(OSError):  # without it, the run goes on from its last snapshot
            if content := scheduler.get("held"):
                self._store.snapshots(run_id).hold(held_of_bytes(content))
        with suppress(OSError):
            for name in (*scheduler.epochs(), "epochs", "held"):
                scheduler.delete(name)
        self._taken.pop(run_id, None)
