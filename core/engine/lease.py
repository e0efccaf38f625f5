"""An engine's lease: the thread that renews it, and sees which other engines are gone."""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable
from secrets import token_hex

from core.runs.leases import LEASE_SECONDS, Leases
from core.runs.run import StoreAway

logger = logging.getLogger(__name__)

BEAT_SECONDS = 2.5


def new_name() -> str:
    """A name for an engine, another one at each call; host and process are for who reads it."""
    return f"{socket.gethostname()[:20]} {os.getpid()} {token_hex(4)}"


class Lease(threading.Thread):
    """Renews an engine's lease as long as it lives.

    When the database was away, the leases of all engines have run out, and the first to come back
    must not take the runs of the others. So an engine takes what another's lease no longer covers
    only once it has had its own without a gap for as long as a lease lasts.
    """

    def __init__(
        self,
        leases: Leases,
        engine: str,
        on_gap: Callable[[], object],
        on_orphans: Callable[[bool], object],
        clock: Callable[[], float] = time.monotonic,
    ):
        """`on_gap` is called when the lease had run out, so that others may have taken the runs.

        `on_orphans` is called when there are runs to be taken, with `expired` as in
        `Leases.take_orphans`. `clock` gives the time in seconds.
        """
        super().__init__(name="lease", daemon=True)
        self._leases = leases
        self._engine = engine
        self._on_gap = on_gap
        self._on_orphans = on_orphans
        self._clock = clock
        self._held_since: float | None = None
        self._is_ending = threading.Event()

    def run(self) -> None:
        """The thread: beat until `end`."""
        while not self._is_ending.wait(BEAT_SECONDS):
            self.beat()

    def beat(self) -> None:
        """Renew the lease, and look for runs that nobody follows."""
        try:
            is_held = self._leases.renew(self._engine)
            now = self._clock()
            if not is_held and self._held_since is not None:
                self._on_gap()
            if not is_held or self._held_since is None:
                self._held_since = now
            expired = now - self._held_since >= LEASE_SECONDS
            if self._leases.has_orphans(self._engine, expired):
                self._on_orphans(expired)
        except StoreAway as error:
            logger.debug("%s", error)  # the follower tells of it

    def end(self) -> None:
        """End the thread, and give the lease back."""
        self._is_ending.set()
        self.join()
        try:
            self._leases.end(self._engine)
        except StoreAway as error:
            logger.debug("%s", error)  # it runs out by itself
