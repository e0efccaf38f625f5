"""One password for all who use the lab: nothing of it is served to a browser that did not give it.

`FIRST_EPOCH_PASSWORD` sets it. A browser that gave it gets a cookie which the lab has signed, good
for a month and as long as the password is the same.
"""

import asyncio
import hashlib
import math
import secrets
from urllib.parse import parse_qs

from cachetools import TTLCache
from markupsafe import Markup
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from core.language import message, plural, say, spoken
from dashboard.server.addresses import on_server
from dashboard.server.plain_page import plain_page, preferred_language
from dashboard.server.signatures import cookie_line, is_signed, signed

COOKIE = "first_epoch_signed_in"
PATH = "sign-in"
MONTH = 30 * 24 * 3600
LONGEST_MESSAGE = 4000
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
"""Seconds after a wrong password from one address; after each further one twice as long."""
FORGET_SECONDS = 15 * 60
MOST_ADDRESSES = 10_000

ASK = message("This lab has a password. Whoever runs it can tell you.")
LABEL = message("Password")
ENTER = message("Enter")
WRONG = message("This is not the password.")
WAIT = plural(
    "Wrong passwords have come from your address. Try again in {count} second.",
    "Wrong passwords have come from your address. Try again in {count} seconds.",
)
CLOSED = message("This lab has a password. Open its page and enter it there.")

_FORM = Markup(
    '<p>{ask}</p><form method="post" action="{action}"><input type="hidden" name="to" value="{to}">'
    '<label>{label}<input type="password" name="password" autofocus required '
    'autocomplete="current-password"></label><p role="alert">{complaint}</p>'
    "<button>{enter}</button></form>"
)


class Password:
    """ASGI middleware: lets in who has given the password."""

    def __init__(self, app: ASGIApp, password: str):
        """An empty password lets everybody in."""
        self._app = app
        self._password = password
        # In what is signed, so that another password ends what was allowed with this one.
        self._content = hashlib.sha256(password.encode()).hexdigest()[:16]
        self._wrong: TTLCache[str, int] = TTLCache(MOST_ADDRESSES, FORGET_SECONDS)
        self._closed_until: TTLCache[str, float] = TTLCache(MOST_ADDRESSES, LONGEST_WAIT)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or not self._password or self._is_in(HTTPConnection(scope)):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            request = Request(scope, receive)
            with spoken(preferred_language(request)):
                response = await self._answer(request)
            await response(scope, receive, send)

    def _is_in(self, connection: HTTPConnection) -> bool:
        content = is_signed(connection.cookies.get(COOKIE, ""), COOKIE, MONTH)
        return content is not None and secrets.compare_digest(content, self._content)

    async def _answer(self, request: Request) -> Response:
        if request.method == "POST" and request.url.path == on_server(PATH):
            return await self._sign_in(request)
        if "text/html" not in request.headers.get("accept", ""):
            return PlainTextResponse(say(CLOSED), 401)
        query = f"?{request.url.query}" if request.url.query else ""
        return self._form(request.url.path + query, "", 401)

    async def _sign_in(self, request: Request) -> Response:
        address = request.client.host if request.client else ""
        given = await _fields(request)
        to = _on_this_server(given.get("to", ""))
        now = asyncio.get_running_loop().time()
        left = self._closed_until.get(address, 0.0) - now
        if left > 0:
            return self._form(to, say(WAIT, count=math.ceil(left)), 429)
        if not _is_equal(given.get("password", ""), self._password):
            wrong = self._wrong.get(address, 0)
            self._wrong[address] = wrong + 1
            self._closed_until[address] = now + _wait(wrong)
            return self._form(to, say(WRONG), 403)
        self._wrong.pop(address, None)
        value, is_encrypted = signed(self._content, COOKIE), request.url.scheme == "https"
        line = cookie_line(COOKIE, value, MONTH, is_encrypted)
        return RedirectResponse(to, 303, headers={"Set-Cookie": line})

    def _form(self, to: str, complaint: str, status: int) -> Response:
        content = _FORM.format(
            ask=say(ASK),
            action=on_server(PATH),
            to=to,
            label=say(LABEL),
            complaint=complaint,
            enter=say(ENTER),
        )
        return plain_page(content, status)


def _wait(wrong: int) -> float:
    """Seconds to wait after a wrong password, when `wrong` others came before."""
    return min(FIRST_WAIT * 2 ** min(wrong, 6), LONGEST_WAIT)


async def _fields(request: Request) -> dict[str, str]:
    """The fields of the form; none of a message that is longer than a form's."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LONGEST_MESSAGE:
            return {}
    return {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}


def _is_equal(given: str, password: str) -> bool:
    """Whether they are equal; it takes as long for a password that is nearly right."""
    digests = (hashlib.sha256(text.encode()).digest() for text in (given, password))
    return secrets.compare_digest(*digests)


def _on_this_server(path: str) -> str:
    """Where somebody wanted to go; the first page if that is not a page of this server."""
    is_path = path.startswith("/") and path[1:2] not in ("/", "\\") and path.isprintable()
    return path if is_path else on_server("")
