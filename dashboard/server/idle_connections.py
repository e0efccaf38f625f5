"""Connections on which nothing happens: they must not keep others out.

A process may open only so many files, and each connection is one. uvicorn waits without a limit of
time for a request, for the rest of one, and for a client that does not read its answer (0.54.0);
Streamlit does so for the first message of a visit, which a browser sends at once. So whoever
connects and then does nothing has little time, less if many do; and in a full lab who has been
silent longest makes room for the next.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable
from itertools import chain
from typing import Any

from starlette.requests import HTTPConnection
from uvicorn import Server
from uvicorn.protocols.http.auto import AutoHTTPProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from dashboard.server.open_files import is_full
from dashboard.server.visitors import name_or_address

REQUEST_SECONDS = 20.0
"""For a request, and for the first message of a visit."""
PART_SECONDS = 60.0
"""For the next part of a request that has begun, or until more of an answer is read."""
MOST_SILENT = 64
"""With more silent connections, or visits, than that each has a sixth of the time."""
ACCEPTED_AT_ONCE = 8
"""So many connections are accepted before the first of them is looked at."""


class _Silence:
    """Of a connection: it is ended after a while, if this is not over before."""

    def __init__(
        self,
        transport: asyncio.Transport,
        seconds: float,
        others: dict[_Silence, None],
        visitor: str = "",
    ) -> None:
        self.visitor = visitor
        self._transport = transport
        self._others = others
        others[self] = None
        loop = asyncio.get_running_loop()
        self._timers = [
            loop.call_later(seconds / 6, self._end_among_many),
            loop.call_later(seconds, self.end),
        ]

    def over(self) -> None:
        """Something has come; or the connection has ended."""
        self._others.pop(self, None)
        for timer in self._timers:
            timer.cancel()

    def end(self) -> None:
        """End the connection: at once, as who is silent would not answer a farewell either."""
        self.over()
        self._transport.abort()

    def _end_among_many(self) -> None:
        if len(self._others) > MOST_SILENT:
            self.end()


_silent_connections: dict[_Silence, None] = {}
_silent_visits: dict[_Silence, None] = {}
"""Both with the longest silent first."""


class PromptRequests(AutoHTTPProtocol):  # type: ignore[valid-type, misc]
    """uvicorn's protocol, which closes a connection whose client does nothing."""

    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)
        if len(_silent_connections) > MOST_SILENT and is_full():
            end_longest_silent()
        self._silence = self._unread = _Silence(transport, REQUEST_SECONDS, _silent_connections)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.transport.get_protocol() is not self:
            self._silence.over()  # the connection is a websocket's now
        elif self.cycle is not None and not self.cycle.response_complete:
            self._silence.over()
            if self.cycle.more_body:
                self._wait(PART_SECONDS)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.cycle.response_complete and not self.transport.is_closing():
            self._wait(REQUEST_SECONDS)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unread = _Silence(self.transport, PART_SECONDS, _silent_connections)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._unread.over()

    def connection_lost(self, exc: Exception | None) -> None:
        self._silence.over()
        self._unread.over()
        super().connection_lost(exc)

    def _wait(self, seconds: float) -> None:
        self._silence.over()
        self._silence = _Silence(self.transport, seconds, _silent_connections)


class PromptVisits(WebSocketsSansIOProtocol):
    """uvicorn's protocol for websockets, which closes one on which no first message comes."""

    _silence: _Silence | None = None

    async def send(self, message: Any) -> None:
        await super().send(message)
        if message["type"] == "websocket.accept" and not self.disconnected:
            visitor = name_or_address(HTTPConnection(dict(self.scope)))
            self._silence = _Silence(self.transport, REQUEST_SECONDS, _silent_visits, visitor)

    def send_receive_event_to_app(self) -> None:
        super().send_receive_event_to_app()
        self._is_silent_no_more()

    def connection_lost(self, exc: Exception | None) -> None:
        self._is_silent_no_more()
        super().connection_lost(exc)

    def _is_silent_no_more(self) -> None:
        if self._silence is not None:
            self._silence.over()


def demand_prompt_requests() -> None:
    """Let a server that starts from now on close connections whose clients do nothing.

    uvicorn has chosen its protocols before it loads the app, and uses them after. asyncio accepts
    as many connections at once as may wait in line: so many that no file is left for those inside
    before the first silent one can be ended. So it takes a few at a time; the line stays as long.
    """
    start = Server.startup

    async def startup(self: Server, sockets: list[socket.socket] | None = None) -> None:
        self.config.http_protocol_class = PromptRequests
        self.config.ws_protocol_class = PromptVisits
        line, self.config.backlog = self.config.backlog, ACCEPTED_AT_ONCE
        await start(self, sockets)
        for listening in sockets or ():
            listening.listen(line)

    Server.startup = startup  # type: ignore[method-assign]


def end_longest_silent() -> bool:
    """End the visit that has been silent longest, or else the connection; whether there was one.

    Among a few silent connections may be that of somebody who is about to ask.
    """
    connections = _silent_connections if len(_silent_connections) > MOST_SILENT else ()
    return _end_first(chain(_silent_visits, connections))


def end_longest_silent_of(visitor: str) -> bool:
    """End that of this visitor's visits which has been silent longest; whether there was one."""
    return _end_first(visit for visit in _silent_visits if visit.visitor == visitor)


def _end_first(silent: Iterable[_Silence]) -> bool:
    first = next(iter(silent), None)
    if first is not None:
        first.end()
    return first is not None
