"""How much room the runs of one visitor, and of all, may take; the oldest make room for new ones.

Of too many runs the oldest are deleted. If the others take too many bytes, first go the snapshots
of the oldest runs, except those from which they can go on; if that is not enough, the oldest runs.
The newest run, baselines and runs in flight are left alone. Runs that their owner has deleted go
before all others, and for good once they cannot be brought back any more.
"""

from typing import NamedTuple

from core.language import message, say
from core.runs.run import RunError, StoredRun
from core.runs.store import RunStore

NO_ROOM = message(
    "There is room for {runs:,} more runs of yours with {megabytes:,.0f} MB, and these take "
    "{more_megabytes:,.1f} MB. Delete some, or take fewer."
)
NO_ROOM_IN_ALL = message(
    "The lab has room for {runs:,} more runs with {megabytes:,.0f} MB, and these take "
    "{more_megabytes:,.1f} MB. Whoever runs it can make room."
)


class RunQuota(NamedTuple):
    """How many runs are kept, and how many bytes of snapshots and networks."""

    runs: int
    nbytes: int


OF_ONE = RunQuota(runs=2_000, nbytes=2 * 2**30)
"""For each visitor."""
OF_ALL = RunQuota(runs=50_000, nbytes=20 * 2**30)
"""For all visitors together."""


def keep_within(
    store: RunStore, owner: str, of_one: RunQuota = OF_ONE, of_all: RunQuota = OF_ALL
) -> None:
    """Make room where the runs of a visitor, or those of all, have come to take too much."""
    delete_expired(store)
    runs = store.runs_over()  # once, because that looks at the files of all
    theirs = _make_room(store, [run for run in runs if run.owner == owner], of_one)
    others = [run for run in runs if run.owner != owner]
    _make_room(store, sorted([*others, *theirs], key=_turn), of_all)


def require_room(
    store: RunStore,
    owner: str,
    runs: int,
    nbytes: int,
    of_one: RunQuota = OF_ONE,
    of_all: RunQuota = OF_ALL,
) -> None:
    """RunError if so many more runs, with so many bytes, would take the room of older ones.

    Deleted runs take none: they are the first to go.
    """
    over = [run for run in store.runs_over() if not run.deleted]
    theirs = [run for run in over if run.owner == owner]
    for there, quota, sentence in ((theirs, of_one, NO_ROOM), (over, of_all, NO_ROOM_IN_ALL)):
        taken = sum(run.nbytes for run in there)
        if len(there) + runs > quota.runs or taken + nbytes > quota.nbytes:
            raise RunError(
                say(
                    sentence,
                    runs=max(quota.runs - len(there), 0),
                    megabytes=max(quota.nbytes - taken, 0) / 2**20,
                    more_megabytes=nbytes / 2**20,
                )
            )


def delete_expired(store: RunStore) -> None:
    """Delete for good what was deleted too long ago to be brought back."""
    expired = store.listing.expired()
    for run_id in expired:
        store.delete(run_id)
    if expired:
        store.races.delete_empty()


def _turn(run: StoredRun) -> tuple[bool, float]:
    """Which runs make room first: deleted ones, then the oldest."""
    return not run.deleted, run.created


def _make_room(store: RunStore, runs: list[StoredRun], quota: RunQuota) -> list[StoredRun]:
    """`runs` are those that are over, in their turn → those that are left, as they are now."""
    too_many = max(len(runs) - max(quota.runs, 1), 0)
    gone = {run.id for run in [run for run in runs[:-1] if not run.pinned][:too_many]}
    for run_id in gone:
        store.delete(run_id)
    kept = [run for run in runs if run.id not in gone]
    excess = sum(run.nbytes for run in kept) - quota.nbytes
    for place, run in enumerate(kept[:-1]):
        if excess <= 0:
            return kept
        if not run.pinned:
            freed = store.forget_snapshots(run.id)
            kept[place] = run._replace(nbytes=run.nbytes - freed)
            excess -= freed
    for run in kept[:-1]:
        if excess <= 0:
            return kept
        if not run.pinned:
            store.delete(run.id)
            kept.remove(run)
            excess -= run.nbytes
    return kept
