"""Snapshots that travel from a worker to the app, and to the worker that goes on in its place.

On a cluster that others run, workers need not see the lab's folder. So a worker hands its snapshots
to the scheduler, each as the bytes of an `.npz` file, beside a list of their epochs. They are
metadata of the run's task: the scheduler forgets them with the task. Meanwhile the app takes them
into its folder; the newest stay with the scheduler, so that another worker can go on from there.
"""

import logging
from collections.abc import Mapping
from typing import Any, NamedTuple

from distributed import Client

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


class Carried(NamedTuple):
    """What the app sends with a run that goes on: its last snapshot, and where it gave way."""

    start: Snapshot | None = None
    held: Held | None = None


class _WithScheduler:
    """What the scheduler keeps for a task, by name. OSError if it cannot be reached."""

    def __init__(self, client: Client, task: str):
        self._client = client
        self._task = task

    def put(self, name: str, value: Any) -> None:
        """Keep a value, in place of what is there; None keeps nothing."""
        self._client.set_metadata([self._task, name], value)

    def get(self, name: str) -> Any:
        """The value; None if there is none."""
        return self._client.get_metadata([self._task, name], default=None)

    def epochs(self) -> list[int]:
        """The epochs whose snapshots were handed over, in order; some may be gone."""
        return list(self.get("epochs") or [])

    def snapshot(self, epoch: int) -> Snapshot | None:
        content = self.get(str(epoch))
        return snapshot_of_bytes(content) if content else None


class CarriedSnapshots:
    """The snapshots of a run, on its worker: as `core.runs.snapshots.Snapshots`."""

    def __init__(self, client: Client, task: str, carried: Carried):
        """`task` is the key of the run's task."""
        self._scheduler = _WithScheduler(client, task)
        self._carried = carried
        self._epochs = self._scheduler.epochs()

    def save(self, snapshot: Snapshot) -> None:
        """Hand a snapshot over. OSError if the scheduler cannot be reached."""
        content = to_bytes(snapshot)
        self._scheduler.put(str(snapshot.epoch), content)
        self._epochs = sorted({*self._epochs, snapshot.epoch})
        for crowded in too_many(self._epochs, len(content)):
            self._epochs.remove(crowded)
            self._scheduler.put(str(crowded), None)
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
        """Hand over what a run needs that gives its worker up. OSError as of `save`."""
        self._scheduler.put("held", to_bytes(held))

    def take_held(self) -> Held | None:
        """Where the run gave its worker up; only once, as with `Snapshots`."""
        if self._carried.held is None or self._scheduler.get("taken"):
            return None
        self._scheduler.put("taken", True)
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
        return Carried(snapshots.last(), snapshots.take_held())

    def note(self, run_id: str, event: Event | ProbeResult) -> bool:
        """Note what a run has told → whether there is something to take."""
        if isinstance(event, SnapshotSaved):
            self._with_news.add(run_id)
        return bool(self._with_news)

    def take_news(self, client: Client, tasks: Mapping[str, str]) -> None:
        """Take what has come since the last time; `tasks` has the key of each run's task."""
        while self._with_news:
            run_id = self._with_news.pop()
            if run_id in tasks:
                self._take(_WithScheduler(client, tasks[run_id]), run_id)

    def finish(self, client: Client, run_id: str, task: str) -> None:
        """Take all that is left of a task that is over."""
        scheduler = _WithScheduler(client, task)
        self._take(scheduler, run_id)
        self._taken.pop(run_id, None)
        try:
            if content := scheduler.get("held"):
                self._store.snapshots(run_id).hold(held_of_bytes(content))
        except OSError as error:
            logger.warning("Run %s goes on from its last snapshot: %s", run_id, error)

    def _take(self, scheduler: _WithScheduler, run_id: str) -> None:
        into = self._store.snapshots(run_id)
        taken = self._taken.setdefault(run_id, {*into.epochs()})
        try:
            epochs = scheduler.epochs()
            for epoch in epochs:
                if epoch not in taken and (snapshot := scheduler.snapshot(epoch)):
                    into.save(snapshot)
                    taken.add(epoch)
            for epoch in epochs[:-NEWEST]:
                scheduler.put(str(epoch), None)
        except OSError as error:
            # As on a full disk. It stays where it is until the next time.
            logger.warning("Snapshots of run %s wait with the scheduler: %s", run_id, error)
