"""Files that are made when they are asked for: a link on a page, and the route that answers it.

Streamlit's own way keeps such a file until any two pages of the lab have run once more: while a
class trains, that is often over before the browser has come for it.
"""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote
from weakref import WeakValueDictionary

import streamlit as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboard.server.addresses import on_server

TEXT = {
    "gone": "The page that offered this file has been closed or built anew since. "
    "Go back to the lab, load the page again, and click there.",
}

# A network comes from a worker, which may be busy: that must not hold up the pages.
_THREADS = ThreadPoolExecutor(8, "take-home")


class _Offers:
    """What one visit can take home: how each file is made, by its name.

    It ends with the visit, and its links with it. Its own name is known to this visit only.
    """

    def __init__(self) -> None:
        self.name = secrets.token_hex(16)
        self.files: dict[str, Callable[[], str | bytes]] = {}
        _OFFERS[self.name] = self


_OFFERS: WeakValueDictionary[str, _Offers] = WeakValueDictionary()


def offer_file(label: str, make: Callable[[], str | bytes], name: str, **looks: str | None) -> None:
    """A link to a file of that name, which `make` gives: text or bytes.

    `make` is called outside of the page's run, in a thread of its own. What it raises of the lab's
    own errors is said to who has clicked. `looks` are those of `st.link_button`.
    """
    if "offers" not in st.session_state:
        st.session_state.offers = _Offers()
    offers = st.session_state.offers
    offers.files[name] = make
    st.link_button(
        label,
        on_server(f"take-home/{offers.name}/{quote(name)}"),
        icon=":material/download:",
        **looks,
    )


def file_route() -> Route:
    """The route, for the server."""
    return Route(on_server("take-home/{visit}/{name}"), _give)


async def _give(request: Request) -> Response:
    asked = request.path_params
    return await asyncio.get_running_loop().run_in_executor(
        _THREADS, _made, asked["visit"], asked["name"]
    )


def _made(visit: str, name: str) -> Response:
    # Not at the server's start: see `pen_route`.
    from core.datasets import DatasetError
    from core.drawing.own_test_set import OwnTestSetError
    from core.engine import EngineError
    from core.runs.store import RunError

    offers = _OFFERS.get(visit)
    if offers is None or name not in offers.files:
        return PlainTextResponse(TEXT["gone"], 404)
    try:
        content = offers.files[name]()
    except (DatasetError, EngineError, OwnTestSetError, RunError) as error:
        return PlainTextResponse(str(error), 503)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "no-store",
    }
    return Response(content, headers=headers, media_type="application/octet-stream")
