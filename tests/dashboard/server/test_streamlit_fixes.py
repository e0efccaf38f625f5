"""What a page's run has drawn is with the server before the run ends."""

import asyncio
import threading
import time
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.server import streamlit_fixes
from tests.paths import APP


class Server:
    """A loop in a thread of its own, in the place of the server's."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._known, self._end = threading.Event(), asyncio.Event()
        self._thread = threading.Thread(target=self.loop.run_until_complete, args=(self._serve(),))
        self._thread.start()
        self._known.wait()

    async def _serve(self) -> None:
        with streamlit_fixes.known():
            self._known.set()
            await self._end.wait()

    def is_busy_for(self, seconds: float) -> None:
        self.loop.call_soon_threadsafe(time.sleep, seconds)

    def end(self) -> None:
        self.loop.call_soon_threadsafe(self._end.set)
        self._thread.join()
        self.loop.close()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.end()


def test_all_that_was_handed_over_before_is_taken_over(server):
    taken: list[int] = []
    server.is_busy_for(0.2)
    for number in range(100):
        server.loop.call_soon_threadsafe(taken.append, number)
    streamlit_fixes.catch_up()
    assert taken == list(range(100))


def test_a_run_of_the_page_ends_only_when_the_server_has_what_it_drew(server):
    page = AppTest.from_file(APP, default_timeout=30).run()
    server.is_busy_for(3)
    began = time.monotonic()
    page.run()
    assert time.monotonic() - began > 2.9
    assert page.title[0].value == "First Epoch"


def test_nobody_waits_for_a_server_that_has_ended(monkeypatch):
    monkeypatch.setattr(streamlit_fixes, "PATIENCE_SECONDS", 3600)
    server = Server()
    server.end()
    streamlit_fixes.catch_up()  # else the test ends by its own time limit
