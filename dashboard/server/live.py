"""The route of the live stream: runs as they are told, as server-sent events, or as JSON.

`GET /live?run=A&run=B` follows runs from their beginning; with `Last-Event-ID`, or `after=` in the
address, from the position that the last message had. Nobody is waited for: who is slow gets what
has come meanwhile in one piece, and of the probes in it the newest.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    AsyncExitStack,
    ExitStack,
    asynccontextmanager,
    contextmanager,
)
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from core.language import message, plural, say
from dashboard.server.addresses import in_language_of, on_server
from dashboard.server.broadcast import THREADS, Broadcast
from dashboard.server.visitors import name_or_address, visitor_of

if TYPE_CHECKING:
    from core.runs.store import RunStore
    from dashboard.server.frames import Frame, RunFrames

PATH = "live"
MOST_RUNS = 40
"""In one stream: a class on a wall."""
MOST_STREAMS = 24
"""Streams and answers for one visitor at a time."""
HEARTBEAT_SECONDS = 15.0

HOW_MANY = plural(
    "One run can be followed at once.", "Between 1 and {count} runs can be followed at once."
)
NOT_FOR_YOU = message("This run is not shown to you. Ask whoever has started it.")
TOO_MANY = message("You follow runs in too many pages at once. Close some of them.")

LoadFrames = Callable[[], "Callable[[str], RunFrames]"]
"""Imports what reads a run; `RunFrames` says what it raises."""

StreamPosition = tuple[int, int]
"""An event and a moment of the film, as `core.runs.film.Position`."""
NOTHING = (-1, -1)

_ONE_POSITION = re.compile(r"(\w{1,32})=(\d{1,9})(?:\.(\d{1,9}))?", re.ASCII)


class Live:
    """The runs that are followed on this server."""

    def __init__(self, load_store: Callable[[], RunStore], load_frames: LoadFrames):
        self._load_store = load_store
        self._load_frames = load_frames
        self._broadcasts: WeakValueDictionary[str, Broadcast] = WeakValueDictionary()
        self._open: Counter[str] = Counter()
        self._ended = asyncio.Event()

    def end(self) -> None:
        """End all streams, because the server ends; called on its event loop."""
        self._ended.set()

    def route(self) -> Route:
        """The route, for the server."""
        return Route(on_server(PATH), self._answer)

    async def _answer(self, request: Request) -> Response:
        asked = request.query_params
        runs = list(dict.fromkeys(asked.getlist("run")))
        with in_language_of(asked):
            if not 1 <= len(runs) <= MOST_RUNS:
                return PlainTextResponse(say(HOW_MANY, count=MOST_RUNS), 400)
            visitor = name_or_address(request)
            if self._open[visitor] >= MOST_STREAMS:
                return PlainTextResponse(say(TOO_MANY), 429)
        with ExitStack() as counted:
            counted.enter_context(self._counted(visitor))
            return await self._follow(request, runs, counted)

    async def _follow(self, request: Request, runs: list[str], counted: ExitStack) -> Response:
        """What is told of these runs, or why it may not be; a stream is counted until it ends."""
        asked = request.query_params
        followed = {run: self._broadcasts[run] for run in runs if run in self._broadcasts}
        unknown = [run for run in runs if run not in followed]
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(THREADS, self._find, request, runs, unknown)
        if isinstance(found, Response):
            return found
        for frames in found:
            run = frames.run_id
            # Another request may have found it meanwhile.
            followed[run] = self._broadcasts.setdefault(run, Broadcast(frames))
        after = request.headers.get("last-event-id") or asked.get("after", "")
        follower = _Follower([followed[run] for run in runs], _read_positions(after))
        if "application/json" in request.headers.get("accept", ""):
            return await follower.answer()
        return _Stream(follower.pieces(self._ended), follower.following, counted.pop_all())

    def _find(
        self, request: Request, runs: list[str], unknown: list[str]
    ) -> list[RunFrames] | Response:
        """What reads the unknown ones of these runs, if the visitor may look at them all."""
        # Not at the server's start: the store takes half a second to import.
        from core.runs.run import RunError, StoreAway
        from dashboard.server.access import may_look

        with in_language_of(request.query_params):
            try:
                store, visitor = self._load_store(), visitor_of(request.cookies) or ""
                if not all(may_look(store.run(run), visitor) for run in runs):
                    return PlainTextResponse(say(NOT_FOR_YOU), 403)
                return [self._load_frames()(run) for run in unknown]
            except StoreAway as error:
                return PlainTextResponse(str(error), 503)
            except RunError as error:
                return PlainTextResponse(str(error), 404)

    @contextmanager
    def _counted(self, visitor: str) -> Iterator[None]:
        self._open[visitor] += 1
        try:
            yield
        finally:
            self._open[visitor] -= 1
            if not self._open[visitor]:
                del self._open[visitor]


class _Follower:
    """What one request follows, and how far it has come."""

    def __init__(self, runs: list[Broadcast], positions: dict[str, StreamPosition]):
        self._runs = runs
        self._positions = positions
        self._told: dict[tuple[str, str], Frame] = {}
        """What holds until the next of its kind, by run and kind, as it was told last."""
        self._caught_up = False

    @asynccontextmanager
    async def following(self) -> AsyncIterator[None]:
        """Follow the runs for this block."""
        async with AsyncExitStack() as stack:
            for run in self._runs:
                await stack.enter_async_context(run.following())
            yield

    def new(self) -> list[tuple[bytes, str]]:
        """The frames that are new, each with the position that is reached with it."""
        new = []
        for run in self._runs:
            frames = run.after(self._positions.get(run.run_id, NOTHING))
            if self._caught_up:
                frames = _newest_probe(frames)
            for frame in frames:
                if frame.position is not None:
                    self._positions[run.run_id] = frame.position
                new.append((frame.json, self._position()))
            for kind, frame in run.present.items():
                if frame is not self._told.get((run.run_id, kind)):
                    self._told[run.run_id, kind] = frame
                    new.append((frame.json, self._position()))
        self._caught_up = True
        return new

    def _position(self) -> str:
        return ",".join(
            f"{run}={event}.{moment}" if moment >= 0 else f"{run}={event}"
            for run, (event, moment) in self._positions.items()
        )

    async def pieces(self, ended: asyncio.Event) -> AsyncIterator[bytes]:
        """What is new, as it comes, as server-sent events, until the server has ended."""
        yield b"event: hello\ndata: {}\n\n"
        while not ended.is_set():
            # Asked before the frames are taken, so that none can come in between.
            changes = [asyncio.create_task(run.change.wait()) for run in self._runs]
            changes.append(asyncio.create_task(ended.wait()))
            try:
                if new := self.new():
                    yield b"".join(
                        b"id: %b\ndata: %b\n\n" % (position.encode(), frame)
                        for frame, position in new
                    )
                changed, _ = await asyncio.wait(
                    changes, timeout=HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED
                )
            finally:
                for change in changes:
                    change.cancel()
            if not changed:
                yield b": still here\n\n"

    async def answer(self) -> Response:
        """What is new now, as JSON."""
        async with self.following():
            frames = b",".join(frame for frame, _position in self.new())
        position = json.dumps(self._position()).encode()
        return Response(
            b'{"frames":[%b],"position":%b}' % (frames, position),
            media_type="application/json",
            headers={"Cache-Control": "no-store"},
        )


class _Stream(StreamingResponse):
    """What a follower gets, for as long as its connection is open."""

    # Starlette and Streamlit do not compress a content of this type; nor shall a proxy hold it up.
    media_type = "text/event-stream"

    def __init__(
        self,
        pieces: AsyncIterator[bytes],
        following: Callable[[], AbstractAsyncContextManager[None]],
        counted: AbstractContextManager[object],
    ):
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        super().__init__(pieces, headers=headers)
        self._following = following
        self._counted = counted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._counted:
            async with self._following():
                await super().__call__(scope, receive, send)


def _newest_probe(frames: list[Frame]) -> list[Frame]:
    """The frames without those probes that a newer one follows."""
    newest = max((place for place, frame in enumerate(frames) if frame.kind == "probe"), default=-1)
    return [frame for place, frame in enumerate(frames) if frame.kind != "probe" or place == newest]


def _read_positions(text: str) -> dict[str, StreamPosition]:
    """The position of each run in the id of a message; what is none counts as nothing received."""
    parts = (_ONE_POSITION.fullmatch(part) for part in text.split(",")[:MOST_RUNS])
    return {part[1]: (int(part[2]), int(part[3] or -1)) for part in parts if part}
