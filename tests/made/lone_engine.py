"""An engine without workers."""

import threading
from pathlib import Path
from types import SimpleNamespace

from core.datasets import Library
from core.engine import Engine
from core.engine.networks import Networks
from core.runs.store import RunStore


def lone_engine(home: Path) -> tuple[Engine, list]:
    """The engine, and the list of what it gives to the workers: each time a run and a command."""
    told: list = []
    follower = SimpleNamespace(
        name_in_store="nowhere 1 0 x",
        cluster=SimpleNamespace(connected=threading.Event(), failure=None),
        start=lambda: None,
        close=lambda: None,
        submit=lambda run_id: told.append((run_id, "submit")),
        send=lambda run_id, command: told.append((run_id, command)),
        newest_probe=lambda run_id: None,
        place=lambda run_id: None,
        waiting=lambda: 0,
        slowness=1.0,
        held_back=lambda run_id: 0,
    )
    store = RunStore(home)
    return Engine(home, store, Networks(Library(home), store), follower), told
