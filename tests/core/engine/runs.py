"""Runs that several tests of the engine share, and how they wait for them."""

import time
from collections.abc import Callable

import psutil

from core.engine import Engine
from core.recipe import preset
from core.runs.events import Epoch, Event
from core.runs.history import RunHistory

QUICK = preset("digits-mlp").with_settings("training", epochs=3)
LONG = preset("digits-mlp").with_settings("training", epochs=1000)


def until(condition: Callable[[], bool], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def wait_for_epoch(engine: Engine, run_id: str, number: int) -> None:
    def reached() -> bool:
        events = [logged.event for logged in engine.store.events(run_id)]
        return any(isinstance(event, Epoch) and event.epoch >= number for event in events)

    until(reached)


def wait_for_status(engine: Engine, run_id: str, status: str) -> None:
    until(lambda: engine.store.run(run_id).status == status)


def end_of(engine: Engine, run_id: str) -> Event:
    return list(engine.follow(run_id))[-1].event


def kinds_of(engine: Engine, run_id: str) -> list[str]:
    return [logged.event.kind for logged in engine.store.events(run_id)]


def history_of(engine: Engine, run_id: str) -> RunHistory:
    history = RunHistory(engine.store.run(run_id).recipe, run_id)
    history.add(engine.store.events(run_id))
    return history


def cluster_process(engine: Engine) -> psutil.Process:
    """The process of an embedded cluster."""
    return psutil.Process(engine._follower.cluster._cluster._process.pid)
