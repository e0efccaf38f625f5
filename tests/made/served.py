"""A server that knows one route of the lab's own, in this process."""

import http.client
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route

from tests.browser.conftest import free_port


class Reply(NamedTuple):
    """What the server answers."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


@contextmanager
def served(route: Route) -> Iterator[Callable[..., Reply]]:
    """`ask(method, path, body=b"")` → the server's reply."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=[route]), port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)

    def ask(method: str, path: str, body: str | bytes = b"") -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request(method, path, body)
        response = connection.getresponse()
        reply = Reply(response.status, response.headers, response.read())
        connection.close()
        return reply

    try:
        yield ask
    finally:
        server.should_exit = True
        thread.join()
