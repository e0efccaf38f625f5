"""How many visits the lab can take: each holds memory, and files of the few a process may open."""

from __future__ import annotations

import asyncio
from collections import Counter

from markupsafe import Markup
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.language import message, say, spoken
from dashboard.server.idle_connections import end_longest_silent, end_longest_silent_of
from dashboard.server.open_files import is_full
from dashboard.server.plain_page import plain_page, preferred_language
from dashboard.server.visitors import name_or_address, opens_page, visitor_of

MOST_VISITS = 1000
MOST_OF_ONE = 50
MOST_OF_AN_ADDRESS = 500
"""How many pages may be open at a time: of all, of one visitor, and of those at one address who
have no name, as browsers without cookies."""
MOST_ENDED = 40
ENDING_SECONDS = 0.05
"""Of those who are silent so many are ended for one page, each in about this time."""
FILES_OF_A_VISIT = 4
"""Its connection, and the three of the event loop that Streamlit makes for it."""

FULL = message(
    "The lab is full: so many people use it that it takes no further visits. Try again in some "
    "minutes."
)


class LimitVisits:
    """ASGI middleware: says so to a browser that opens a page while the lab is full."""

    def __init__(self, app: ASGIApp):
        self._app = app
        self._open: Counter[str] = Counter()
        self._beginning: set[object] = set()
        """The visits that were let in and have not opened their files yet."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not opens_page(scope):
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        visitor = name_or_address(connection)
        most = MOST_OF_ONE if visitor_of(connection.cookies) else MOST_OF_AN_ADDRESS
        if await self._has_room(visitor, most):
            await self._let_in(visitor, scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1013})
        else:
            with spoken(preferred_language(HTTPConnection(scope))):
                response = plain_page(Markup("<p>{}</p>").format(say(FULL)), 503)
            response.headers["Retry-After"] = "60"
            await response(scope, receive, send)

    async def _has_room(self, visitor: str, most: int) -> bool:
        """Whether there is room for one more page; who is silent makes it, and takes a moment.

        Somebody with too many pages of their own ends none of others.
        """
        for _ in range(MOST_ENDED):
            if self._open[visitor] >= most:
                has_ended = end_longest_silent_of(visitor)
            elif self._is_full():
                has_ended = end_longest_silent()
            else:
                return True
            if not has_ended:
                return False
            await asyncio.sleep(ENDING_SECONDS)
        return False

    def _is_full(self) -> bool:
        beginning = FILES_OF_A_VISIT * len(self._beginning)
        return self._open.total() >= MOST_VISITS or is_full(soon=beginning)

    async def _let_in(self, visitor: str, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        visit = object()

        async def accept(sent: Message) -> None:
            self._beginning.discard(visit)  # with what is sent now its files are opened
            await send(sent)

        self._beginning.add(visit)
        self._open[visitor] += 1
        try:
            await self._app(scope, receive, accept)
        finally:
            self._beginning.discard(visit)
            self._open[visitor] -= 1
            if not self._open[visitor]:
                del self._open[visitor]
