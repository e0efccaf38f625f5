"""What the owner of runs notes of them: a name, a note, the baseline, and which are deleted."""

from core.language import message, say
from core.ownership import require_owner
from core.runs import quota
from core.runs.run import RunError
from core.runs.store import NO_RUN, NOT_OVER, RunStore

NOT_YOURS = message("Only who has started this run can change it. You can look at it.")
GONE = message("This run cannot be brought back any more: it was deleted too long ago.")


class RunNotes:
    """Notes on runs, on behalf of a visitor, or of a script for None.

    Each method raises NotTheOwner for the run of another, RunError if there is no such run.
    """

    def __init__(self, store: RunStore, visitor: str | None):
        self._store = store
        self._visitor = visitor

    def rename(self, run_id: str, name: str) -> None:
        """As `RunListing.rename`."""
        self._require_own(run_id)
        self._store.listing.rename(run_id, name)

    def annotate(self, run_id: str, note: str) -> None:
        """As `RunListing.annotate`."""
        self._require_own(run_id)
        self._store.listing.annotate(run_id, note)

    def pin(self, run_id: str) -> None:
        """As `RunListing.pin`."""
        self._require_own(run_id)
        self._store.listing.pin(run_id)

    def unpin(self, run_id: str) -> None:
        """As `RunListing.unpin`."""
        self._require_own(run_id)
        self._store.listing.unpin(run_id)

    def discard(self, run_id: str) -> None:
        """Delete a run so that it can be brought back for a while; RunError if it is in flight.

        What was deleted longer ago goes for good, with all that belongs to it.
        """
        self._require_own(run_id)
        if not self._store.listing.discard(run_id):
            raise RunError(say(NOT_OVER))
        quota.delete_expired(self._store)

    def restore(self, run_id: str) -> None:
        """Bring a deleted run back; RunError if that was too long ago."""
        self._require_own(run_id, GONE)
        self._store.listing.restore(run_id)

    def _require_own(self, run_id: str, unknown: str = NO_RUN) -> None:
        owner = self._store.listing.owner(run_id)
        if owner is None:
            raise RunError(say(unknown, run=run_id[:32]))
        require_owner(self._visitor, owner, NOT_YOURS)
