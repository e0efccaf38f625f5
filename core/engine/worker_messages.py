"""What workers send of the runs they train: events and probes, written to the store in order."""

import logging
import threading
from collections.abc import Callable, Iterable
from typing import Any

from cachetools import FIFOCache

from core.cluster.topics import TopicMessage
from core.runs.events import EVENT, Event
from core.runs.probe import ProbeResult
from core.runs.run import Entry, StoreAway
from core.runs.store import RunStore

logger = logging.getLogger(__name__)

MOST_PROBES = 256

Message = dict[str, Any]


class WorkerMessages:
    """Collects messages as they come, in any thread, and stores all that came in one go."""

    def __init__(
        self,
        store: RunStore,
        engine: str,
        soon: Callable[[Callable[[], None]], None],
        on_stored: Callable[[Entry], object] = lambda _entry: None,
    ):
        """`engine` is the name of the engine, which writes only about its own runs.

        `soon` lets the thread that stores do something, a little later. `on_stored` is called with
        all that was stored, one after the other.
        """
        self._store = store
        self._engine = engine
        self._soon = soon
        self._on_stored = on_stored
        self._unwritten: list[Message] = []
        """What was received and is not stored yet, in order."""
        self._is_away = False
        """Whether the store did not take what it was given last."""
        self._lock = threading.Lock()
        self._probes: FIFOCache[str, ProbeResult] = FIFOCache(MOST_PROBES)
        self._probes_lock = threading.Lock()

    def newest_probe(self, run_id: str) -> ProbeResult | None:
        """The newest probe of a run; None if there was none, or long ago."""
        with self._probes_lock:
            return self._probes.get(run_id)

    def held_back(self, run_id: str) -> int:
        """How many events of a run the store has not taken; 0 while it takes all."""
        if not self._is_away:
            return 0
        with self._lock:
            return sum(
                message.get("run_id") == run_id and "event" in message
                for message in self._unwritten
            )

    def receive(self, logged: TopicMessage) -> None:
        """Take a message, and see that it is stored soon."""
        _time, content = logged
        with self._lock:
            self._unwritten.append(content)
            is_first = len(self._unwritten) == 1
        # Short epochs end dozens of times a second, so events are collected and stored together.
        if is_first:
            self._soon(self.store_received)

    def store_received(self) -> None:
        """Store all that was received. StoreAway if that cannot be now: then it is kept."""
        while received := self._copy():
            try:
                self.store(received)
            except StoreAway:
                self._is_away = True
                self._thin_out_probes()
                raise
            except Exception:
                # It would fail again and again, and hold up all that comes after it.
                logger.exception("Messages of workers could not be stored: %s", received)
            self._is_away = False
            with self._lock:
                del self._unwritten[: len(received)]

    def store(self, contents: Iterable[Message]) -> None:
        """Store the contents of messages, as far as they can be read."""
        entries = [entry for entry in map(_read, contents) if entry is not None]
        with self._probes_lock:
            for entry in entries:
                if isinstance(entry.content, ProbeResult):
                    self._probes[entry.run_id] = entry.content
        self._store.append_all(entries, self._engine)
        for entry in entries:
            self._on_stored(entry)

    def _copy(self) -> list[Message]:
        with self._lock:
            return [*self._unwritten]

    def _thin_out_probes(self) -> None:
        """Of many probes leave out every second: they are large, and a film shows some evenly."""
        with self._lock:
            places = [place for place, one in enumerate(self._unwritten) if "probe" in one]
            if len(places) > MOST_PROBES:
                left_out = {*places[-2::-2]}
                self._unwritten = [
                    one for place, one in enumerate(self._unwritten) if place not in left_out
                ]


def _read(content: Message) -> Entry | None:
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
