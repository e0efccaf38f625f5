"""A visit that sends messages without end is ended, and others are not."""

import time

import pytest
from starlette.middleware import Middleware
from starlette.routing import WebSocketRoute
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from dashboard.server import message_floods
from dashboard.server.message_floods import EndFloods
from tests.made.served import echo, served


def say(stream: ClientConnection, count: int) -> None:
    """Send so many messages at once, and wait until they are answered."""
    for number in range(count):
        stream.send(str(number))
    assert [stream.recv() for _ in range(count)] == [str(number) for number in range(count)]


def test_a_flood_is_ended_and_who_pauses_is_not(monkeypatch):
    monkeypatch.setattr(message_floods, "A_SECOND", 50.0)
    monkeypatch.setattr(message_floods, "AT_ONCE", 10)
    with served(WebSocketRoute("/", echo), middleware=[Middleware(EndFloods)]) as ask:
        address = f"ws://127.0.0.1:{ask.port}/"
        with connect(address) as flood, connect(address) as other:
            say(other, 10)
            with pytest.raises(ConnectionClosed):
                say(flood, 1000)
            time.sleep(0.3)
            say(other, 10)
