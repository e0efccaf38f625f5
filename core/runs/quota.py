"""How much room the runs of one visitor, and of all, may take; the oldest make room for new ones.

Of too many runs the oldest are deleted. If the others take too many bytes, first go the snapshots
of the oldest runs, except those from which they can go on; if that is not enough, the oldest runs.
The newest run and runs in flight are left alone.
"""

from operator import attrgetter
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
    runs = store.runs_over()  # once, because that looks at the files of all
    theirs = _make_room(store, [run for run in runs if run.owner == owner], of_one)
    others = [run for run in runs if run.owner != owner]
    _make_room(store, sorted([*others, *theirs], key=attrgetter("created")), of_all)


def _make_room(store: RunStore, runs: list[StoredRun], quota: Quota) -> list[StoredRun]:
    """`runs` are those that are over, the oldest first → those that are left, as they are now."""
    too_many = max(len(runs) - max(quota.runs, 1), 0)
    for run in runs[:too_many]:
        store.delete(run.id)
    kept = runs[too_many:]
    excess = sum(run.nbytes for run in kept) - quota.nbytes
    for place, run in enumerate(kept[:-1]):
        if excess <= 0:
            return kept
        freed = store.forget_snapshots(run.id)
        kept[place] = run._replace(nbytes=run.nbytes - freed)
        excess -= freed
    while excess > 0 and len(kept) > 1:
        store.delete(kept[0].id)
        excess -= kept.pop(0).nbytes
    return kept
