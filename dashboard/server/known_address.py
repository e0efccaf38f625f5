"""By which names browsers may call the lab, and from which pages they may ask it.

A page of another site can get a browser to ask this server: by the server's own address, or by a
name of that site which leads here all of a sudden (DNS rebinding). The first is told by the header
`Origin`, the second by `Host`: it is then a name that nobody has given the lab.

The lab answers to the names in `server.allowedHosts`. Without any, it answers to those of this
computer and to `browser.serverAddress`, and by addresses in numbers, which no page can take as its
name: those of this computer alone if the lab listens there alone.
"""

import ipaddress
import os
import re
import socket
from collections.abc import Mapping
from functools import cache
from urllib.parse import urlsplit

import streamlit as st
from markupsafe import Markup
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from core.language import message, say, spoken
from dashboard.server.addresses import on_server
from dashboard.server.plain_page import plain_page, preferred_language
from dashboard.startup.access import LOCAL_FILES_VARIABLE

UNKNOWN_NAME = message(
    "This lab does not answer to the name “{name}”. Whoever runs it can allow that, by starting it "
    "with --server.allowedHosts {name}"
)
NO_NAME = message("This lab answers only to who calls it by its name, in the header Host.")
NOT_FROM_HERE = message(
    "This came from a page of another site than the lab. Open the lab's own page and do it there."
)

_HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::([0-9]{1,5}))?", re.ASCII)
_FORWARDED_BY = ("forwarded", "via", "x-forwarded", "x-real-", "x-original-", "x-client-",
                 "x-cluster-client-", "x-envoy-", "x-proxy", "true-client-", "cf-", "fly-",
                 "fastly-")  # fmt: skip
"""How the headers begin by which proxies tell for whom they ask."""


class KnownAddress:
    """ASGI middleware: answers only who calls the lab by its name, from its own pages."""

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or _asks_for_health(scope):
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        with spoken(preferred_language(connection)):
            refusal = _refusal(connection.headers, scope.get("method", "GET"))
        if refusal is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await _said(refusal, connection)(scope, receive, send)


def offers_local_files(headers: Mapping[str, str]) -> bool:
    """Whether who sends these headers may name files of the computer that the lab runs on.

    All may if the lab was started with `--local-files`. Else who sits at that computer: the lab
    listens there alone, is called by a name of it and by its port, and no proxy says that it asks
    for somebody else.
    """
    if os.environ.get(LOCAL_FILES_VARIABLE):
        return True
    name, port = _name_and_port(headers.get("Host", ""))
    return (
        _listens_to_this_computer_alone()
        and _is_this_computer(name)
        and port == st.get_option("server.port")
        and not any(header.lower().startswith(_FORWARDED_BY) for header in headers)
    )


def _refusal(headers: Mapping[str, str], method: str) -> str | None:
    """Why this is not answered, in a sentence; None if it is."""
    host = headers.get("host", "").lower()
    name, _port = _name_and_port(host)
    if not name:
        return say(NO_NAME)
    if not _is_known(name):
        return say(UNKNOWN_NAME, name=name)
    return None if _is_from_here(headers, method, host) else say(NOT_FROM_HERE)


def _is_from_here(headers: Mapping[str, str], method: str, host: str) -> bool:
    """Whether a page of the lab itself asks, or no page at all; anybody may link to a page of it.

    A proxy may give the lab another name than the browser knows, so what the browser says of the
    site counts before the names.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site in ("same-origin", "none"):
        return True
    if site is not None:
        return method in ("GET", "HEAD") and headers.get("sec-fetch-mode") == "navigate"
    if origin is None:
        return True
    try:
        return urlsplit(origin.lower()).netloc == host
    except ValueError:
        return False


def _name_and_port(host: str) -> tuple[str, int]:
    """The two parts of the header `Host`; an empty name if it is none."""
    found = _HOST.fullmatch(host.lower())
    if found is None:
        return "", 80
    return (found[1] or found[2]).rstrip("."), int(found[3] or 80)


def _is_known(name: str) -> bool:
    if given := st.get_option("server.allowedHosts"):
        return any(_fits(name, pattern.strip().lower().rstrip(".")) for pattern in given)
    if _is_this_computer(name) or name in _own_names():
        return True
    if _is_in_numbers(name):
        return not _listens_to_this_computer_alone()
    return name == (st.get_option("browser.serverAddress") or "").lower()


def _fits(name: str, pattern: str) -> bool:
    """Whether a pattern as Streamlit has them means this name: `*.school.edu` stands for many."""
    return pattern in ("*", name) or (pattern.startswith("*.") and name.endswith(pattern[1:]))


@cache
def _own_names() -> frozenset[str]:
    """What this computer is called in its network."""
    whole = socket.gethostname().lower().rstrip(".")
    short = whole.partition(".")[0]
    return frozenset({whole, short, f"{short}.local"})


def _is_this_computer(name: str) -> bool:
    if name == "localhost" or name.endswith(".localhost"):
        return True
    return _is_in_numbers(name) and ipaddress.ip_address(name).is_loopback


def _is_in_numbers(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _listens_to_this_computer_alone() -> bool:
    return _is_this_computer((st.get_option("server.address") or "").lower())


def _asks_for_health(scope: Scope) -> bool:
    """Whether it is the question that supervisors ask, by whatever name they have for the lab."""
    return scope["type"] == "http" and scope["path"] == on_server("_stcore/health")


def _said(sentence: str, connection: HTTPConnection) -> Response:
    if "text/html" not in connection.headers.get("accept", ""):
        return PlainTextResponse(sentence, 403)
    return plain_page(Markup("<p>{}</p>").format(sentence), 403)
