"""kill -9 at random moments: a worker, the cluster, the app."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.benchmarks.visitor import Visitor
from tests.faults.figures import Figures
from tests.faults.lab import LONG, SHORT, Lab, look_around, running, soon, training

WORKERS, CLUSTERS, APPS = 18, 11, 11
"""How often each is killed."""


def worker(home: Path) -> Figures:
    """A worker dies: another one goes on with its run."""
    return asyncio.run(_tried(home, _kill_worker, WORKERS))


def cluster(home: Path) -> Figures:
    """The cluster dies: the app starts another, and the run can go on."""
    return asyncio.run(_tried(home, _kill_cluster, CLUSTERS))


def app(home: Path) -> Figures:
    """The app dies: it is started again, and the run can go on."""
    return asyncio.run(_tried(home, _kill_app, APPS))


Kill = Callable[[Lab], Awaitable[None]]


async def _tried(home: Path, kill: Kill, tries: int) -> Figures:
    """The figures of so many tries; some runs are about to end."""
    figures, lab = Figures(), Lab(home)
    async with running(lab, figures):
        for _ in range(tries):
            with figures.one_try():
                async with training(lab, random.choice([LONG, LONG, SHORT])) as run:
                    await kill(lab)
                    await look_around(run, figures)
                    async with Visitor(lab.address, run.visitor.cookie) as again:
                        await again.open("train", f"run={run.run_id}")
                        figures.stuck += not await run.gets_on(again)
                figures.count_events(run.events(), run.shown)
                await look_around(run, figures)
    return figures


async def _kill_worker(lab: Lab) -> None:
    await soon(lambda: len(lab.workers()) == 2)
    random.choice(lab.workers()).kill()  # also one that only answers questions


async def _kill_cluster(lab: Lab) -> None:
    await soon(lambda: lab.cluster() is not None)
    process = lab.cluster()
    if process is not None:
        process.kill()


async def _kill_app(lab: Lab) -> None:
    lab.kill()
    await lab.start()
