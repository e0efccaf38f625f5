"""What browsers are told about every answer: who may show it, and what a page may load."""

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

STREAMLITS_PAGE = Path(st.__file__).parent / "static" / "index.html"


class TellBrowsers:
    """ASGI middleware: adds `headers()` to every answer."""

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers())
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


@cache
def headers() -> dict[str, str]:
    """The headers of every answer."""
    return {
        "Content-Security-Policy": _content_security_policy(),
        # For browsers that do not know frame-ancestors.
        "X-Frame-Options": "SAMEORIGIN",
        "X-Content-Type-Options": "nosniff",
        # Addresses hold recipes and the ids of runs: other sites need not learn them.
        "Referrer-Policy": "same-origin",
    }


def _content_security_policy() -> str:
    """A page loads nothing from other sites, and runs no script that somebody put into it.

    Streamlit runs the JavaScript of components from blobs, and styles everything inline.
    """
    known = " ".join(f"'sha256-{digest}'" for digest in _digests_of_scripts())
    rules = {
        "default-src": "'self'",
        "script-src": f"'self' blob: {known}".strip(),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "media-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self' data: blob:",
        "worker-src": "'self' blob:",
        "frame-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'self'",
    }
    return "; ".join(f"{what} {where}" for what, where in rules.items())


def _digests_of_scripts() -> list[str]:
    """Of the scripts that stand in Streamlit's own page."""
    scripts = re.findall(rb"<script>(.*?)</script>", STREAMLITS_PAGE.read_bytes(), re.DOTALL)
    return [b64encode(sha256(script).digest()).decode() for script in scripts]
