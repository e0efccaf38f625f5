"""A broadcast: one run, read and encoded once, for all who follow it."""

from __future__ import annotations

import asyncio
import logging
from bisect import bisect_right
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

# Not at the server's start: the store takes half a second to import.
if TYPE_CHECKING:
    from dashboard.server.frames import Frame, RunFrames

logger = logging.getLogger(__name__)

MOST_BYTES = {"progress": 2**20, "probe": 2**20}
"""How much of a run is kept, of the kinds of frames that come all the time."""
GATHER_SECONDS = 1 / 30
"""What comes closer together is read at once, and sent in one piece."""
NEWS_SECONDS = 2.0
"""How often a run is looked at that another process may write."""
LINGER_SECONDS = 10.0
"""How long a run is kept that nobody follows: a page comes back, or asks every half second."""

THREADS = ThreadPoolExecutor(2, "live")
"""The threads that read, for all runs."""


class Broadcast:
    """The frames of one run as they come. To be used on the server's event loop."""

    def __init__(self, frames: RunFrames):
        self.run_id = frames.run_id
        self.present: dict[str, Frame] = {}
        """What holds until the next of its kind: what the coach says, the place in line."""
        self._source = frames
        self._frames: list[Frame] = []
        self._followers = 0
        self._reading = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._stored = asyncio.Event()
        self.change = asyncio.Event()
        """Set when there are more frames than now; then another takes its place."""

    def after(self, position: tuple[int, int]) -> list[Frame]:
        """The frames after a position, in order."""
        return self._frames[bisect_right(self._frames, position, key=_position) :]

    @asynccontextmanager
    async def following(self) -> AsyncIterator[None]:
        """Follow the run for this block: all frames until now are there when it begins."""
        self._followers += 1
        try:
            async with self._reading:
                if self._task is None:
                    await self._read()
                    self._task = asyncio.create_task(self._go_on())
            yield
        finally:
            self._followers -= 1

    async def _go_on(self) -> None:
        """Read what is new until nobody has followed for a while."""
        loop = asyncio.get_running_loop()
        followed = loop.time()
        with self._source.listening(lambda: loop.call_soon_threadsafe(self._stored.set)):
            while self._followers or loop.time() < followed + LINGER_SECONDS:
                if self._followers:
                    followed = loop.time()
                self._stored.clear()
                try:
                    await self._read()
                except Exception:
                    logger.exception("Run %s could not be read", self.run_id)
                await asyncio.sleep(GATHER_SECONDS)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stored.wait(), NEWS_SECONDS)
        self._task = None

    async def _read(self) -> None:
        loop = asyncio.get_running_loop()
        new = await loop.run_in_executor(THREADS, self._source.new)
        if not new:
            return
        for frame in new:
            if frame.position is None:
                self.present[frame.kind] = frame
            else:
                self._frames.append(frame)
        for kind, most in MOST_BYTES.items():
            if sum(len(frame.json) for frame in self._frames if frame.kind == kind) > most:
                self._thin(kind)
        self.change.set()
        self.change = asyncio.Event()

    def _thin(self, kind: str) -> None:
        """Leave out every second frame of a kind, but not the newest."""
        places = [place for place, frame in enumerate(self._frames) if frame.kind == kind]
        left_out = set(places[-2::-2])
        self._frames = [frame for place, frame in enumerate(self._frames) if place not in left_out]


def _position(frame: Frame) -> tuple[int, int]:
    assert frame.position is not None  # what has none is kept apart
    return frame.position
