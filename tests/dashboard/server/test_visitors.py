"""Names of visitors: the server gives and signs them, and refuses what it has not signed."""

import asyncio
import os
import re
import stat
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import pytest
from itsdangerous import TimestampSigner
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from core.coach import urgent_rules
from core.engine import Engine
from core.recipe import preset
from dashboard.app import app as lab
from dashboard.draw.pen_answer import answer_to
from dashboard.lab import services
from dashboard.server import files, signatures, visitors
from dashboard.server.capacity import LimitVisits
from dashboard.server.frames import RunFrames
from dashboard.server.live import Live
from dashboard.server.password import Password
from dashboard.server.pen import pen_route
from dashboard.server.signatures import cookie_name, key_file, signed
from dashboard.server.steer import steer_route
from dashboard.server.visitors import COOKIE, NameVisitors, visitor_of
from tests.made.cookies import name_cookie, visitor_cookie
from tests.made.lone_engine import lone_engine
from tests.made.served import Served, served

ADA, EVE = "a" * 40, "e" * 40
EARLIER = "0123456789abcdef" * 2
"""A name of the form in which an earlier version of the lab gave them."""
PAGE = {"Accept": "text/html"}


@pytest.fixture(autouse=True, scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FIRST_EPOCH_HOME", str(home))
        yield home


def who_am_i(request: Request) -> PlainTextResponse:
    return PlainTextResponse(visitor_of(request.cookies) or "nobody")


async def who_am_i_here(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text(visitor_of(socket.cookies) or "nobody")
    await socket.close()


@pytest.fixture(scope="module")
def ask() -> Iterator[Served]:
    naming = Middleware(NameVisitors, was_here=lambda name: name == EARLIER)
    routes = [Route("/", who_am_i), WebSocketRoute("/socket", who_am_i_here)]
    with served(*routes, middleware=[naming]) as ask:
        yield ask


def cookie_of(reply) -> str:
    """The value of the cookie that is set."""
    return re.match(rf"{cookie_name(COOKIE)}=([^;]+)", reply.headers["Set-Cookie"])[1]


def name_in(value: str, seconds: int = visitors.YEAR) -> str | None:
    """The visitor of a browser whose cookie has this value."""
    return visitor_of({cookie_name(COOKIE): value}, seconds)


def test_a_browser_gets_a_name_that_scripts_do_not_see_and_keeps_it(ask):
    first = ask("GET", "/", headers=PAGE)
    name = first.body.decode()
    assert re.fullmatch("[0-9a-f]{40}", name)
    about = first.headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(about.split("; "))
    again = ask("GET", "/", headers=PAGE | {"Cookie": name_cookie(cookie_of(first))})
    assert again.body.decode() == name
    assert again.headers["Set-Cookie"] is None


def test_a_server_begins_and_ends_through_it():
    """uvicorn takes an error here for an app that need not be told, and says nothing."""
    naming = Middleware(NameVisitors, was_here=lambda _name: False)
    inside = [Middleware(Password, password="beans"), Middleware(LimitVisits), naming]
    app, told = Starlette(middleware=inside), []
    coming = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]

    async def receive():
        return coming.pop(0)

    async def send(message):
        told.append(message["type"])

    # In a thread, for the browser tests have a loop in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, app({"type": "lifespan", "state": {}}, receive, send)).result()
    assert told == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_only_a_page_gives_a_name(ask):
    reply = ask("GET", "/", headers={"Accept": "application/json"})
    assert (reply.body, reply.headers["Set-Cookie"]) == (b"nobody", None)


def forged() -> dict[str, str]:
    """Cookies that this lab has not made, each for Ada, by how."""
    real = signed(ADA, COOKIE)
    content, time_signed, signature = real.split(".")
    return {
        "unsigned": ADA,
        "cut short": real[:-1],
        "another's signature": signed(EVE, COOKIE).replace(EVE, ADA),
        "another time": f"{content}.AAAAAA.{signature}",
        "another key": TimestampSigner("guessed", salt=COOKIE).sign(ADA).decode(),
        "another purpose": signed(ADA, "sign-in"),
        "no signature": f"{content}.{time_signed}.",
        "many": "~".join([ADA] * 50),
        "nonsense": "~.~é;,",
    }


@pytest.mark.parametrize("how", forged())
def test_what_the_lab_has_not_signed_is_no_name(ask, how):
    cookie = forged()[how]
    assert name_in(cookie) is None
    if how != "nonsense":
        reply = ask("GET", "/", headers=PAGE | {"Cookie": name_cookie(cookie)})
        assert reply.body.decode() not in (ADA, "nobody")


def test_who_comes_again_keeps_the_name_for_another_year(ask, monkeypatch):
    old, now = signed(ADA, COOKIE), time.time()
    monkeypatch.setattr(time, "time", lambda: now + 60 * 24 * 3600)
    reply = ask("GET", "/", headers=PAGE | {"Cookie": name_cookie(old)})
    assert reply.body.decode() == ADA
    assert name_in(cookie_of(reply), visitors.MONTH) == ADA


def test_a_name_ends_after_a_year(monkeypatch):
    cookie = signed(ADA, COOKIE)
    assert name_in(cookie) == ADA
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 366 * 24 * 3600)
    assert name_in(cookie) is None


def test_the_key_is_its_owners_alone_and_outlives_the_server():
    cookie = signed(ADA, COOKIE)
    assert stat.S_IMODE(key_file().stat().st_mode) == 0o600
    for remembered in (signatures._key, signatures._mark, signatures._signer):
        remembered.cache_clear()
    assert name_in(cookie) == ADA


def test_a_key_that_was_not_written_whole_is_made_anew(tmp_path):
    file = tmp_path / "cookies.key"
    file.touch()
    key = signatures._key(file)
    assert len(key) == 64 and file.read_text() == key
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [*tmp_path.iterdir()] == [file]


def test_two_labs_on_one_computer_have_cookies_of_their_own(ask, tmp_path, monkeypatch):
    """Browsers send the cookies of one port of a computer to all."""
    mine, home = visitor_cookie(ADA), os.environ["FIRST_EPOCH_HOME"]
    monkeypatch.setenv("FIRST_EPOCH_HOME", str(tmp_path))
    both = PAGE | {"Cookie": f"{mine}; {visitor_cookie(EVE)}"}
    for home_of_lab, visitor in {str(tmp_path): EVE, home: ADA}.items():
        monkeypatch.setenv("FIRST_EPOCH_HOME", home_of_lab)
        reply = ask("GET", "/", headers=both)
        assert (reply.body.decode(), reply.headers["Set-Cookie"]) == (visitor, None)


def test_the_name_in_a_cookie_of_an_earlier_version_is_kept_if_it_is_known(ask):
    another_labs = TimestampSigner("another key", salt=COOKIE).sign(EVE).decode()
    for value, name in {
        EARLIER: EARLIER,
        signed(ADA, COOKIE): ADA,
        f"{another_labs}~{signed(ADA, COOKIE)}": ADA,
    }.items():
        known = ask("GET", "/", headers=PAGE | {"Cookie": f"{COOKIE}={value}"})
        assert known.body.decode() == name == name_in(cookie_of(known))
    for value in (EARLIER[::-1], another_labs):
        unknown = ask("GET", "/", headers=PAGE | {"Cookie": f"{COOKIE}={value}"})
        assert unknown.body.decode() not in (value, EVE)


@pytest.fixture(scope="module")
def engine(home) -> Iterator[Engine]:
    engine, _ = lone_engine(home)
    yield engine
    engine.close()


def test_an_earlier_name_is_known_by_its_runs_of_then(engine, monkeypatch):
    monkeypatch.setattr(services, "shared_engine", lambda: engine)
    engine.store.create(preset("digits-mlp"), EARLIER, "engine")
    monkeypatch.setattr(services, "signs_since", lambda: time.time() + 1)
    assert services.was_here_unsigned(EARLIER)
    assert not services.was_here_unsigned(EARLIER[::-1])
    monkeypatch.setattr(services, "signs_since", lambda: time.time() - 60)
    assert not services.was_here_unsigned(EARLIER)


def test_a_visitor_is_new_once(ask):
    name = ask("GET", "/", headers=PAGE).body.decode()
    assert [visitors.is_new(name) for _ in range(2)] == [True, False]
    assert not visitors.is_new(ADA)


# --- every route, for the owner of what is asked about, a stranger, and who forges a cookie ------


@pytest.fixture(scope="module")
def routes(engine) -> Iterator[Served]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(services, "shared_engine", lambda: engine)
        patch.setattr(services, "shared_library", lambda: engine.library)
        frames = partial(RunFrames, engine, urgent_rules)
        live = Live(lambda: engine.store, lambda: frames).route()
        steer, pen = steer_route(services.engine), pen_route(lambda: answer_to)
        with served(steer, pen, files.file_route(), live) as ask:
            yield ask


@pytest.fixture(scope="module")
def run_on_own_pictures(engine, tmp_path_factory) -> str:
    """A run of Ada's on digits that she has brought and not shared."""
    file = tmp_path_factory.mktemp("files") / "mine.npz"
    digits = engine.library.load("digits")
    np.savez(file, x=digits.x_train[:99], y=digits.y_train[:99])
    name = engine.on_behalf_of(ADA).library.add([file], title="Mine")
    run_id = engine.store.create(
        preset("digits-mlp").with_settings("data", dataset=name), ADA, "engine"
    )
    return run_id


WHO = {
    "owner": lambda: signed(ADA, COOKIE),
    "stranger": lambda: signed(EVE, COOKIE),
    "nobody": lambda: "",
    **{f"forged: {how}": lambda how=how: forged()[how] for how in forged() if how != "nonsense"},
}
ALLOWED = {"steer": 200, "pen-answer": 200, "take-home": 200, "live": 200}
REFUSED = {"steer": 403, "pen-answer": 404, "take-home": 403, "live": 200}
"""What the routes answer; whoever has a run's link may follow it."""


def test_every_route_of_the_lab_is_in_the_tables():
    assert {route.path.split("/")[1] for route in lab._user_routes} == ALLOWED.keys()


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("route", ALLOWED)
def test_routes_answer_the_owner_alone(routes, run_on_own_pictures, engine, route, who):
    headers = {"Cookie": name_cookie(WHO[who]())}
    if route == "steer":
        body = f'{{"run": "{run_on_own_pictures}", "command": "pause"}}'
        reply = routes("POST", "/steer", body, headers)
    elif route == "live":
        as_json = headers | {"Accept": "application/json"}
        reply = routes("GET", f"/live?run={run_on_own_pictures}", "", as_json)
    elif route == "pen-answer":
        reply = routes("POST", f"/pen-answer?run={run_on_own_pictures}", "", headers)
    else:
        offers = files._Offers.__new__(files._Offers)
        offers.token, offers.visitor, offers.files = "f" * 32, ADA, {"own.zip": lambda: b"own"}
        files._OFFERS[offers.token] = offers
        reply = routes("GET", f"/take-home/{offers.token}/own.zip", headers=headers)
    expected = ALLOWED if who == "owner" else REFUSED
    assert reply.status == expected[route], reply.body
