"""Who visits: a name that the server gives to each browser, in a cookie that it has signed."""

from __future__ import annotations

import asyncio
import re
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from cachetools import FIFOCache
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.server.signatures import (
    content_of,
    cookie_line,
    cookie_name,
    is_signed,
    signed,
)

COOKIE = "first_epoch_visitor"
YEAR = 365 * 24 * 3600
MONTH = 30 * 24 * 3600
"""After so long a name is signed anew for another year."""
MOST_NEW = 10_000

_BETWEEN_LABS, MOST_LABS = "~", 4
"""In the cookie of an earlier version."""
_EARLIER_NAME = re.compile(r"[0-9a-f]{32}")
_ASKS: ContextVar[str | None] = ContextVar("visitor", default=None)
_new: FIFOCache[str, None] = FIFOCache(MOST_NEW)
_new_lock = threading.Lock()


def new_name() -> str:
    """A name that nobody can guess: 40 hexadecimal digits."""
    return secrets.token_hex(20)


def visitor_of(cookies: Mapping[str, str], seconds: int = YEAR) -> str | None:
    """The name in a browser's cookies; None without one that this lab signed within that time."""
    return content_of(cookies, COOKIE, seconds)


def name_or_address(connection: HTTPConnection) -> str:
    """For whom a connection counts: the visitor, or the address of one that has no name."""
    address = connection.client.host if connection.client else ""
    return visitor_of(connection.cookies) or address


@contextmanager
def asked_by(request: Request) -> Iterator[None]:
    """Answer a request, for this block, on behalf of its visitor."""
    token = _ASKS.set(visitor_of(request.cookies) or "")
    try:
        yield
    finally:
        _ASKS.reset(token)


def who_asks() -> str | None:
    """The visitor of `asked_by`, empty for one without a name; None outside of such a block."""
    return _ASKS.get()


def is_new(visitor: str) -> bool:
    """Whether a name was given to this visitor just now. The answer is yes only once."""
    with _new_lock:
        return _new.pop(visitor, True) is None


def opens_page(scope: Scope) -> bool:
    """Whether a page begins with this: the document, or the websocket that fills it."""
    if scope["type"] == "http":
        return scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", "")
    return scope["type"] == "websocket"


class NameVisitors:
    """ASGI middleware: gives a name to each browser that opens a page without one.

    In earlier versions all labs of a computer had one cookie, `COOKIE`, which at first was not
    signed. `was_here(name)` says whether such a name is known from then. A visitor whose name is
    from an earlier version keeps it, and with it their runs.
    """

    def __init__(self, app: ASGIApp, was_here: Callable[[str], bool]):
        self._app = app
        self._was_here = was_here

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not opens_page(scope) or visitor_of(HTTPConnection(scope).cookies, MONTH):
            await self._app(scope, receive, send)
            return
        cookies = HTTPConnection(scope).cookies
        visitor = visitor_of(cookies) or await self._name(cookies.get(COOKIE, ""))
        value = signed(visitor, COOKIE)
        line = cookie_line(COOKIE, value, YEAR, scope["scheme"] in ("https", "wss"))

        async def send_with_cookie(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.accept"):
                MutableHeaders(scope=message).append("Set-Cookie", line)
            await send(message)

        await self._app(_with_cookie(scope, value), receive, send_with_cookie)

    async def _name(self, earlier: str) -> str:
        """The name in the cookie of an earlier version, if it is known, else a new one."""
        for part in earlier.split(_BETWEEN_LABS)[:MOST_LABS]:
            if name := is_signed(part, COOKIE, YEAR):
                return name
        is_unsigned = _EARLIER_NAME.fullmatch(earlier) is not None
        if is_unsigned and await asyncio.to_thread(self._was_here, earlier):
            return earlier
        visitor = new_name()
        with _new_lock:
            _new[visitor] = None
        return visitor


def _with_cookie(scope: Scope, value: str) -> Scope:
    """The request as it will come from now on: the page's script reads the name in it."""
    headers = MutableHeaders(raw=[*scope["headers"]])
    # Of two cookies with one name the later counts.
    mine = f"{cookie_name(COOKIE)}={value}"
    headers["cookie"] = "; ".join([*headers.getlist("cookie"), mine])
    return {**scope, "headers": headers.raw}
