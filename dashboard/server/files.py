"""Files that are made when they are asked for: a link on a page, and the route that answers it.

`st.download_button` keeps a file only until two more script runs have ended, of any visitor: while
a class trains, that is often over before the browser has come for it (Streamlit 1.67,
https://github.com/streamlit/streamlit/issues/8932).
"""

import asyncio
import logging
import os
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import IO, Any
from urllib.parse import quote
from weakref import WeakValueDictionary

import streamlit as st
from cachetools import FIFOCache
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from core.language import message, say
from dashboard.server.addresses import in_language_of, link, on_server
from dashboard.server.state import state_of
from dashboard.server.visitors import asked_by, visitor_of, who_asks

logger = logging.getLogger(__name__)

GONE = message(
    "The page that offered this file has been closed or built anew since. Go back to the lab, load "
    "the page again, and click there."
)

NOT_YOURS = message(
    "This file was offered to somebody else. Open the page of the lab yourself, and click there."
)

NOT_WRITTEN = message(
    "The lab cannot write this file ({error}). Whoever runs it can make room: then click there "
    "again."
)

UNFORESEEN = message(
    "Something went wrong that nobody foresaw, and the file could not be made ({error}). Go back "
    "to the lab and click there again. Whoever runs the lab finds the rest in its log."
)

BINARY = "application/octet-stream"
PIECE = 2**20
"""Bytes of an open file that are sent at a time."""

MOST_FILES = 32
"""That one visit can take home; a page offers about ten."""

Content = str | bytes | IO[bytes]
"""Of a file to take home: the text, the bytes, or an open file that goes when it is closed."""

# A network comes from a worker, which may be busy: that must not hold up the pages.
_THREADS = ThreadPoolExecutor(8, "take-home")


class _Offers:
    """The files that one visit can take home.

    `files` holds, by file name, the function that makes each: the last ones, for each may hold a
    whole run, and a visit trains many. `token` stands in the links and is
    known to this visit only; `visitor` is who alone may follow them, None in a browser that keeps
    no cookies. The links end with the visit's session.
    """

    def __init__(self) -> None:
        self.token = secrets.token_hex(16)
        self.visitor = visitor_of(st.context.cookies)
        self.files: FIFOCache[str, Callable[[], Content]] = FIFOCache(MOST_FILES)
        _OFFERS[self.token] = self


_OFFERS: WeakValueDictionary[str, _Offers] = WeakValueDictionary()


def offer_file(label: str, make: Callable[[], Content], name: str, **looks: Any) -> None:
    """Show a link to a file called `name` whose content `make()` returns.

    `make` is called when the link is clicked, in another thread than the page's. If it raises one
    of the lab's own errors, or the OSError of a full disk, the visitor reads a sentence instead.
    `looks` are further arguments of `st.link_button`.
    """
    offers = state_of(_Offers)
    offers.files[name] = make
    st.link_button(
        label,
        link(f"take-home/{offers.token}/{quote(name)}"),
        icon=":material/download:",
        **looks,
    )


def file_route() -> Route:
    """The route, for the server."""
    return Route(on_server("take-home/{token}/{name}"), _give)


async def _give(request: Request) -> Response:
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _made, request)


def _made(request: Request) -> Response:
    with in_language_of(request.query_params), asked_by(request):
        return _file(**request.path_params)


def _file(token: str, name: str) -> Response:
    # Not at the server's start: see `pen_route`.
    from core.datasets import DatasetError
    from core.drawing.own_test_set import OwnTestSetError
    from core.engine import EngineError
    from core.runs.run import RunError, StoreAway

    offers = _OFFERS.get(token)
    if offers is None or name not in offers.files:
        return PlainTextResponse(say(GONE), 404)
    if offers.visitor not in (None, who_asks()):
        return PlainTextResponse(say(NOT_YOURS), 403)
    try:
        content = offers.files[name]()
    except (DatasetError, EngineError, OwnTestSetError, RunError, StoreAway) as error:
        return PlainTextResponse(str(error), 503)
    except OSError as error:
        logger.warning("The file %s could not be written: %s", name, error)
        return PlainTextResponse(say(NOT_WRITTEN, error=error.strerror or str(error)), 503)
    except Exception as error:
        logger.exception("The file %s could not be made", name)
        return PlainTextResponse(say(UNFORESEEN, error=type(error).__name__), 500)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "no-store",
    }
    if isinstance(content, str | bytes):
        return Response(content, headers=headers, media_type=BINARY)
    headers["Content-Length"] = str(content.seek(0, os.SEEK_END))
    content.seek(0)
    return StreamingResponse(_pieces(content), headers=headers, media_type=BINARY)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        yield from iter(partial(file.read, PIECE), b"")
