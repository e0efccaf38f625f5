"""How many visits the lab can take: each holds memory, and files of the few a process may open."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
from markupsafe import Markup
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from core.language import message, say, spoken
from dashboard.server.idle_connections import end_longest_silent
from dashboard.server.plain_page import plain_page, preferred_language
from dashboard.server.visitors import name_or_address, opens_page, visitor_of

try:
    import resource
except ImportError:  # Windows, which has no such limit
    resource = None  # type: ignore[assignment]

logger = logging.getLogger(__name__)

WANTED_FILES = 65_536
USABLE = 0.85
"""The share of the files that visits may take; the rest is for runs, datasets and those inside."""
MOST_VISITS = 1000
MOST_OF_ONE = 50
MOST_OF_AN_ADDRESS = 500
"""How many pages may be open at a time: of all, of one visitor, and of those at one address who
have no name, as browsers without cookies."""

FULL = message(
    "The lab is full: so many people use it that it takes no further visits. Try again in some "
    "minutes."
)
ASK_FOR_MORE = (
    "The lab is full: %d of the %d files are open that it may open. Allow more before you start "
    "it: ulimit -n 65536"
)


def raise_file_limit() -> None:
    """Let this process open as many files as the system allows, up to `WANTED_FILES`."""
    if resource is None:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = WANTED_FILES if hard == resource.RLIM_INFINITY else min(hard, WANTED_FILES)
    for wanted in (most, 10_240):  # macOS says that there is no limit, and allows 10,240
        if soft == resource.RLIM_INFINITY or soft >= wanted:
            return
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        except (OSError, ValueError):
            continue
        return


def is_full() -> bool:
    """Whether too many files are open for one more visit."""
    if resource is None:
        return False
    limit, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if limit == resource.RLIM_INFINITY:
        return False
    opened = psutil.Process().num_fds()
    if opened < USABLE * limit:
        return False
    logger.warning(ASK_FOR_MORE, opened, limit)
    return True


class LimitVisits:
    """ASGI middleware: says so to a browser that opens a page while the lab is full."""

    def __init__(self, app: ASGIApp):
        self._app = app
        self._open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not opens_page(scope):
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        visitor = name_or_address(connection)
        most = MOST_OF_ONE if visitor_of(connection.cookies) else MOST_OF_AN_ADDRESS
        is_taken = self._open.total() >= MOST_VISITS or is_full()
        if self._open[visitor] < most and (not is_taken or end_longest_silent()):
            with self._counted(visitor, int(scope["type"] == "websocket")):
                await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1013})
        else:
            with spoken(preferred_language(HTTPConnection(scope))):
                response = plain_page(Markup("<p>{}</p>").format(say(FULL)), 503)
            response.headers["Retry-After"] = "60"
            await response(scope, receive, send)

    @contextmanager
    def _counted(self, visitor: str, pages: int) -> Iterator[None]:
        self._open[visitor] += pages
        try:
            yield
        finally:
            self._open[visitor] -= pages
            if not self._open[visitor]:
                del self._open[visitor]
