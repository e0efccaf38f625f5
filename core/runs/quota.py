"""How much room the runs of one visitor, and of all, may take; the oldest make room for new ones.

Of too many runs the oldest are deleted. If the others take too many bytes, first go the snapshots
of the oldest runs, except those from which they can go on; if that is not enough, the oldest runs.
The newest run and runs in flight are left alone.
"""

from typing import NamedTuple

from core.runs.run import StoredRun
from core.runs.store import RunStore


class Quota(NamedTuple):
    """How many runs are kept, and how many bytes of snapshots and networks."""

    runs: int
    nbytes: int


OF_ONE = Quota(runs=300, nbytes=2 * 2**30)
"""For each visitor."""
OF_ALL = Quota(runs=20_000, nbytes=20 * 2**30)
"""For all visitors together."""


def keep_within(
    store: RunStore, owner: str, of_one: Quota = OF_ONE, of_all: Quota = OF_ALL
) -> None:
    """Make room where the runs of a visitor, or those of all, have come to take too much."""
    _make_room(store, store.runs_over(owner), of_one)
    _make_room(store, store.runs_over(), of_all)


def _make_room(store: RunStore, runs: list[StoredRun], quota: Quota) -> None:
    """`runs` are those that are over, the oldest first."""
    too_many = max(len(runs) - max(quota.runs, 1), 0)
    for run in runs[:too_many]:
        store.delete(run.id)
    kept = runs[too_many:]
    excess = sum(run.nbytes for run in kept) - quota.nbytes
    freed: dict[str, int] = {}
    for run in kept[:-1]:
        if excess <= 0:
            return
        freed[run.id] = store.forget_snapshots(run.id)
        excess -= freed[run.id]
    for run in kept[:-1]:
        if excess <= 0:
            return
        store.delete(run.id)
        excess -= run.nbytes - freed[run.id]
