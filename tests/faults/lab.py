"""The real app with its cluster, which may be killed and started again, and who visits it."""

from __future__ import annotations

import asyncio
import json
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

from core.recipe.recipe import MAX_EPOCHS
from core.runs.events import Epoch, Event
from core.runs.run import Logged, StoreAway
from core.runs.store import RunStore
from dashboard.lab.navigation import PAGES
from tests.benchmarks.visitor import Visitor
from tests.browser.conftest import free_port
from tests.faults.figures import Figures
from tests.paths import ROOT
from tests.processes import workers_among

PATIENCE_SECONDS = 300.0
"""How long anything may take on a busy machine."""
ENDING_SECONDS = 60.0
LOOK_SECONDS = 0.1
RECIPE = "data.dataset=digits&data.scaling=0-1&training.batch_size=16"
LONG, SHORT = (f"{RECIPE}&training.epochs={epochs}" for epochs in (MAX_EPOCHS, 60))
SOME_EPOCHS = 20
SOON_SECONDS = 2.0


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
        return workers_among(self._children())

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

    def end(self) -> int:
        """End the app, and whatever it has left → how many processes that were."""
        self._children()
        if self._app is not None and self._app.poll() is None:
            self._app.terminate()
        _gone, left = psutil.wait_procs(self._family, timeout=ENDING_SECONDS)
        for one in (*left, *([self._app] if self._app else [])):
            with suppress(psutil.NoSuchProcess):
                one.kill()
        if self._store is not None:
            self._store.close()
        return len(left)


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
        # A stream whose server is killed may end within a frame.
        with suppress(OSError, asyncio.IncompleteReadError, json.JSONDecodeError):
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

    def status(self) -> str:
        """What the store says of it."""
        return self.lab.store.run(self.run_id).status

    def is_over(self) -> bool:
        """Whether no more events will come."""
        return not self.lab.store.run(self.run_id).in_flight

    async def gets_on(self, visitor: Visitor) -> bool:
        """Whether it goes on after a fault, by itself or when its owner asks for it, to an end."""
        goal = self.last_epoch() + SOME_EPOCHS
        await soon(lambda: self.is_over() or self.last_epoch() > goal)
        if self.status() == "interrupted":
            await visitor.open("train", f"run={self.run_id}")
            await visitor.click("train_more")
            await soon(lambda: self.status() != "interrupted")
            await soon(lambda: self.is_over() or self.last_epoch() > goal)
        if not self.is_over():
            await visitor.stop()
            await soon(self.is_over)
        return self.status() in ("stopped", "finished")


@asynccontextmanager
async def training(lab: Lab, link: str = LONG) -> AsyncIterator[Watched]:
    """A new visitor who trains, at a moment that nobody chose, mostly after an epoch or two."""
    async with Visitor(lab.address) as visitor:
        await visitor.open("train", link)
        await visitor.click("train")
        run = Watched(lab, visitor)
        if not run.run_id:
            raise TimeoutError("A click on Train began no run.")
        watching = asyncio.create_task(run.watch())
        try:
            if random.random() < 0.75:
                await soon(lambda: run.last_epoch() > 0)
            await asyncio.sleep(random.uniform(0, SOON_SECONDS))
            yield run
        finally:
            watching.cancel()


async def look_around(run: Watched, figures: Figures, count: int = 1) -> None:
    """Open some pages, each for the run, and count those that say that something went wrong."""
    for page in random.sample(PAGES, count):
        async with Visitor(run.lab.address, run.visitor.cookie) as visitor:
            await visitor.open(page.path, f"run={run.run_id}")
            figures.tracebacks += len(visitor.errors)
            figures.complaints += [f"{page.title}: {error}" for error in visitor.errors]


@asynccontextmanager
async def running(lab: Lab, figures: Figures) -> AsyncIterator[None]:
    """The app for this block, and nothing of it afterwards."""
    try:
        await lab.start()
        yield
    finally:
        if left := lab.end():
            figures.complaints.append(f"{left} processes did not end with the app")


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
