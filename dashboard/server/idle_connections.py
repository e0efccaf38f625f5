"""Connections on which nothing is asked: they must not keep others out.

A process may open only so many files, and each connection is one. uvicorn waits for a first request
without a limit of time or number (0.54.0), and Streamlit does so for the first message of a visit.
So whoever connects and asks nothing has little time, and when many do, the one who has been silent
longest makes room for the next.
"""

import asyncio
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn import config
from uvicorn.protocols.http.auto import AutoHTTPProtocol

FIRST_REQUEST_SECONDS = 20.0
MOST_SILENT = 64
"""How many may be connected at a time that have asked nothing."""


class _Silent:
    """Those who have asked nothing yet, the longest silent first, each with what ends them."""

    def __init__(self) -> None:
        self._ends: dict[object, Callable[[], object]] = {}

    def add(self, one: object, end: Callable[[], object]) -> None:
        while len(self._ends) >= MOST_SILENT:
            oldest = next(iter(self._ends))
            self._ends.pop(oldest)()
        self._ends[one] = end

    def discard(self, one: object) -> None:
        self._ends.pop(one, None)


_connections = _Silent()
_visits = _Silent()


class PromptRequests(AutoHTTPProtocol):  # type: ignore[valid-type, misc]
    """uvicorn's protocol, which closes a connection that brings no request."""

    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)
        _connections.add(self, transport.abort)
        self._too_late = self.loop.call_later(FIRST_REQUEST_SECONDS, self._end_if_silent)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._has_asked():
            _connections.discard(self)

    def connection_lost(self, exc: Exception | None) -> None:
        _connections.discard(self)
        self._too_late.cancel()
        super().connection_lost(exc)

    def _has_asked(self) -> bool:
        """Whether a request has begun, or the connection is a websocket's now."""
        return self.cycle is not None or self.transport.get_protocol() is not self

    def _end_if_silent(self) -> None:
        if not self._has_asked():
            self.transport.abort()


def demand_prompt_requests() -> None:
    """Let a server that starts from now on close connections that bring no request."""
    config.HTTP_PROTOCOLS["auto"] = f"{__name__}:{PromptRequests.__name__}"


class PromptVisits:
    """ASGI middleware: when many websockets are open on which nothing came, ends the oldest.

    A browser that has come back to its visit is silent, too, until somebody clicks: if it is ended,
    it comes back again.
    """

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
                _visits.discard(ended)
            return message

        async def send_on(message: Message) -> None:
            nonlocal is_closed
            is_closed = is_closed or message["type"] == "websocket.close"
            await send(message)

        _visits.add(ended, ended.set)
        try:
            await self._app(scope, receive_first, send_on)
        finally:
            _visits.discard(ended)
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
