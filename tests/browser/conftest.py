"""A real browser in front of a real server."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    expect,
    sync_playwright,
)

from tests.__main__ import find_chromium
from tests.made.small_sets import add_small_sets
from tests.paths import ROOT
from tests.processes import workers_among

APP = ROOT / "dashboard" / "app.py"
NO_WORKERS = {"FIRST_EPOCH_SCHEDULER": "tcp://127.0.0.1:9"}
"""The environment of a lab that nobody asks to train or to predict, so that it starts sooner."""
SLOW = 60_000
"""Milliseconds that a page may take to be drawn on a busy machine."""

HOLDS_STILL = Path(__file__).with_name("holds_still.js").read_text(encoding="utf-8")

CALM = {"reduced_motion": "reduce"}
MOVING = {"reduced_motion": "no-preference"}

# A busy machine, where other tests train beside, may take longer than 5 s to draw a page.
expect.set_options(timeout=20_000)


def chromium() -> str | None:
    """The browser that `python -m tests` names, or one that is found; None for Playwright's own."""
    return os.environ.get("FIRST_EPOCH_CHROMIUM") or find_chromium() or None


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # A camera that shows a test picture, and asks nobody.
        camera = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
        # Each new context would load two pages for the suggestions below an address bar that
        # nobody sees, which takes as long as a page of the lab.
        no_suggestions = "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup"
        opened = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", no_suggestions, *camera]
        )
        yield opened
        opened.close()


class Visitors:
    """`visiting(width, height, **looks)` gives a new visitor's browser, without cookies.

    It knows the files that make up every page of the lab: to fetch and to compile them anew is a
    good part of the work of opening one. So is to draw what Streamlit moves meanwhile: this browser
    asks for little motion, unless `looks` say otherwise. Nothing that a test does there is against
    the lab's content security policy.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[tuple, list[BrowserContext]] = defaultdict(list)
        self._refused: list[str] = []

    @contextmanager
    def __call__(
        self, width: int = 1280, height: int = 900, **looks: object
    ) -> Iterator[BrowserContext]:
        looks = CALM | looks
        free = self._free[width, height, *sorted(looks.items())]
        if not free:
            size = {"width": width, "height": height}
            context = self._browser.new_context(viewport=size, **looks)
            context.on("console", self._note)
            free.append(context)
        context = free.pop()
        context.set_default_timeout(SLOW)
        yield context
        for page in context.pages:
            page.close()
        context.clear_cookies()
        free.append(context)
        refused, self._refused = self._refused, []
        assert not refused

    def _note(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self._refused.append(message.text)


@pytest.fixture(scope="session")
def visiting(browser) -> Visitors:
    return Visitors(browser)


@pytest.fixture
def visitor(visiting) -> Iterator[BrowserContext]:
    with visiting() as context:
        yield context


@pytest.fixture
def page(visitor) -> Page:
    return visitor.new_page()


def settled(page: Page) -> None:
    """Wait until Streamlit has drawn all of the page, and nothing in it moves.

    Before that, a place may belong to something else by the time the pointer gets there, and what
    is clicked may be built anew between the button's way down and its way up.
    """
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=SLOW)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=SLOW)
    page.evaluate(HOLDS_STILL)


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


@pytest.fixture(params=[("light", 1280), ("dark", 390)], ids=["wide-light", "narrow-dark"])
def screen(visiting, request) -> Iterator[BrowserContext]:
    """A visitor with a wide, light screen, and one with a narrow, dark one that is touched."""
    theme, width = request.param
    with visiting(width, color_scheme=theme, has_touch=width < 640) as context:
        yield context


class Servers:
    """`serve(script, env=None)` runs a Streamlit script from the root, returns its address."""

    def __init__(self) -> None:
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def __call__(
        self, script: Path, env: dict[str, str] | None = None, port: int | None = None
    ) -> str:
        port = port or free_port()
        command = [sys.executable, "-m", "streamlit", "run", str(script)]
        command += ["--server.port", str(port), "--server.address", "127.0.0.1"]
        command += ["--server.headless", "true", "--server.fileWatcherType", "none"]
        command += ["--browser.gatherUsageStats", "false"]
        paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
        surroundings = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))}
        server = subprocess.Popen(command, cwd=ROOT, env=surroundings | (env or {}))
        address = f"http://127.0.0.1:{port}"
        self._running[address] = server
        _wait_until_healthy(server, address)
        return address

    def end(self, address: str) -> None:
        """End one, and see that none of the processes it has started is left."""
        server = self._running.pop(address)
        workers = _children(server)
        server.terminate()
        server.wait(timeout=20)
        # One that is still starting looks a little later whether the lab is there.
        deadline = time.monotonic() + 20
        while left := [worker for worker in workers if _runs(worker)]:
            assert time.monotonic() < deadline, left
            time.sleep(0.1)

    def end_all(self) -> None:
        with ExitStack() as each_of_them:
            for address in self._running:
                each_of_them.callback(self.end, address)


@contextmanager
def serving() -> Iterator[Servers]:
    """Servers that end with what is done with them."""
    servers = Servers()
    try:
        yield servers
    finally:
        servers.end_all()


@pytest.fixture(scope="module")
def serve() -> Iterator[Servers]:
    """Servers of a module's own, for what would disturb others."""
    with serving() as servers:
        yield servers


@pytest.fixture(scope="session")
def home(tmp_path_factory) -> Path:
    """The home of the lab, with small sets in the place of MNIST and FER-2013."""
    home = tmp_path_factory.mktemp("home")
    add_small_sets(home, tmp_path_factory.mktemp("sets"))
    return home


@pytest.fixture(scope="session")
def lab(home) -> Iterator[str]:
    """The address of a running lab, for all tests that leave no run in flight there."""
    # Its pages let a test cut their connection.
    environment = {"FIRST_EPOCH_HOME": str(home), "STREAMLIT_GLOBAL_E2E_TEST": "true"}
    with serving() as serve:
        yield serve(APP, environment)


def busiest_worker(address: str) -> psutil.Process:
    """The process that trains, of a lab that this one has started."""
    port = address.rpartition(":")[2]
    [server] = [child for child in psutil.Process().children() if port in child.cmdline()]
    workers = workers_among(server.children(recursive=True))
    return max(workers, key=lambda worker: worker.cpu_percent(interval=0.5))


def _children(server: "subprocess.Popen[bytes]") -> list[psutil.Process]:
    """The processes that a server has started; none of one that has ended."""
    return psutil.Process(server.pid).children(recursive=True) if server.poll() is None else []


def _runs(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_healthy(server: "subprocess.Popen[bytes]", address: str) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise RuntimeError(f"The server ended at once with exit code {server.returncode}.")
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise TimeoutError(f"No answer from {address} within 30 s.")
