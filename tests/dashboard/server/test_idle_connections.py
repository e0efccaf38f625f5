"""Connections on which nothing happens do not keep others out."""

import inspect
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import uvicorn
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from uvicorn.protocols.http.auto import AutoHTTPProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from dashboard.server import capacity, idle_connections
from dashboard.server.capacity import LimitVisits
from dashboard.server.idle_connections import demand_prompt_requests
from tests.made.served import Served, echo, served

ROOM = 5
MUCH = 2**24
LONG = 2.4
"""Seconds that a silent connection has if there are few; a sixth of it with many."""


async def count(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


@pytest.fixture(scope="module")
def ask() -> Iterator[Served]:
    routes = [
        WebSocketRoute("/stream", echo),
        Route("/count", count, methods=["POST"]),
        Route("/much", lambda _: PlainTextResponse(bytes(MUCH))),
        Route("/", lambda _: PlainTextResponse("inside")),
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(uvicorn.Server, "startup", uvicorn.Server.startup)
        patch.setattr(idle_connections, "MOST_SILENT", ROOM)
        demand_prompt_requests()
        with served(*routes, middleware=[Middleware(LimitVisits)]) as ask:
            yield ask


def is_closed(connection: socket.socket) -> bool:
    connection.settimeout(0.02)
    try:
        return connection.recv(1) == b""
    except TimeoutError:
        return False
    except ConnectionError:
        return True


def connected(ask: Served, sent: bytes = b"") -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", ask.port))
    connection.sendall(sent)
    return connection


def read_to_the_end(connection: socket.socket) -> bytes:
    """What comes before the connection ends."""
    connection.settimeout(5)
    content = bytearray()
    try:
        while piece := connection.recv(2**20):
            content += piece
    except ConnectionError:
        pass
    return bytes(content)


def visit(ask: Served) -> ClientConnection:
    return connect(f"ws://127.0.0.1:{ask.port}/stream")


def is_lost(visit: ClientConnection) -> bool:
    try:
        visit.recv(timeout=0.02)
    except TimeoutError:
        return False
    except ConnectionClosed:
        return True
    raise AssertionError("nothing was said")


def until_few_are_left(idle: list[Any], is_over: Callable[[Any], bool]) -> None:
    """Of many some are ended long before their time; few have all of it."""
    time.sleep(LONG / 5)
    left, ended_by = idle, time.monotonic() + LONG / 3
    left = [one for one in left if not is_over(one)]
    while len(left) > ROOM and time.monotonic() < ended_by:
        time.sleep(0.05)
        left = [one for one in left if not is_over(one)]
    # Connections on which somebody asked just now may be among the few that stay.
    assert 0 < len(left) <= ROOM if len(idle) > ROOM else left == idle


ASKED = b"GET / HTTP/1.1\r\nHost: lab\r\n\r\n"
POSTED = b"POST /count HTTP/1.1\r\nHost: lab\r\nConnection: close\r\nContent-Length: 9\r\n\r\n"
IDLE = {
    "no request": b"",
    "half a request": b"GET / HT",
    "no body": POSTED,
    "half a body": POSTED + b"1234",
}


@pytest.mark.parametrize(
    ("count", "sent"), [(ROOM, b""), *((30, sent) for sent in IDLE.values())], ids=["few", *IDLE]
)
def test_many_that_wait_for_nothing_are_soon_ended(ask, monkeypatch, sent, count):
    monkeypatch.setattr(idle_connections, "REQUEST_SECONDS", LONG)
    monkeypatch.setattr(idle_connections, "PART_SECONDS", LONG)
    with ExitStack() as stack:
        idle = [stack.enter_context(connected(ask, sent)) for _ in range(count)]
        assert ask("GET", "/").body == b"inside"
        until_few_are_left(idle, is_closed)


@pytest.mark.parametrize("count", [ROOM, 30])
def test_many_visits_on_which_nothing_is_said_are_soon_ended(ask, monkeypatch, count):
    monkeypatch.setattr(idle_connections, "REQUEST_SECONDS", LONG)
    with ExitStack() as stack:
        silent = [stack.enter_context(visit(ask)) for _ in range(count)]
        until_few_are_left(silent, is_lost)


def test_who_asks_slowly_is_not_waited_for(ask, monkeypatch):
    monkeypatch.setattr(idle_connections, "REQUEST_SECONDS", 0.5)
    for answered in (b"", ASKED):  # also not for a second request
        with connected(ask, answered) as slow:
            for letter in b"GET / HTTP/1.1":
                slow.sendall(bytes([letter]))
                time.sleep(0.01)
            if answered:
                assert b"inside" in slow.recv(1000)
            assert not is_closed(slow)
            time.sleep(0.5)
            assert is_closed(slow)


def test_a_body_may_come_slowly_if_it_comes(ask, monkeypatch):
    monkeypatch.setattr(idle_connections, "PART_SECONDS", 0.3)
    with connected(ask, POSTED) as slow:
        for digit in b"123456789":
            time.sleep(0.1)
            slow.sendall(bytes([digit]))
        assert read_to_the_end(slow).endswith(b"9")


def test_who_does_not_read_the_answer_is_not_waited_for(ask, monkeypatch):
    monkeypatch.setattr(idle_connections, "PART_SECONDS", 0.3)
    with connected(ask, ASKED.replace(b"/ ", b"/much ")) as unread:
        time.sleep(0.6)
        assert len(read_to_the_end(unread)) < MUCH


def test_who_has_asked_stays(ask, monkeypatch):
    monkeypatch.setattr(idle_connections, "REQUEST_SECONDS", 0.2)
    with visit(ask) as stream:
        for pause in (0.1, 0.3):
            time.sleep(pause)
            stream.send("still here")
            assert stream.recv() == "still here"


def test_in_a_full_lab_the_longest_silent_makes_room_and_who_spoke_stays(ask, monkeypatch):
    monkeypatch.setattr(capacity, "MOST_VISITS", ROOM)

    with ExitStack() as stack:
        spoken = stack.enter_context(visit(ask))
        spoken.send("hello")
        assert spoken.recv() == "hello"
        silent = [stack.enter_context(visit(ask)) for _ in range(ROOM + 2)]
        for one in silent[:3]:
            with pytest.raises(ConnectionClosed):
                one.recv(timeout=5)
        for one in (spoken, *silent[3:]):
            one.send("again")
            assert one.recv() == "again"
        with pytest.raises(InvalidStatus):
            visit(ask)


def test_in_a_full_lab_silent_connections_make_room_for_a_page(ask, monkeypatch):
    silent = idle_connections._silent_connections
    monkeypatch.setattr(capacity, "is_full", lambda soon: len(silent) > ROOM)
    with ExitStack() as stack:
        idle = [stack.enter_context(connected(ask)) for _ in range(ROOM + 2)]
        assert ask("GET", "/", headers={"Accept": "text/html"}).body == b"inside"
        assert is_closed(idle[0])
        assert not is_closed(idle[-1])


def test_no_more_connections_are_silent_than_there_are_files(ask, monkeypatch):
    monkeypatch.setattr(idle_connections, "is_full", lambda: True)
    with ExitStack() as stack:
        idle = [stack.enter_context(connected(ask)) for _ in range(30)]
        assert ask("GET", "/").body == b"inside"
        assert len([one for one in idle if not is_closed(one)]) <= ROOM + 1
        assert not is_closed(idle[-1])


@pytest.mark.parametrize("bound", ["MOST_OF_AN_ADDRESS", "MOST_VISITS"])
def test_silent_visits_of_an_address_keep_none_of_its_visitors_out(ask, monkeypatch, bound):
    monkeypatch.setattr(capacity, bound, ROOM)
    with ExitStack() as stack:
        silent = [stack.enter_context(visit(ask)) for _ in range(ROOM)]
        spoken = stack.enter_context(visit(ask))
        spoken.send("hello")
        assert spoken.recv() == "hello"
        assert is_lost(silent[0])


def test_who_has_too_many_pages_ends_none_of_others(ask, monkeypatch):
    monkeypatch.setattr(capacity, "MOST_OF_AN_ADDRESS", 1)
    monkeypatch.setattr(idle_connections, "name_or_address", lambda _: "somebody else")
    with visit(ask) as silent, connected(ask) as idle:
        with pytest.raises(InvalidStatus):
            visit(ask)
        assert not is_lost(silent)
        assert not is_closed(idle)


def test_uvicorn_still_waits_without_end():
    for waits in (
        AutoHTTPProtocol.connection_made,
        AutoHTTPProtocol.data_received,
        AutoHTTPProtocol.pause_writing,
        WebSocketsSansIOProtocol.send_receive_event_to_app,
    ):
        assert "call_later" not in inspect.getsource(waits)
