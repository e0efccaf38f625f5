"""One password for all who use the lab: nothing of it is served to a browser that did not give it.

`FIRST_EPOCH_PASSWORD` sets it. A browser that gave it gets a cookie which the lab has signed, good
for a month and as long as the password is the same.
"""

import asyncio
import hashlib
import secrets
from urllib.parse import parse_qs

from cachetools import TTLCache
from markupsafe import Markup
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from core.language import message, say, spoken
from dashboard.server.addresses import on_server
from dashboard.server.plain_page import plain_page, preferred_language
from dashboard.server.signatures import content_of, cookie_line, signed

COOKIE = "first_epoch_signed_in"
PATH = "sign-in"
MONTH = 30 * 24 * 3600
LONGEST_MESSAGE = 4000
FIRST_WAIT, LONGEST_WAIT = 1.0, 4.0
"""Seconds that the answer to a wrong password takes; to each further one from the same address
twice as long."""
MOST_WRONG, WINDOW_SECONDS = 60, 120.0
"""Of so many wrong ones within this time the next password of the same address has to wait, be it
right or wrong. A class behind one router has one address, and is not wrong as often as this; who
guesses gets on no faster."""
MOST_WAITING = 60
"""Passwords of one address that wait at a time."""
FORGET_SECONDS = 15 * 60
MOST_ADDRESSES = 10_000

ASK = message("This lab has a password. Whoever runs it can tell you.")
LABEL = message("Password")
ENTER = message("Enter")
WRONG = message("This is not the password.")
TOO_MANY = message("Too many wrong passwords come from your network. Try again in a minute.")
CLOSED = message("This lab has a password. Open its page and enter it there.")

_FORM = Markup(
    '<p>{ask}</p><form method="post" action="{action}"><input type="hidden" name="to" value="{to}">'
    '<label>{label}<input type="password" name="password" autofocus required '
    'autocomplete="current-password"></label><p role="alert">{complaint}</p>'
    "<button>{enter}</button></form>"
)


class _Attempts:
    """The passwords that come from one address."""

    def __init__(self) -> None:
        self.wrong = 0
        self.waiting = 0
        self.turn = asyncio.Semaphore(MOST_WRONG)


class Password:
    """ASGI middleware: lets in who has given the password."""

    def __init__(self, app: ASGIApp, password: str):
        """An empty password lets everybody in."""
        self._app = app
        self._password = password
        # In what is signed, so that another password ends what was allowed with this one.
        self._content = hashlib.sha256(password.encode()).hexdigest()[:16]
        self._attempts: TTLCache[str, _Attempts] = TTLCache(MOST_ADDRESSES, FORGET_SECONDS)

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
        content = content_of(connection.cookies, COOKIE, MONTH)
        return content is not None and secrets.compare_digest(content, self._content)

    async def _answer(self, request: Request) -> Response:
        if request.method == "POST" and request.url.path == on_server(PATH):
            return await self._sign_in(request)
        if "text/html" not in request.headers.get("accept", ""):
            return PlainTextResponse(say(CLOSED), 401)
        query = f"?{request.url.query}" if request.url.query else ""
        return self._form(request.url.path + query, "", 401)

    async def _sign_in(self, request: Request) -> Response:
        given = await _fields(request)
        to = _on_this_server(given.get("to", ""))
        attempts = self._attempts_from(request.client.host if request.client else "")
        if attempts.waiting >= MOST_WAITING:
            return self._form(to, say(TOO_MANY), 429)
        attempts.waiting += 1
        try:
            await attempts.turn.acquire()
        finally:
            attempts.waiting -= 1
        if not _is_equal(given.get("password", ""), self._password):
            asyncio.get_running_loop().call_later(WINDOW_SECONDS, attempts.turn.release)
            attempts.wrong += 1
            await _hold_back(attempts.wrong)
            return self._form(to, say(WRONG), 403)
        attempts.turn.release()
        value, is_encrypted = signed(self._content, COOKIE), request.url.scheme == "https"
        line = cookie_line(COOKIE, value, MONTH, is_encrypted)
        return RedirectResponse(to, 303, headers={"Set-Cookie": line})

    def _attempts_from(self, address: str) -> _Attempts:
        """Those of an address; forgotten some time after its last one."""
        attempts = self._attempts.get(address) or _Attempts()
        self._attempts[address] = attempts
        return attempts

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


async def _hold_back(wrong: int) -> None:
    """Let the answer to a wrong password take its time; it is the `wrong`-th of its address."""
    await asyncio.sleep(min(FIRST_WAIT * 2 ** min(wrong - 1, 6), LONGEST_WAIT))


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
