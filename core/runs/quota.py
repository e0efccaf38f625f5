"""How much room the runs of one visitor, and of all, may take; the oldest make room for new ones.

Of too many runs the oldest are deleted. If the others take too many bytes, first go the snapshots
of the oldest runs, except those from which they can go on; if that is not enough, the oldest runs.
The newest run, baselines and runs in flight are left alone. Runs that their owner has deleted go
before all others, and for good once they cannot be brought back any more.
"""

from typing import NamedTuple

from core.runs.run import StoredRun
from core.runs.store import RunStore


class Quota(NamedTuple):
    """How many runs are kept, and how many bytes of snapshots and networks."""

    runs: int
    nbytes: int


OF_ONE = Quota(runs=2_000, nbytes=2 * 2**30)
"""For each visitor."""
OF_ALL = Quota(runs=50_000, nbytes=20 * 2**30)
"""For all visitors together."""


def keep_within(
    store: RunStore, owner: str, of_one: Quota = OF_ONE, of_all: Quota = OF_ALL
) -> None:
    """Make room where the runs of a visitor, or those of all, have come to take too much."""
    delete_expired(store)
    _make_room(store, store.runs_over(owner), of_one)
    _make_room(store, store.runs_over(), of_all)


def delete_expired(store: RunStore) -> None:
    """Delete for good what was deleted too long ago to be brought back."""
    for run_id in store.listing.expired():
        store.delete(run_id)


def _make_room(store: RunStore, runs: list[StoredRun], quota: Quota) -> None:
    """`runs` are those that are over, in the order in which they go."""
    too_many = max(len(runs) - max(quota.runs, 1), 0)
    expendable = [run for run in runs[:-1] if not run.pinned]
    gone, kept = expendable[:too_many], expendable[too_many:]
    for run in gone:
        store.delete(run.id)
    excess = sum(run.nbytes for run in runs) - sum(run.nbytes for run in gone) - quota.nbytes
    freed: dict[str, int] = {}
    for run in kept:
        if excess <= 0:
            return
        freed[run.id] = store.forget_snapshots(run.id)
        excess -= freed[run.id]
    for run in kept:
        if excess <= 0:
            return
        store.delete(run.id)
        excess -= run.nbytes - freed[run.id]
