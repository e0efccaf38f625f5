"""kill -9 at random moments: a worker, the cluster, the app."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import psutil

from tests.benchmarks.visitor import Visitor
from tests.faults.figures import Figures
from tests.faults.lab import Lab, Watched, look_around, running, soon, training

WORKERS, CLUSTERS, APPS = 20, 12, 12
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


Kill = Callable[[Lab, Watched, Visitor], Awaitable[bool]]
"""Kills something while a run trains → whether the run came to a good end."""


async def _tried(home: Path, kill: Kill, tries: int) -> Figures:
    """The figures of so many tries, all by one visitor."""
    figures, lab, cookie = Figures(), Lab(home), ""
    async with running(lab):
        for _ in range(tries):
            with figures.one_try():
                async with training(lab, cookie) as run:
                    cookie = run.visitor.cookie
                    figures.stuck += not await kill(lab, run, run.visitor)
                figures.count_events(run.events(), run.shown)
                await look_around(lab, run.run_id, cookie, figures)
    return figures


async def _kill_worker(lab: Lab, run: Watched, visitor: Visitor) -> bool:
    await soon(lambda: len(lab.workers()) == 2)
    starts, trained = run.starts(), run.last_epoch()
    random.choice(lab.workers()).kill()  # also one that only answers questions
    await soon(lambda: run.starts() > starts or run.last_epoch() > trained + 20)
    before = run.last_epoch()
    await soon(lambda: run.last_epoch() > before)
    await visitor.stop()
    await soon(run.is_over)
    return lab.store.run(run.run_id).status == "stopped"


async def _kill_cluster(lab: Lab, run: Watched, visitor: Visitor) -> bool:
    process = lab.cluster()
    assert process is not None
    process.kill()
    await soon(run.is_over)
    if lab.store.run(run.run_id).status != "interrupted":
        return False
    return await run.go_on(visitor)


async def _kill_app(lab: Lab, run: Watched, visitor: Visitor) -> bool:
    with suppress(psutil.NoSuchProcess):
        lab.kill()
    await lab.start()
    async with Visitor(lab.address, visitor.cookie) as again:
        await again.open("train", f"run={run.run_id}")
        await soon(run.is_over)
        if lab.store.run(run.run_id).status != "interrupted":
            return False
        return await run.go_on(again)
