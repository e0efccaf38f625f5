"""A visit that sends messages without end is taken slowly, and others are not."""

import time

from starlette.middleware import Middleware
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.sync.client import ClientConnection, connect

from dashboard.server import message_floods
from dashboard.server.message_floods import PaceMessages
from tests.made.served import served


async def echo(stream: WebSocket) -> None:
    await stream.accept()
    try:
        while True:
            await stream.send_text(await stream.receive_text())
    except WebSocketDisconnect:
        return


def seconds(stream: ClientConnection, count: int) -> float:
    """Until so many messages, sent at once, are answered."""
    began = time.monotonic()
    for number in range(count):
        stream.send(str(number))
    assert [stream.recv() for _ in range(count)] == [str(number) for number in range(count)]
    return time.monotonic() - began


def test_a_flood_is_taken_slowly_and_others_are_not(monkeypatch):
    monkeypatch.setattr(message_floods, "A_SECOND", 50.0)
    monkeypatch.setattr(message_floods, "AT_ONCE", 10)
    with served(WebSocketRoute("/", echo), middleware=[Middleware(PaceMessages)]) as ask:
        address = f"ws://127.0.0.1:{ask.port}/"
        with connect(address) as flood, connect(address) as other:
            assert seconds(flood, 10) < 0.1
            assert 0.3 < seconds(flood, 20) < 0.6
            assert seconds(other, 10) < 0.1
            time.sleep(0.2)  # after a pause more may come at once
            assert seconds(flood, 10) < 0.1
