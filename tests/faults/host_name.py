"""The lab comes back under another host name, as a container does that is made anew."""

from __future__ import annotations

import asyncio
import subprocess
from pathlib import Path

from tests.benchmarks.visitor import Visitor
from tests.faults.figures import Figures, LeftOut
from tests.faults.lab import Lab, look_around, running, training

TRIES = 3


def host_name(home: Path) -> Figures:
    """A run of the lab under its earlier name is not believed alive for ever."""
    if subprocess.run(["unshare", "--uts", "true"], stderr=subprocess.DEVNULL).returncode:
        raise LeftOut("this account may not have a host name of its own (unshare --uts)")
    return asyncio.run(_tried(home))


def _named(name: str) -> list[str]:
    """What starts a command on a host of this name."""
    return ["unshare", "--uts", "sh", "-c", 'hostname "$0" && exec "$@"', name]


async def _tried(home: Path) -> Figures:
    figures, lab = Figures(), Lab(home, prefix=_named("before"))
    async with running(lab, figures):
        for place in range(TRIES):
            with figures.one_try():
                async with training(lab) as run:
                    lab.kill()
                    lab.prefix = _named(f"after-{place}")
                    await lab.start()
                    async with Visitor(lab.address, run.visitor.cookie) as again:
                        await again.open("train", f"run={run.run_id}")
                        figures.stuck += not await run.gets_on(again)
                figures.count_events(run.events(), run.shown)
                await look_around(run, figures)
    return figures
