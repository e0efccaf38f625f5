"""The real app with its cluster, which may be killed and started again, and who visits it."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil

from core.runs.events import Epoch, Event, Started
from core.runs.run import Logged, StoreAway
from core.runs.store import RunStore
from dashboard.lab.navigation import PAGES
from tests.benchmarks.visitor import Visitor
from tests.browser.conftest import free_port
from tests.faults.figures import Figures
from tests.paths import ROOT

PATIENCE_SECONDS = 120.0
"""How long anything may take on a busy machine."""
LOOK_SECONDS = 0.05
RECIPE = "data.dataset=digits&data.scaling=0-1&training.batch_size=16"
LONG = f"{RECIPE}&training.epochs=1000"


class Lab:
    """The app, at the same address however often it is started."""

    def __init__(
        self, home: Path, environment: Mapping[str, str] | None = None, prefix: Sequence[str] = ()
    ):
        """`prefix` is a command that starts another command."""
        self.home = home
        self.prefix = list(prefix)
        self.address = f"http://127.0.0.1:{free_port()}"
        self.log = home.with_name(f"{home.name}.log")
        self._environment = {"FIRST_EPOCH_HOME": str(home), **(environment or {})}
        self._app: psutil.Popen | None = None
        self._family: list[psutil.Process] = []
        self._store: RunStore | None = None

    async def start(self) -> None:
        """Start the app, and wait until it answers."""
        port = self.address.rpartition(":")[2]
        command = ["-m", "streamlit", "run", "dashboard/app.py", "--server.port", port]
        command += ["--server.headless", "true", "--server.fileWatcherType", "none"]
        with self.log.open("ab") as log:
            self._app = psutil.Popen(
                [*self.prefix, sys.executable, *command],
                cwd=ROOT,
                env={**os.environ, **self._environment},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        await soon(self._answers)

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.address}/_stcore/health", timeout=5):
                return True
        except (URLError, OSError):
            return False

    @property
    def store(self) -> RunStore:
        """The store of the app, read from here."""
        if self._store is None:
            self._store = RunStore(self.home, self._environment.get("FIRST_EPOCH_DATABASE"))
        return self._store

    @property
    def app(self) -> psutil.Process:
        """The app's process."""
        assert self._app is not None
        return self._app

    def cluster(self) -> psutil.Process | None:
        """The process of the embedded cluster, if it runs."""
        found = (one for one in self._children() if "core.cluster" in _command(one))
        return next(found, None)

    def workers(self) -> list[psutil.Process]:
        """The worker processes of the embedded cluster."""
        return [one for one in self._children() if "spawn_main" in " ".join(_command(one))]

    def _children(self) -> list[psutil.Process]:
        with suppress(psutil.NoSuchProcess):
            found = self.app.children(recursive=True)
            self._family += [one for one in found if one not in self._family]
            return found
        return []

    def kill(self) -> None:
        """Kill the app; its cluster notices and ends."""
        self._children()
        self.app.send_signal(signal.SIGKILL)
        self.app.wait()

    def logged_errors(self) -> int:
        """How many errors the log has a traceback of."""
        return self.log.read_bytes().count(b"Traceback (most recent call last)")

    def end(self) -> None:
        """End the app, and see that nothing of it is left."""
        self._children()
        if self._app is not None and self._app.poll() is None:
            self._app.terminate()
            with suppress(psutil.TimeoutExpired):
                self._app.wait(30)
        _gone, left = psutil.wait_procs(self._family, timeout=20)
        for one in (*left, *([self._app] if self._app else [])):
            with suppress(psutil.NoSuchProcess):
                one.kill()
        if self._store is not None:
            self._store.close()


def _command(process: psutil.Process) -> list[str]:
    with suppress(psutil.Error):
        return process.cmdline()
    return []


class Watched:
    """A run that a visitor trains, and the events of it that the stream has shown."""

    def __init__(self, lab: Lab, visitor: Visitor):
        self.lab = lab
        self.visitor = visitor
        self.run_id = visitor.run_id
        self.shown: dict[int, dict] = {}

    async def watch(self) -> None:
        """Follow the stream as long as it goes."""
        with suppress(OSError, asyncio.IncompleteReadError):
            async for frame in self.visitor.frames():
                if "event" in frame:
                    self.shown[frame["number"]] = frame["event"]

    def events(self) -> list[Logged[Event]]:
        """All that is stored of it."""
        return self.lab.store.events(self.run_id)

    def last_epoch(self) -> int:
        """The number of its newest epoch; -1 before the first."""
        epochs = (one.event.epoch for one in self.events() if isinstance(one.event, Epoch))
        return max(epochs, default=-1)

    def starts(self) -> int:
        """How often a worker has begun with it."""
        return sum(isinstance(one.event, Started) for one in self.events())

    def is_over(self) -> bool:
        """Whether no more events will come."""
        return not self.lab.store.run(self.run_id).in_flight

    async def go_on(self, visitor: Visitor) -> bool:
        """Let the run, which is over, go on, as a visitor does → whether it comes to a good end."""
        before = self.starts()
        await visitor.open("train", f"run={self.run_id}")
        await visitor.click("train_more")
        try:
            await soon(lambda: self.starts() > before and self.is_over())
        except TimeoutError:
            return False
        return self.lab.store.run(self.run_id).status == "finished"


@asynccontextmanager
async def training(lab: Lab, cookie: str = "", link: str = LONG) -> AsyncIterator[Watched]:
    """A visitor whose new run has come through some epochs, at a moment that nobody chose."""
    async with Visitor(lab.address, cookie) as visitor:
        await visitor.open("train", link)
        await visitor.click("train")
        run = Watched(lab, visitor)
        if not run.run_id:
            raise TimeoutError("A click on Train began no run.")
        watching = asyncio.create_task(run.watch())
        try:
            await soon(lambda: run.last_epoch() > 0)
            await asyncio.sleep(random.uniform(0, 2))
            yield run
        finally:
            watching.cancel()


async def look_around(lab: Lab, run_id: str, cookie: str, figures: Figures, count: int = 1) -> None:
    """Open some pages, each for the run, and count those that say that something went wrong."""
    for page in random.sample(PAGES, count):
        async with Visitor(lab.address, cookie) as visitor:
            await visitor.open(page.path, f"run={run_id}")
            figures.tracebacks += len(visitor.errors)
            figures.complaints += [f"{page.title}: {error}" for error in visitor.errors]


@asynccontextmanager
async def running(lab: Lab) -> AsyncIterator[None]:
    """The app for this block, and nothing of it afterwards."""
    try:
        await lab.start()
        yield
    finally:
        lab.end()


async def soon(condition: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until something holds; TimeoutError if it does not in time. A database may be away."""
    end = time.monotonic() + seconds
    while True:
        with suppress(StoreAway):
            if condition():
                return
        if time.monotonic() > end:
            raise TimeoutError
        await asyncio.sleep(LOOK_SECONDS)
