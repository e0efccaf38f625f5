"""Connections on which nothing is asked do not keep others out."""

import inspect
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
import uvicorn
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect
from uvicorn.protocols.http.auto import AutoHTTPProtocol
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from dashboard.server import capacity, idle_connections
from dashboard.server.capacity import LimitVisits
from dashboard.server.idle_connections import NoteSilentVisits, demand_prompt_requests
from tests.made.served import Served, served

ROOM = 5


async def echo(stream: WebSocket) -> None:
    await stream.accept()
    try:
        while True:
            await stream.send_text(await stream.receive_text())
    except WebSocketDisconnect:
        return


@pytest.fixture(scope="module")
def ask() -> Iterator[Served]:
    routes = [WebSocketRoute("/stream", echo), Route("/", lambda _: PlainTextResponse("inside"))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(uvicorn.Server, "startup", uvicorn.Server.startup)
        patch.setattr(idle_connections, "MOST_SILENT", ROOM)
        demand_prompt_requests()
        with served(
            *routes, middleware=[Middleware(LimitVisits), Middleware(NoteSilentVisits)]
        ) as ask:
            yield ask


def is_closed(connection: socket.socket) -> bool:
    connection.settimeout(0.05)
    try:
        return connection.recv(1) == b""
    except TimeoutError:
        return False
    except ConnectionError:
        return True


@pytest.mark.parametrize("count", [ROOM, 30])
def test_many_that_ask_nothing_are_soon_ended(ask, monkeypatch, count):
    monkeypatch.setattr(idle_connections, "SHORTER_SECONDS", 0.2)
    with ExitStack() as stack:
        address = "127.0.0.1", ask.port
        idle = [stack.enter_context(socket.create_connection(address)) for _ in range(count)]
        assert ask("GET", "/").body == b"inside"
        assert not any(map(is_closed, idle[:2]))
        time.sleep(0.4)
        assert len([one for one in idle if not is_closed(one)]) == ROOM


def test_who_asks_slowly_is_not_waited_for(ask, monkeypatch):
    monkeypatch.setattr(idle_connections, "FIRST_REQUEST_SECONDS", 1.0)
    with socket.create_connection(("127.0.0.1", ask.port)) as slow:
        for letter in b"GET / HT":
            slow.sendall(bytes([letter]))
            time.sleep(0.05)
        assert not is_closed(slow)
        time.sleep(1.0)
        assert is_closed(slow)


def test_who_has_asked_stays(ask, monkeypatch):
    monkeypatch.setattr(idle_connections, "FIRST_REQUEST_SECONDS", 0.1)
    with connect(f"ws://127.0.0.1:{ask.port}/stream") as stream:
        time.sleep(0.3)
        stream.send("still here")
        assert stream.recv() == "still here"


def test_in_a_full_lab_the_longest_silent_makes_room_and_who_spoke_stays(ask, monkeypatch):
    monkeypatch.setattr(capacity, "MOST_VISITS", ROOM)

    def visit() -> ClientConnection:
        return stack.enter_context(connect(f"ws://127.0.0.1:{ask.port}/stream"))

    with ExitStack() as stack:
        spoken = visit()
        spoken.send("hello")
        assert spoken.recv() == "hello"
        silent = [visit() for _ in range(ROOM + 2)]
        for one in silent[:3]:
            with pytest.raises(ConnectionClosed):
                one.recv(timeout=5)
        for one in (spoken, *silent[3:]):
            one.send("again")
            assert one.recv() == "again"
        with pytest.raises(InvalidStatus):
            visit()


def test_uvicorn_still_waits_for_a_first_request_without_end():
    assert "call_later" not in inspect.getsource(AutoHTTPProtocol.connection_made)
