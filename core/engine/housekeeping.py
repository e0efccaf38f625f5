"""Making room after a run, in a thread of its own: nobody waits for it."""

import logging
from concurrent.futures import ThreadPoolExecutor

from core.runs import quota
from core.runs.run import StoreAway
from core.runs.store import RunStore

logger = logging.getLogger(__name__)


class Housekeeping:
    """Keeps what runs take within the quota of their owner."""

    def __init__(self, store: RunStore):
        self._store = store
        self._thread = ThreadPoolExecutor(1, "housekeeping")

    def after(self, run_id: str) -> None:
        """Look, soon, whether a run that is over takes the room of older ones."""
        self._thread.submit(self._keep_quota, run_id)

    def end(self) -> None:
        """End the thread."""
        self._thread.shutdown()

    def _keep_quota(self, run_id: str) -> None:
        try:
            # Its owner may have deleted it by now.
            if owner := self._store.listing.owner(run_id):
                quota.keep_within(self._store, owner)
        except StoreAway:
            pass  # the end of the next run makes room
        except Exception:
            logger.exception("The room that runs take could not be looked after")
