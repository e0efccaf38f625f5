"""What workers send of the runs they train: events and probes, written to the store in order."""

import logging
import queue
import threading
from collections.abc import Callable, Iterable
from typing import Any

from cachetools import FIFOCache

from core.cluster.topics import TopicMessage
from core.runs.events import EVENT, Event
from core.runs.probe import ProbeResult
from core.runs.run import Entry, NotStored
from core.runs.store import RunStore

logger = logging.getLogger(__name__)

MOST_PROBES = 256


class WorkerMessages:
    """Collects messages as they come, in any thread, and stores all that came in one go."""

    def __init__(
        self,
        store: RunStore,
        soon: Callable[[Callable[[], None]], None],
        on_stored: Callable[[Entry], object] = lambda _entry: None,
    ):
        """`soon` lets the thread that stores do something, a little later.

        `on_stored` is called with all that was stored, one after the other.
        """
        self._store = store
        self._soon = soon
        self._on_stored = on_stored
        self._unwritten: list[dict[str, Any]] = []
        """What was received and could not be stored yet, because the disk is full."""
        self._received: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._probes: FIFOCache[str, ProbeResult] = FIFOCache(MOST_PROBES)
        self._probes_lock = threading.Lock()

    def newest_probe(self, run_id: str) -> ProbeResult | None:
        """The newest probe of a run; None if there was none, or long ago."""
        with self._probes_lock:
            return self._probes.get(run_id)

    def receive(self, logged: TopicMessage) -> None:
        """Take a message, and see that it is stored soon."""
        _time, content = logged
        self._received.put(content)
        # Short epochs end dozens of times a second, so events are collected and stored together.
        if self._received.qsize() == 1:
            self._soon(self.store_received)

    def store_received(self) -> None:
        """Store all that was received; what cannot be stored, as NotStored says, is kept."""
        received, self._unwritten = self._unwritten, []
        # All of it: `receive` asks for this method only at the first of several messages.
        while not self._received.empty():
            received.append(self._received.get())
        if not received:
            return
        try:
            self.store(received)
        except NotStored:
            self._unwritten = received
            raise

    def store(self, contents: Iterable[dict[str, Any]]) -> None:
        """Store the contents of messages, as far as they can be read."""
        entries = [entry for entry in map(_read, contents) if entry is not None]
        with self._probes_lock:
            for entry in entries:
                if isinstance(entry.content, ProbeResult):
                    self._probes[entry.run_id] = entry.content
        self._store.append_all(entries)
        for entry in entries:
            self._on_stored(entry)


def _read(content: dict[str, Any]) -> Entry | None:
    """A worker's message, an event or a probe; None if it cannot be read."""
    try:
        if "probe" in content:
            what: Event | ProbeResult = ProbeResult.model_validate(content["probe"])
        else:
            what = EVENT.validate_python(content["event"])
        return Entry(content["run_id"], what, content["source"])
    except (LookupError, TypeError, ValueError):
        # A worker that others run may be of another version.
        logger.warning("A worker sent a message that cannot be read: %s", content)
        return None
