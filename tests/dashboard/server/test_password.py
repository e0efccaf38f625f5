"""A lab with a password: nothing is served to who has not given it."""

import asyncio
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from dashboard.server import password
from dashboard.server.password import COOKIE, Password
from dashboard.server.signatures import cookie_name, signed
from tests.made.served import Served, served

SECRET = "grüne Bohnen"
PAGE = {"Accept": "text/html", "Accept-Language": "xx, en;q=0.5"}


async def echo(socket: WebSocket) -> None:
    await socket.accept()
    await socket.close()


def lab(secret: str):
    routes = [
        Route("/{path:path}", lambda _: PlainTextResponse("inside"), methods=["GET", "POST"]),
        WebSocketRoute("/_stcore/stream", echo),
    ]
    return served(*routes, middleware=[Middleware(Password, password=secret)])


@pytest.fixture
def ask() -> Iterator[Served]:
    with lab(SECRET) as ask:
        yield ask


def give(ask: Served, what: str, to: str = "/train?run=1"):
    from urllib.parse import urlencode

    form = {"Content-Type": "application/x-www-form-urlencoded"}
    return ask("POST", "/sign-in", urlencode({"password": what, "to": to}), PAGE | form)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/live?run=1"),
        ("POST", "/steer"),
        ("POST", "/pen-answer"),
        ("GET", "/take-home/1/2"),
        ("GET", "/_stcore/health"),
        ("GET", "/static/js/index.js"),
        ("GET", "/sign-in"),
    ],
)
def test_every_route_is_behind_it(ask, method, path):
    reply = ask(method, path)
    assert (reply.status, reply.body.decode()) == (
        401,
        "This lab has a password. Open its page and enter it there.",
    )


def test_the_answer_takes_twice_as_long_each_time_however_many_were_wrong(monkeypatch):
    slept = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    # In a thread, for the browser tests have a loop in this one.
    with ThreadPoolExecutor(1) as thread:
        for wrong in (1, 2, 3, 4, 5000):
            thread.submit(asyncio.run, password._hold_back(wrong)).result()
    assert slept == [1, 2, 4, 4, 4]


def test_websockets_are_behind_it(ask):
    address = f"ws://127.0.0.1:{ask.port}/_stcore/stream"
    with pytest.raises(InvalidStatus), connect(address):
        pass
    let_in = {"Cookie": give(ask, SECRET).headers["Set-Cookie"].partition(";")[0]}
    with connect(address, additional_headers=let_in):
        pass


def test_a_page_asks_for_it_and_goes_on_to_where_one_wanted(ask):
    reply = ask("GET", '/train?run=1&x="><b>', headers=PAGE)
    assert reply.status == 401
    assert "<b>" not in reply.body.decode()
    where = re.search(r'name="to" value="([^"]+)"', reply.body.decode())[1]
    assert where.startswith("/train?run=1&amp;")
    let_in = give(ask, SECRET)
    assert (let_in.status, let_in.headers["Location"]) == (303, "/train?run=1")
    cookie = let_in.headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))
    inside = ask("GET", "/train", headers={"Cookie": cookie.partition(";")[0]})
    assert inside.body == b"inside"


@pytest.mark.parametrize("elsewhere", ["//evil.example", "http://evil.example", "/\\evil", "x", ""])
def test_nobody_is_sent_elsewhere(ask, elsewhere):
    assert give(ask, SECRET, elsewhere).headers["Location"] == "/"


def test_wrong_ones_are_slowed_down_and_lock_nobody_out(ask, monkeypatch):
    """A class behind one router has one address."""
    slowed, all_slowed, is_over = [], threading.Event(), threading.Event()

    async def hold_back(wrong: int) -> None:
        slowed.append(wrong)
        if wrong == 30:
            all_slowed.set()
        while not is_over.is_set():
            await asyncio.sleep(0.01)

    monkeypatch.setattr(password, "_hold_back", hold_back)
    with ThreadPoolExecutor(30) as class_:
        wrong = [class_.submit(give, ask, "guess") for _ in range(30)]
        try:
            assert all_slowed.wait(60)
            assert give(ask, SECRET).status == 303
            assert not any(reply.done() for reply in wrong)
        finally:
            is_over.set()
        assert {reply.result().status for reply in wrong} == {403}
    assert slowed == [*range(1, 31)]


def test_after_too_many_wrong_ones_the_next_wait_for_their_turn(ask, monkeypatch):
    settings = {"FIRST_WAIT": 0.0, "MOST_WRONG": 3, "WINDOW_SECONDS": 1.0, "MOST_WAITING": 2}
    for name, value in settings.items():
        monkeypatch.setattr(password, name, value)
    begun = time.monotonic()
    with ThreadPoolExecutor(9) as guesser:
        given = [guesser.submit(give, ask, "guess") for _ in range(9)]
        replies = [reply.result() for reply in given]
    assert Counter(reply.status for reply in replies) == {403: 3 + 2, 429: 4}
    [sentence] = {_complaint(reply) for reply in replies if reply.status == 429}
    assert sentence == "Too many wrong passwords come from your network. Try again in a minute."
    assert give(ask, SECRET).status == 303
    assert time.monotonic() - begun > 1


def _complaint(reply) -> str:
    return re.search(r'role="alert">([^<]*)', reply.body.decode())[1]


@pytest.mark.parametrize(
    "cookie",
    ["1", "a.b.c", signed("0" * 16, COOKIE), signed("open", "first_epoch_visitor")],
    ids=["a word", "three words", "another password", "another cookie"],
)
def test_a_cookie_that_the_lab_has_not_signed_for_it_opens_nothing(ask, cookie):
    assert ask("GET", "/", headers={"Cookie": f"{cookie_name(COOKIE)}={cookie}"}).status == 401


def test_another_password_ends_what_was_allowed_with_the_one_before(ask):
    cookie = give(ask, SECRET).headers["Set-Cookie"].partition(";")[0]
    with lab("other") as changed:
        assert changed("GET", "/", headers={"Cookie": cookie}).status == 401


def test_without_a_password_everybody_is_let_in():
    with lab("") as ask:
        assert ask("GET", "/").body == b"inside"
