"""Who holds still gives way to who waits."""

import pytest

from core.engine.giving_way import PATIENCE_SECONDS, GivingWay
from core.runs.events import OptimizerChanged, Paused, Progress, Resumed

ON = Progress(epoch=1, step=1, loss=1, accuracy=1, images_per_second=1)


@pytest.fixture
def clock() -> list[float]:
    """The time in seconds, to be set."""
    return [0.0]


@pytest.fixture
def giving_way(clock) -> GivingWay:
    """The runs a and b hold still, in this order; c trains."""
    giving_way = GivingWay(lambda: clock[0])
    assert [giving_way.note(run, event) for run, event in [("a", Paused()), ("c", ON)]] == [
        True,
        False,
    ]
    giving_way.note("b", Paused())
    return giving_way


def test_nobody_is_asked_while_there_is_a_worker_for_each(giving_way):
    assert giving_way.ask("abc", workers=3) == []


def test_as_many_are_asked_as_wait_the_longest_first_and_once(giving_way):
    assert giving_way.ask("abcd", workers=3) == ["a"]
    assert giving_way.ask("abcd", workers=3) == []
    assert giving_way.ask("abcde", workers=3) == ["b"]
    assert giving_way.ask("abcdefg", workers=3) == []


def test_who_has_gone_on_is_not_asked(giving_way):
    giving_way.note("a", Resumed())
    giving_way.note("b", OptimizerChanged(step=1, learning_rate=0.1, momentum=0))
    assert giving_way.ask("abcdef", workers=3) == ["b"]


def test_a_run_that_has_left_the_cluster_is_not_asked(giving_way):
    assert giving_way.ask("bcde", workers=3) == ["b"]


def test_commands_that_a_run_no_longer_heard_are_told(giving_way):
    giving_way.note_command("a", "step")
    giving_way.ask("abcd", workers=3)
    giving_way.note_command("a", "resume")
    assert giving_way.forget("a") == ["resume"]
    assert giving_way.forget("a") == []


def test_a_command_that_came_in_time_is_heard(giving_way):
    giving_way.ask("abcd", workers=3)
    giving_way.note_command("a", "resume")
    giving_way.note("a", Resumed())
    assert giving_way.forget("a") == []


def test_who_does_not_give_way_in_time_is_asked_again_after_the_others(giving_way, clock):
    assert giving_way.ask("abcd", workers=3) == ["a"]
    giving_way.note_command("a", "resume")
    clock[0] = PATIENCE_SECONDS - 1
    assert giving_way.ask("abcd", workers=3) == []
    clock[0] = PATIENCE_SECONDS
    assert giving_way.ask("abcd", workers=3) == ["b"]
    assert giving_way.ask("abcde", workers=3) == ["a"]
    assert giving_way.ask("abcde", workers=3) == []
    assert giving_way.forget("a") == ["resume"]
