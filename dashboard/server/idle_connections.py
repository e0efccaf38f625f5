"""Connections on which nothing is asked: they must not keep others out.

A process may open only so many files, and each connection is one. uvicorn waits for a first request
without a limit of time or number (0.54.0), and Streamlit does so for the first message of a visit.
So whoever connects and asks nothing has little time, less if many do; and in a full lab the visit
that has been silent longest makes room for the next.
"""

import asyncio
import socket

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn import Server
from uvicorn.protocols.http.auto import AutoHTTPProtocol

FIRST_REQUEST_SECONDS = 20.0
SHORTER_SECONDS = 3.0
MOST_SILENT = 64
"""With more connections than that on which nothing was asked, the shorter time holds."""

_silent_connections: set[object] = set()
_silent_visits: dict[asyncio.Event, None] = {}
"""The visits on which nothing has come, the longest silent first, each by what ends it."""


class PromptRequests(AutoHTTPProtocol):  # type: ignore[valid-type, misc]
    """uvicorn's protocol, which closes a connection that brings no request."""

    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)
        _silent_connections.add(self)
        self._ends = [
            self.loop.call_later(SHORTER_SECONDS, self._end_if_silent_among, MOST_SILENT),
            self.loop.call_later(FIRST_REQUEST_SECONDS, self._end_if_silent_among, 0),
        ]

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        # A request has begun, or the connection is a websocket's now.
        if self.cycle is not None or self.transport.get_protocol() is not self:
            self._is_silent_no_more()

    def connection_lost(self, exc: Exception | None) -> None:
        self._is_silent_no_more()
        super().connection_lost(exc)

    def _is_silent_no_more(self) -> None:
        _silent_connections.discard(self)
        for end in self._ends:
            end.cancel()

    def _end_if_silent_among(self, others: int) -> None:
        if len(_silent_connections) > others:
            self._is_silent_no_more()
            self.transport.abort()


def demand_prompt_requests() -> None:
    """Let a server that starts from now on close connections that bring no request.

    uvicorn has chosen its protocol before it loads the app, and uses it after.
    """
    start = Server.startup

    async def startup(self: Server, sockets: list[socket.socket] | None = None) -> None:
        self.config.http_protocol_class = PromptRequests
        await start(self, sockets)

    Server.startup = startup  # type: ignore[method-assign]


def end_longest_silent() -> bool:
    """End the visit that has been silent longest; whether there was one.

    A browser that has come back to its visit is silent, too, until somebody clicks: if it is ended,
    it comes back again.
    """
    for visit in _silent_visits:
        visit.set()
        del _silent_visits[visit]
        return True
    return False


class NoteSilentVisits:
    """ASGI middleware: knows the visits on which nothing has come."""

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        ended, is_silent, is_closed = asyncio.Event(), True, False

        async def receive_first() -> Message:
            nonlocal is_silent
            if not is_silent:
                return await receive()
            message = await _unless(ended, receive)
            if message["type"] == "websocket.receive":
                is_silent = False
                _silent_visits.pop(ended, None)
            return message

        async def send_on(message: Message) -> None:
            nonlocal is_closed
            is_closed = is_closed or message["type"] == "websocket.close"
            await send(message)

        _silent_visits[ended] = None
        try:
            await self._app(scope, receive_first, send_on)
        finally:
            _silent_visits.pop(ended, None)
        if ended.is_set() and not is_closed:
            await send({"type": "websocket.close", "code": 1013})


async def _unless(ended: asyncio.Event, receive: Receive) -> Message:
    """The next message, or that the browser has gone if it is ended before."""
    coming, end = asyncio.ensure_future(receive()), asyncio.ensure_future(ended.wait())
    try:
        await asyncio.wait((coming, end), return_when=asyncio.FIRST_COMPLETED)
        return coming.result() if coming.done() else {"type": "websocket.disconnect", "code": 1013}
    finally:
        for waiting in (coming, end):
            waiting.cancel()
