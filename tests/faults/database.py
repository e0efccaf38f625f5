"""kill -9 of PostgreSQL while it stores a run."""

from __future__ import annotations

import asyncio
import os
import pwd
import random
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from tests.browser.conftest import free_port
from tests.faults.figures import Figures, LeftOut
from tests.faults.lab import Lab, look_around, running, soon, training

KILLS = 12
AWAY_SECONDS = 5.0
ACCOUNT = "postgres"
"""PostgreSQL does not run as root."""


class Postgres:
    """A server of PostgreSQL, from Debian's package, with its data in a folder."""

    def __init__(self, folder: Path):
        self._programs = _programs()
        self._data = folder / "postgres"
        self._port = free_port()
        self.url = f"postgresql://lab@127.0.0.1:{self._port}/postgres"
        self._data.mkdir()
        shutil.chown(self._data, ACCOUNT)
        for above in (folder, folder.parent):
            above.chmod(0o755)  # the account looks through them
        self._run("initdb", "--auth=trust", "--username=lab", "-D", str(self._data))
        self._server: psutil.Popen | None = None

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [str(self._programs / program), *arguments],
            check=True,
            user=ACCOUNT,
            cwd=self._data,
            stdout=subprocess.DEVNULL,
        )

    def start(self) -> None:
        """Start it, for the first time or after its death."""
        arguments = ["-D", str(self._data), "-p", str(self._port), "-k", str(self._data)]
        self._server = psutil.Popen(
            [str(self._programs / "postgres"), *arguments, "-c", "listen_addresses=127.0.0.1"],
            user=ACCOUNT,
            cwd=self._data,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def is_ready(self) -> bool:
        """Whether it answers."""
        with suppress(subprocess.CalledProcessError):
            self._run("pg_isready", "-h", "127.0.0.1", "-p", str(self._port))
            return True
        return False

    def kill(self) -> None:
        """Kill all its processes."""
        if self._server is None:
            return
        with suppress(psutil.NoSuchProcess):
            for one in (self._server, *self._server.children(recursive=True)):
                with suppress(psutil.NoSuchProcess):
                    one.kill()
        self._server.wait()


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if not found:
        raise LeftOut("PostgreSQL is not installed (apt-get install postgresql)")
    if os.geteuid() != 0:
        raise LeftOut("only root may start PostgreSQL under an account of its own")
    try:
        import psycopg  # noqa: F401

        pwd.getpwnam(ACCOUNT)
    except ImportError:
        raise LeftOut("its driver is missing (pip install -r requirements-server.txt)") from None
    except KeyError:
        raise LeftOut(f"there is no account {ACCOUNT}") from None
    return found[-1].parent


@contextmanager
def _postgres(folder: Path) -> Iterator[Postgres]:
    server = Postgres(folder)
    try:
        server.start()
        yield server
    finally:
        server.kill()


def database(home: Path) -> Figures:
    """The database dies and comes back, at once or after a while: all is stored in the end."""
    with _postgres(home.parent) as server:
        return asyncio.run(_tried(home, server))


async def _tried(home: Path, server: Postgres) -> Figures:
    figures = Figures()
    await soon(server.is_ready)
    lab = Lab(home, {"FIRST_EPOCH_DATABASE": server.url})
    async with running(lab, figures):
        for place in range(KILLS):
            with figures.one_try():
                async with training(lab) as run:
                    server.kill()
                    if place % 2:
                        await asyncio.sleep(random.uniform(0, AWAY_SECONDS))
                        await look_around(run, figures)
                    server.start()
                    await soon(server.is_ready)
                    figures.stuck += not await run.gets_on(run.visitor)
                figures.count_events(run.events(), run.shown)
                await look_around(run, figures)
    return figures
