"""A proxy between browser and server that delays what the server sends until a test says go."""

import time

from playwright.sync_api import Page, WebSocketRoute

from tests.browser.conftest import SLOW


class SlowLine:
    """Stands between a page, opened after this, and its server.

    While it `holds`, the page hears nothing, and what it sends is counted and passed on.
    """

    def __init__(self, page: Page) -> None:
        self.sent = 0
        self._page = page
        self._holding = False
        self._held: list[tuple[WebSocketRoute, str | bytes]] = []
        page.route_web_socket("**/_stcore/stream", self._connect)

    def hold(self) -> None:
        """Let nothing through to the page from now on."""
        self._holding, self.sent = True, 0

    def wait_until_sent(self, messages: int) -> None:
        """Wait until the page has sent so many messages since the hold began."""
        deadline = time.monotonic() + SLOW / 1000
        while self.sent < messages:
            assert time.monotonic() < deadline, "the page has not sent so many messages"
            self._page.wait_for_timeout(20)

    def release(self) -> None:
        """Let through what was held, in its order, and all that follows."""
        self._holding = False
        for line, message in self._held:
            line.send(message)
        self._held.clear()

    def _connect(self, line: WebSocketRoute) -> None:
        server = line.connect_to_server()

        def to_server(message: str | bytes) -> None:
            self.sent += 1
            server.send(message)

        def to_page(message: str | bytes) -> None:
            if self._holding:
                self._held.append((line, message))
            else:
                line.send(message)

        line.on_message(to_server)
        server.on_message(to_page)
