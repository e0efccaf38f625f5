"""A lab that is full says so, before it breaks."""

from contextlib import contextmanager

import pytest
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from dashboard.server import capacity
from dashboard.server.capacity import LimitVisits
from tests.made.served import served


@pytest.mark.parametrize("bound", ["MOST_VISITS", "MOST_OF_AN_ADDRESS"])
def test_only_so_many_pages_are_open_at_a_time(monkeypatch, bound):
    monkeypatch.setattr(capacity, bound, 2)

    async def stay(page):
        await page.accept()
        await page.send_text(await page.receive_text())
        await page.receive()

    @contextmanager
    def visit():
        """A visit from which something has come: one that is silent makes room for others."""
        with connect(address) as opened:
            opened.send("hello")
            assert opened.recv() == "hello"
            yield

    with served(WebSocketRoute("/stream", stay), middleware=[Middleware(LimitVisits)]) as ask:
        address = f"ws://127.0.0.1:{ask.port}/stream"
        with visit(), visit():
            with pytest.raises(InvalidStatus), visit():
                pass
            assert ask("GET", "/", headers={"Accept": "text/html"}).status == 503
        with visit():
            pass


def test_a_full_lab_takes_no_further_visits_and_serves_those_inside(monkeypatch):
    route = Route("/{path:path}", lambda _: PlainTextResponse("inside"))
    with served(route, middleware=[Middleware(LimitVisits)]) as ask:
        monkeypatch.setattr(capacity, "is_full", lambda soon: True)
        refused = ask("GET", "/train", headers={"Accept": "text/html"})
        assert refused.status == 503
        assert "The lab is full" in refused.body.decode()
        assert ask("GET", "/live").body == b"inside"
        monkeypatch.setattr(capacity, "is_full", lambda soon: False)
        assert ask("GET", "/train", headers={"Accept": "text/html"}).body == b"inside"
