"""Connections that nobody uses: they must not keep others out, nor fill the log."""

from __future__ import annotations

import asyncio
import socket
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import urlsplit

from tests.benchmarks.visitor import Visitor
from tests.faults.figures import Figures
from tests.faults.lab import RECIPE, Lab, running

SOCKETS = 500
STREAM = (
    "GET /_stcore/stream HTTP/1.1\r\nHost: {place}\r\nConnection: Upgrade\r\n"
    "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)
SILENT = {
    "no request": "",
    "half a request": "GET / HTTP/1.1\r\nHost: {place}\r\n",
    "no body": "POST /steer HTTP/1.1\r\nHost: {place}\r\nContent-Length: 50\r\n\r\n",
    "a visit that says nothing": STREAM,
}
"""What comes on an idle socket before nothing comes any more."""
HONEST = 5
ANSWER_SECONDS = 30.0
MOST_LOG_BYTES = 2**20
MOST_LOGGED = 5
"""An error of one kind is to be logged once a minute."""
SOFT_LIMIT = ["sh", "-c", 'ulimit -S -n 256; exec "$@"', "sh"]
"""As on a Mac: the lab may have more files, if it asks for them."""
HARD_LIMIT = ["sh", "-c", 'ulimit -n 256; exec "$@"', "sh"]


def idle_sockets(home: Path) -> Figures:
    """Honest visitors are let in before them, beside them and after them."""
    return asyncio.run(_tried(home))


async def _tried(home: Path) -> Figures:
    figures = Figures()
    home.mkdir()
    for name, prefix in (("soft", SOFT_LIMIT), ("hard", HARD_LIMIT)):
        lab = Lab(home / name, prefix=prefix)
        async with running(lab, figures):
            await _visit(lab, figures, "before the others")
            for kind, sent in SILENT.items():
                figures.tries += 1
                with ExitStack() as opened:
                    for _ in range(SOCKETS):
                        _open(lab, sent, opened)
                    await _visit(lab, figures, f"beside {SOCKETS} with {kind}, {name} limit")
            await _visit(lab, figures, "after the others")
            size, errors = lab.log.stat().st_size, lab.logged_errors()
            if size > MOST_LOG_BYTES or errors > MOST_LOGGED:
                figures.complaints.append(f"{name} limit: {errors} errors in {size:,} bytes of log")
    return figures


def _open(lab: Lab, sent: str, opened: ExitStack) -> None:
    place = urlsplit(lab.address)
    with suppress(OSError):
        one = opened.enter_context(
            socket.create_connection((place.hostname, place.port), timeout=2)
        )
        one.sendall(sent.format(place=place.netloc).encode())


async def _visit(lab: Lab, figures: Figures, when: str) -> None:
    for number in range(HONEST):
        try:
            async with asyncio.timeout(ANSWER_SECONDS), Visitor(lab.address) as visitor:
                await visitor.open("train", RECIPE)
                figures.tracebacks += len(visitor.errors)
        except Exception as error:  # refused, ended or not answered: it comes in many forms
            figures.complaints.append(
                f"visitor {number + 1} {when} was kept out: {type(error).__name__}"
            )
