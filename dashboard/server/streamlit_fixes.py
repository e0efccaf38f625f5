"""The event loop of the server, through which everything goes that a page's run has drawn.

A run ends without waiting for the loop. If a part of the page that is drawn again by itself is
asked for in just that moment, Streamlit begins a run for it and drops what the loop had not yet
taken over from the run before: a button of the page would go on showing what was.
"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_LOOPS: list[asyncio.AbstractEventLoop] = []
PATIENCE_SECONDS = 5.0


@contextmanager
def known() -> Iterator[None]:
    """Let the runs of this process know the loop that this is called on, until the server ends."""
    _LOOPS.append(asyncio.get_running_loop())
    yield
    _LOOPS.clear()


def catch_up() -> None:
    """Wait until the server has taken over what this run has drawn so far."""
    for loop in _LOOPS:
        reached = threading.Event()
        loop.call_soon_threadsafe(reached.set)
        reached.wait(PATIENCE_SECONDS)
