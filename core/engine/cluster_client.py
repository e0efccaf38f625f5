"""The client of the cluster: opened, lost, and opened again."""

import threading
from collections.abc import Callable
from contextlib import suppress

from distributed import Client

from core.cluster.connection import ConnectionFailed, Embedded, Joined, Lack


class ClusterClient:
    """The connection to the cluster. One thread opens and closes it, and any may ask."""

    def __init__(self, cluster: Embedded | Joined):
        self.connected = threading.Event()
        """Set while the connection is there, and all that comes by it is listened to."""
        self.failure: ConnectionFailed | None = None
        """Why there is no connection, if the last attempt failed."""
        self.ends_with_us = cluster.ends_with_us
        self._cluster = cluster
        self._client: Client | None = None

    @property
    def client(self) -> Client:
        """The client of the cluster; there is one as soon as `connected` was set."""
        assert self._client is not None
        return self._client

    @property
    def reachable(self) -> Client | None:
        """The client; None if there is none yet, or the last attempt failed."""
        return None if self.failure else self._client

    @property
    def is_lost(self) -> bool:
        """Whether there was a connection, and it has to be opened again."""
        if self.failure is not None:
            return False
        if not self.connected.is_set():
            return True  # while it was connecting
        # Dask waits for a cluster that others run to come back. One of our own is started again.
        broken = self.ends_with_us and self.client.status != "running"
        return self._cluster.lost or broken or self.client.status == "closed"

    def lack(self) -> Lack | None:
        """What the cluster lacks for training, as far as is known; None if it lacks nothing."""
        return self._cluster.lack(self.client) if self.connected.is_set() else None

    def open(self) -> Client:
        """Open a connection. ConnectionFailed, which is noted, if there cannot be one."""
        try:
            self._client = self._cluster.open()
        except ConnectionFailed as error:
            self.failure = error
            raise
        self.failure = None
        return self._client

    def close(self) -> None:
        """Close the connection, and end a cluster of our own."""
        self.connected.clear()
        if self._client is not None:
            self._client.close(timeout=2)
        self._cluster.close()

    def give_up(self) -> None:
        """Let whoever opens a connection now not wait for it any longer."""
        if not self.connected.is_set():
            self._cluster.give_up()

    def later(self, seconds: float, do: Callable[[], None]) -> None:
        """Call `do` in the client's own thread, in so many seconds."""
        loop = self.client.loop
        assert loop is not None  # while the client is open
        loop.call_later(seconds, do)

    def unpublish(self, run_id: str) -> None:
        """Let the cluster forget a task, if it is still there."""
        if not self.is_lost:
            with suppress(OSError):
                self.client.unpublish_dataset(run_id)
