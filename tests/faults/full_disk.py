"""A disk that is full while a run trains, and when one ends; a small one, in memory."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.figures import Figures, LeftOut
from tests.faults.lab import LONG, RECIPE, Lab, look_around, running, soon, training

MEGABYTES = 160
FULL_SECONDS = 5.0
ENDS_SOON = f"{RECIPE}&training.epochs=300"


@contextmanager
def _small_disk(folder: Path) -> Iterator[None]:
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(folder)]
    if subprocess.run(mount, stderr=subprocess.DEVNULL).returncode:
        raise LeftOut("this account may not mount a file system")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def _full(folder: Path) -> Iterator[None]:
    """No byte is free on the disk of a folder, for this block."""
    ballast = folder / "ballast"
    try:
        with ballast.open("wb", buffering=0) as file:
            while file.write(bytes(2**16)):
                pass
    except OSError:
        pass  # now it is full
    try:
        yield
    finally:
        ballast.unlink()


def full_disk(home: Path) -> Figures:
    """A full disk stops nothing that goes on, and loses nothing of it."""
    with _small_disk(home):
        return asyncio.run(_tried(home))


async def _tried(home: Path) -> Figures:
    figures, lab = Figures(), Lab(home)
    async with running(lab, figures):
        for ends_meanwhile in (False, True, False):
            with figures.one_try():
                link = LONG if ends_meanwhile else ENDS_SOON
                async with training(lab, link) as run:
                    with _full(home):
                        if ends_meanwhile:
                            await run.visitor.stop()
                        await asyncio.sleep(FULL_SECONDS)
                        await look_around(run, figures, count=3)
                    await soon(run.is_over)
                figures.count_events(run.events(), run.shown)
                figures.stuck += run.status() != ("stopped" if ends_meanwhile else "finished")
    return figures
