"""Steps that the store does not let happen are done later, and each run's in their order."""

import pytest

from core.engine import steps as module
from core.engine.steps import RETRY_SECONDS, Steps
from core.runs.run import NotRead, NotStored


class Store:
    """A store that may be away, and the steps that reached it."""

    def __init__(self) -> None:
        self.away: Exception | None = None
        self.reached: list[str] = []

    def step(self, name: str, needs_store: bool = True):
        def do() -> None:
            if self.away and needs_store:
                raise self.away
            self.reached.append(name)

        return do


@pytest.fixture
def clock() -> list[float]:
    return [0.0]


@pytest.fixture
def steps(clock) -> Steps:
    return Steps(lambda: clock[0])


@pytest.mark.parametrize("away", [NotStored("The disk is full."), NotRead("Nobody answers.")])
def test_what_could_not_be_stored_is_done_later_in_its_order(steps, clock, away):
    store = Store()
    store.away = away
    steps.put("a", store.step("a1"))
    steps.put("a", store.step("a2", needs_store=False))
    steps.put("b", store.step("b1", needs_store=False))
    for _ in range(3):
        steps.work(0)
    assert store.reached == ["b1"]
    clock[0] = RETRY_SECONDS
    steps.work(0)
    assert store.reached == ["b1"]
    store.away = None
    steps.work(0)
    assert store.reached == ["b1"]  # it is not asked again all the time
    clock[0] = 2 * RETRY_SECONDS
    steps.put("a", store.step("a3"))
    steps.work(0)
    assert store.reached == ["b1", "a1", "a2", "a3"]


def test_one_network_that_has_no_room_does_not_hold_up_other_runs(steps, clock):
    away, back = Store(), Store()
    away.away = NotStored("The disk is full.")
    steps.do("large", away.step("large"))
    steps.do("large", back.step("after it"))
    away.away, back.away = back.away, away.away
    for name in ("small", "smaller"):
        steps.do(name, back.step(name))
    away.away, back.away = back.away, away.away
    for turn in (1, 2):
        clock[0] = turn * RETRY_SECONDS
        steps.work(0)
    assert back.reached == ["small", "smaller"]


def test_a_fault_in_one_step_does_not_hold_up_the_others(steps):
    store = Store()

    def fail() -> None:
        raise LookupError

    steps.put("a", fail)
    steps.put("a", store.step("a2"))
    steps.work(0)
    steps.work(0)
    assert store.reached == ["a2"]


def test_at_the_end_the_store_is_waited_for_and_not_for_ever(clock, steps, monkeypatch):
    store = Store()

    def sleep(seconds: float) -> None:
        clock[0] += seconds
        if clock[0] > 2:
            store.away = None

    monkeypatch.setattr(module.time, "sleep", sleep)
    store.away = NotStored("The disk is full.")
    steps.do("a", store.step("a1"))
    steps.finish(1)
    assert store.reached == []
    steps.finish(3)
    assert store.reached == ["a1"]
