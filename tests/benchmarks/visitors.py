"""How many the lab carries: `python -m tests.benchmarks.visitors [20 40 60] [--minutes 1]`.

Starts the real app with an empty home folder, two workers and as many visitors as it is told. Each
trains, follows the run to its end, lets the page run again, thinks, and trains again; every third
one draws for the network as well. Prints, for each number of visitors: event to client, click to
page and pen to answer; processor and memory of the app; its threads and file handles before and
after. Then what sixty viewers of one run cost, beside one viewer, and what 500 streams leave that
were opened and closed.

The visitors need a processor too: theirs is told beside the app's. An event's time is the one at
which Dask's scheduler heard of it, on this machine some milliseconds after the worker.
"""

import argparse
import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, aclosing, contextmanager, suppress
from dataclasses import dataclass, field

import psutil
from distributed import Client

from core.cluster.topics import TopicMessage, listen
from core.engine.tasks import EVENTS
from tests.benchmarks.app import show_times
from tests.benchmarks.visitor import Visitor, strokes
from tests.browser.conftest import ROOT, free_port

WORKERS = 2
RECIPE = "data.dataset=digits&data.scaling=0-1&training.epochs=40"
LONG = "data.dataset=digits&data.scaling=0-1&training.batch_size=1&training.epochs=1000"
ARRIVAL_SECONDS = 10.0
THINKING_SECONDS = (2.0, 6.0)
STROKE_SECONDS = 0.08
VIEWERS = 60
VIEWING_SECONDS = 15.0
OPENINGS = 500
SETTLING_SECONDS = 5.0
FORGETTING_SECONDS = 130.0
"""After two minutes Streamlit forgets a visit that has ended, once the next one comes."""


Told = tuple[str, str, int]
"""By which an event is known again: its run, kind and step."""


def _told(run: str, event: dict) -> Told:
    return run, event["kind"], event.get("step", -1)


@dataclass
class Lab:
    """A running app, and when each event of its workers was heard of."""

    address: str
    home: str
    app: psutil.Process
    happened: dict[Told, float] = field(default_factory=dict)

    def hear(self, logged: TopicMessage) -> None:
        """Note an event that a worker sent."""
        at, message = logged
        self.happened[_told(message["run_id"], message["event"])] = at


@dataclass
class Seen:
    """What the visitors of one measurement saw, in milliseconds."""

    events: list[tuple[Told, float, float]] = field(default_factory=list)
    """Each event that came, when, and since when its run was followed."""
    clicks: list[float] = field(default_factory=list)
    reruns: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    runs: int = 0
    """How many were followed to their end."""

    def delays(self, happened: dict[Told, float]) -> list[float]:
        """From each event to its client, of those that came while the client followed."""
        return [
            1000 * (came - happened[told])
            for told, came, since in self.events
            if happened.get(told, 0) >= since
        ]


@contextmanager
def started(command: list[str], home: str, **env: str) -> Iterator[psutil.Process]:
    """A Python program of the lab, for this block."""
    process = psutil.Popen(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env={**os.environ, "FIRST_EPOCH_HOME": home, **env},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def running_lab() -> Iterator[Lab]:
    """The app on a Dask cluster of its own, whose events can be heard here as well."""
    cluster, port = f"tcp://127.0.0.1:{free_port()}", free_port()
    scheduler = ["dask", "scheduler", "--port", cluster.rpartition(":")[2]]
    worker = ["dask", "worker", cluster, "--nworkers", str(WORKERS), "--nthreads", "2"]
    app = ["streamlit", "run", "dashboard/app.py", "--server.port", str(port)]
    with ExitStack() as stack:
        home = stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
        run = stack.enter_context
        run(started([*scheduler, "--host", "127.0.0.1", "--no-dashboard"], home))
        run(started([*worker, "--resources", "training=1", "--preload", "core.worker"], home))
        process = run(
            started([*app, "--server.headless", "true"], home, FIRST_EPOCH_SCHEDULER=cluster)
        )
        client = run(Client(cluster, timeout=120))
        client.wait_for_workers(WORKERS, timeout=300)
        lab = Lab(f"http://127.0.0.1:{port}", home, process)
        listen(client, EVENTS, lab.hear)
        yield lab


async def follow(visitor: Visitor, seen: Seen) -> None:
    """Follow the run on screen to its end."""
    since = time.time()
    async with aclosing(visitor.frames()) as frames:
        async for frame in frames:
            if "event" in frame:
                told = _told(frame["run"], frame["event"])
                seen.events.append((told, time.time(), since))


async def train(visitor: Visitor, seen: Seen) -> None:
    """Click on Train, follow the run, and look at what the page says at its end."""
    before = visitor.run_id
    seen.clicks.append(1000 * await visitor.click("train"))
    if visitor.run_id == before:
        raise RuntimeError("A click on Train began no run.")
    await follow(visitor, seen)
    seen.runs += 1
    seen.reruns.append(1000 * await visitor.look_again())


async def draw(visitor: Visitor, seen: Seen) -> None:
    """Draw a digit for the network that was trained last."""
    for drawing in strokes():
        seen.answers.append(1000 * await visitor.draw(drawing))
        await asyncio.sleep(STROKE_SECONDS)


async def visit(lab: Lab, seen: Seen, draws: bool, after: float) -> None:
    """A visit that does not end by itself."""
    await asyncio.sleep(after)
    async with Visitor(lab.address) as visitor:
        await visitor.open("train", RECIPE)
        while True:
            await train(visitor, seen)
            if draws:
                await draw(visitor, seen)
            await asyncio.sleep(random.uniform(*THINKING_SECONDS))


async def for_a_while(seconds: float, *visits: Awaitable[None]) -> None:
    """Let visits go on for some seconds; the error of one that fails is raised."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await asyncio.gather(*visits)


class Cost:
    """Processor and memory of the app for a block, and the processor of the visitors."""

    def __init__(self, app: psutil.Process):
        self._processes = (app, psutil.Process())

    async def of(self, doing: Awaitable[None]) -> "Cost":
        """Do it, and measure meanwhile."""
        sampling = asyncio.create_task(self._sample())
        began, before = time.perf_counter(), self._seconds()
        await doing
        elapsed = time.perf_counter() - began
        self.app, self.visitors = (
            (after - earlier) / elapsed
            for after, earlier in zip(self._seconds(), before, strict=True)
        )
        sampling.cancel()
        return self

    def _seconds(self) -> list[float]:
        return [sum(process.cpu_times()[:2]) for process in self._processes]

    async def _sample(self) -> None:
        self.megabytes: list[float] = []
        while True:
            self.megabytes.append(self._processes[0].memory_info().rss / 2**20)
            await asyncio.sleep(1)


def left_open(app: psutil.Process) -> str:
    """Threads, file handles and memory of the app."""
    size = app.memory_info().rss / 2**20
    return f"{app.num_threads()} threads, {app.num_fds()} file handles, {size:.0f} MB"


async def measure_visits(lab: Lab, count: int, seconds: float) -> None:
    """As many visitors as that at a time."""
    seen, before = Seen(), left_open(lab.app)
    visits = [
        visit(lab, seen, number % 3 == 0, ARRIVAL_SECONDS * number / count)
        for number in range(count)
    ]
    cost = await Cost(lab.app).of(for_a_while(seconds, *visits))
    print(f"\n{count} visitors, {seen.runs} runs followed to their end")
    for what, times in (
        ("event to client", seen.delays(lab.happened)),
        ("click on Train to page", seen.clicks),
        ("end of a run to page", seen.reruns),
        ("pen to answer", seen.answers),
    ):
        if len(times) > 1:
            show_times(what, times)
    print(
        f"processor: app {cost.app:.2f} cores, {1000 * cost.app / count:.1f} thousandths a "
        f"visitor; these visitors themselves {cost.visitors:.2f}"
    )
    print("app's memory over time, MB: " + " ".join(f"{size:.0f}" for size in cost.megabytes[::10]))
    await asyncio.sleep(FORGETTING_SECONDS)
    async with Visitor(lab.address) as last:
        await last.open("train", RECIPE)
    await asyncio.sleep(SETTLING_SECONDS)
    print(f"before: {before}; after all left: {left_open(lab.app)}")


async def measure_viewers(lab: Lab) -> None:
    """One run with one viewer and with many, and streams that are opened and closed."""
    async with Visitor(lab.address) as teacher:
        await teacher.open("train", LONG)
        await teacher.click("train")
        await anext(aiter(teacher.frames()))
        print()
        for count in (1, VIEWERS):
            viewers = [Visitor(lab.address) for _ in range(count)]
            for viewer in viewers:
                viewer.run_id = teacher.run_id
            seen = Seen()
            watching = for_a_while(VIEWING_SECONDS, *(follow(viewer, seen) for viewer in viewers))
            cost = await Cost(lab.app).of(watching)
            show_times(f"event to client, {count} viewers of one run", seen.delays(lab.happened))
            print(f"processor: app {cost.app:.2f} cores, viewers {cost.visitors:.2f}")
        before = left_open(lab.app)
        for _ in range(OPENINGS):
            async with aclosing(viewers[0].frames()) as frames:
                await anext(frames)
        await asyncio.sleep(SETTLING_SECONDS)
        print(
            f"{OPENINGS} streams opened and closed; before: {before}; after: {left_open(lab.app)}"
        )


def in_a_lab(measure: Callable[[Lab], Awaitable[None]]) -> None:
    """Measure in a lab of its own, which one visitor has used before."""

    async def measured(lab: Lab) -> None:
        async with Visitor(lab.address) as first:
            await first.open("train", RECIPE)
            seen = Seen()
            await train(first, seen)
            await draw(first, seen)
        await asyncio.sleep(SETTLING_SECONDS)
        await measure(lab)

    with running_lab() as lab:
        asyncio.run(measured(lab))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", nargs="*", type=int, default=[20, 40, 60])
    parser.add_argument("--minutes", type=float, default=1.0)
    asked = parser.parse_args()
    busy = psutil.cpu_percent(interval=5)
    print(f"{os.cpu_count()} cores, {busy:.0f} % of them busy before anything is started")
    for count in asked.counts:
        in_a_lab(lambda lab, count=count: measure_visits(lab, count, 60 * asked.minutes))
    in_a_lab(measure_viewers)


if __name__ == "__main__":
    main()
