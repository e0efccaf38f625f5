"""A server that knows some routes of the lab's own, in this process."""

import http.client
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route
from starlette.websockets import WebSocket, WebSocketDisconnect

from tests.browser.conftest import free_port


class Reply(NamedTuple):
    """What the server answers."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


class Served:
    """The server, as a client sees it."""

    def __init__(self, port: int):
        self.port = port

    def open(
        self, method: str, path: str, body: str | bytes = b"", headers: Mapping[str, str] = {}
    ) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
        """A connection, and the response on it as far as its headers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body, dict(headers))
        return connection, connection.getresponse()

    def __call__(
        self, method: str, path: str, body: str | bytes = b"", headers: Mapping[str, str] = {}
    ) -> Reply:
        """The server's reply."""
        connection, response = self.open(method, path, body, headers)
        reply = Reply(response.status, response.headers, response.read())
        connection.close()
        return reply


@contextmanager
def served(*routes: Route, middleware: Sequence[Middleware] = ()) -> Iterator[Served]:
    """A server for this block: `ask(method, path, body)` → its reply."""
    port = free_port()
    app = Starlette(routes=routes, middleware=middleware)
    server = uvicorn.Server(
        uvicorn.Config(app, port=port, log_level="error", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield Served(port)
    finally:
        server.should_exit = True
        thread.join()


async def echo(stream: WebSocket) -> None:
    """An endpoint that sends every text back."""
    await stream.accept()
    try:
        while True:
            await stream.send_text(await stream.receive_text())
    except WebSocketDisconnect:
        return
