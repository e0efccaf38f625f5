"""Connections that nobody uses: they must not keep others out, nor fill the log."""

from __future__ import annotations

import asyncio
import socket
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import urlsplit

from websockets.exceptions import WebSocketException

from tests.benchmarks.visitor import Visitor
from tests.faults.figures import Figures
from tests.faults.lab import RECIPE, Lab, running

SOCKETS = 500
HALF_A_REQUEST = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
HONEST = 5
ANSWER_SECONDS = 30.0
MOST_LOG_BYTES = 2**20
MOST_LOGGED = 5
"""An error of one kind is to be logged once a minute."""
SOFT_LIMIT = ["sh", "-c", 'ulimit -S -n 256; exec "$@"', "sh"]
"""As on a Mac: the lab may have more files, if it asks for them."""
HARD_LIMIT = ["sh", "-c", 'ulimit -n 256; exec "$@"', "sh"]


def idle_sockets(home: Path) -> Figures:
    """Honest visitors are let in beside them, or at the latest once they are gone."""
    return asyncio.run(_tried(home))


async def _tried(home: Path) -> Figures:
    figures = Figures()
    home.mkdir()
    for name, prefix in (("soft", SOFT_LIMIT), ("hard", HARD_LIMIT)):
        figures.tries += 1
        lab = Lab(home / name, prefix=prefix)
        async with running(lab):
            await _visit(lab, figures, "before the others")
            with ExitStack() as opened:
                for number in range(SOCKETS):
                    _open(lab, number, opened)
                await asyncio.sleep(5)
                if prefix is SOFT_LIMIT:
                    await _visit(lab, figures, f"beside {SOCKETS} idle sockets")
            await asyncio.sleep(5)
            await _visit(lab, figures, "after the others")
            size, errors = lab.log.stat().st_size, lab.logged_errors()
            if size > MOST_LOG_BYTES or errors > MOST_LOGGED:
                figures.complaints.append(f"{name} limit: {errors} errors in {size:,} bytes of log")
    return figures


def _open(lab: Lab, number: int, opened: ExitStack) -> None:
    place = urlsplit(lab.address)
    with suppress(OSError):
        one = opened.enter_context(
            socket.create_connection((place.hostname, place.port), timeout=2)
        )
        if number % 2:
            one.sendall(HALF_A_REQUEST)


async def _visit(lab: Lab, figures: Figures, when: str) -> None:
    for number in range(HONEST):
        try:
            async with asyncio.timeout(ANSWER_SECONDS), Visitor(lab.address) as visitor:
                await visitor.open("train", RECIPE)
                figures.tracebacks += len(visitor.errors)
        except (OSError, TimeoutError, WebSocketException) as error:
            figures.complaints.append(
                f"visitor {number + 1} {when} was kept out: {type(error).__name__}"
            )
