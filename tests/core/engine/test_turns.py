"""Whose turn it is: short work first, nobody for ever last, one place for each owner."""

import pytest

from core.engine.parts import Stint
from core.engine.turns import PATIENCE_SECONDS, SLICE_SECONDS, Turns
from core.runs.events import Epoch, OptimizerChanged, Paused, Progress, Resumed, Started

STARTED = Started(train_count=1000, validation_count=5, steps_per_epoch=10, parameter_count=3)


def progress(step: int, images_per_second: float) -> Progress:
    return Progress(epoch=1, step=step, loss=1.0, accuracy=0.5, images_per_second=images_per_second)


class Lab(Turns):
    """Turns whose clock is set by hand, with runs of one epoch."""

    def __init__(self) -> None:
        self.now = 0.0
        super().__init__(lambda: self.now, lambda: self.now)

    def wait(self, run: str, seconds: float, owner: str = "", epochs: int = 1) -> None:
        """A run of `seconds` is asked for now, by an owner of its own if none is given."""
        stint = Stint(self.now, 0, epochs)
        self.join(run, owner or f"owner of {run}", stint, seconds / epochs)

    def train(self, run: str, seconds: float, owner: str = "", epochs: int = 1) -> None:
        """The same, and it has a worker at once."""
        self.wait(run, seconds, owner, epochs)
        self.begin(run)


@pytest.fixture
def lab() -> Lab:
    return Lab()


def test_short_runs_go_first_and_equal_ones_in_the_order_in_which_they_came(lab):
    lab.wait("long", 240)
    lab.wait("short", 0.5)
    lab.now = 1.0
    lab.wait("as short", 0.5)
    assert lab.waiting() == ["short", "as short", "long"]


def test_a_long_run_is_overtaken_only_by_what_comes_within_ten_times_its_length(lab):
    lab.wait("long", 60)
    lab.now = 590
    lab.wait("just in time", 0.5)
    lab.now = 610
    lab.wait("too late", 0.5)
    assert lab.waiting() == ["just in time", "long", "too late"]


def test_ten_runs_of_one_owner_have_one_place(lab):
    for number in range(10):
        lab.wait(f"race {number}", 1, owner="ada")
    lab.now = 5
    lab.wait("bob's", 30)
    lab.wait("eve's", 20)
    assert lab.waiting()[:4] == ["race 0", "eve's", "bob's", "race 1"]


def test_a_race_is_as_long_as_all_its_runs(lab):
    for number in range(10):
        lab.wait(f"race {number}", 10, owner="ada")
    lab.now = 90
    lab.wait("bob's", 60)
    lab.wait("eve's", 200)
    assert lab.waiting()[:4] == ["bob's", "race 0", "eve's", "race 1"]


def serve(lab: Lab, seconds: float, turns: int) -> list[str]:
    """Who has the one worker, turn after turn of so many seconds."""
    had = []
    for _ in range(turns):
        had.append(lab.waiting()[0])
        lab.begin(had[-1])
        lab.now += seconds
        lab.leave(had[-1])
    return had


def test_a_race_takes_one_turn_at_a_time_while_others_wait(lab):
    for number in range(5):
        lab.wait(f"race {number}", 30, owner="ada")
    assert serve(lab, 30, turns=1) == ["race 0"]
    lab.wait("bob's", 30)
    lab.wait("eve's", 100)
    assert serve(lab, 30, turns=4) == ["bob's", "eve's", "race 1", "race 2"]


def test_races_take_turns(lab):
    for owner in ("ada", "bob", "eve"):
        for number in range(3):
            lab.wait(f"{owner} {number}", 30, owner=owner)
    assert serve(lab, 30, turns=9) == [
        f"{owner} {number}" for number in range(3) for owner in ("ada", "bob", "eve")
    ]


def test_a_run_of_a_race_that_gave_way_keeps_its_turn(lab):
    for number in range(3):
        lab.now = float(number)
        lab.wait(f"race {number}", 100, owner="ada")
    lab.begin("race 0")
    lab.now = 10
    lab.wait("long", 301)
    assert lab.leave("race 0", is_over=False) == []
    lab.join("race 0", "ada", Stint(0.0, 0, 1), 100.0)
    assert lab.waiting() == ["race 0", "long", "race 1", "race 2"]


def test_a_race_gives_its_second_worker_to_somebody_else(lab):
    lab.train("race 0", 60, owner="ada")
    lab.train("race 1", 60, owner="ada")
    lab.wait("race 2", 60, owner="ada")
    lab.now = SLICE_SECONDS
    assert lab.ask() == []
    lab.wait("bob's", 240)
    assert lab.ask() == ["race 1"]


def test_a_long_run_gives_way_to_a_shorter_one_after_its_slice(lab):
    lab.train("a", 240)
    lab.train("b", 300)
    lab.wait("short", 0.5)
    lab.now = SLICE_SECONDS - 0.1
    assert lab.ask() == []
    lab.now = SLICE_SECONDS
    assert lab.ask() == ["b"]
    assert lab.ask() == []
    lab.wait("another", 0.5)
    assert lab.ask() == ["a"]
    assert lab.leave("b") == []
    lab.begin("short")
    assert lab.waiting() == ["another"]


def test_who_trains_no_longer_than_who_waits_goes_on(lab):
    lab.train("a", 240)
    lab.now = 100
    lab.wait("b", 240)
    assert lab.ask() == []


def test_runs_that_take_about_as_long_do_not_take_turns_all_the_time(lab):
    lab.train("a", 200, epochs=10)
    lab.note("a", STARTED)
    lab.wait("b", 150, epochs=10)
    lab.now = SLICE_SECONDS
    assert lab.ask() == []
    lab.note("a", progress(step=1, images_per_second=1000 / 31))  # 310 s in all
    assert lab.ask() == ["a"]


def test_what_is_measured_counts_more_than_what_was_expected(lab):
    lab.train("slow", 2, epochs=10)
    lab.note("slow", STARTED)
    lab.now = SLICE_SECONDS
    lab.wait("other", 60)
    assert lab.ask() == []
    lab.note("slow", progress(step=1, images_per_second=10))  # 100 s an epoch, and ten of them
    assert lab.ask() == ["slow"]


def test_a_run_that_is_nearly_done_goes_on(lab):
    lab.train("long", 100, epochs=10)
    lab.note("long", STARTED)
    lab.now = 90
    lab.note("long", Epoch(epoch=9, step=90, val_loss=1, val_accuracy=0.5, seconds=10))
    lab.wait("short", 0.5)
    assert lab.ask() == ["long"]
    lab.leave("long")
    lab.train("long", 100, epochs=10)
    lab.note("long", STARTED)
    lab.now = 190
    lab.note("long", progress(step=96, images_per_second=100))  # 4 s are left
    assert lab.ask() == []


@pytest.fixture
def still(lab) -> Lab:
    """The runs a and b hold still, in this order; c trains."""
    for run in "abc":
        lab.train(run, 240)
    assert [lab.note(run, event) for run, event in [("a", Paused()), ("c", STARTED)]] == [
        True,
        False,
    ]
    lab.now = 1
    lab.note("b", Paused())
    return lab


def test_nobody_is_asked_while_nobody_waits(still):
    assert still.ask() == []


def test_who_holds_still_is_asked_first_the_longest_first_each_once(still):
    still.wait("d", 9999)
    assert still.ask() == ["a"]
    assert still.ask() == []
    still.wait("e", 9999)
    assert still.ask() == ["b"]
    still.wait("f", 9999)
    assert still.ask() == []


def test_who_has_gone_on_holds_still_no_longer(still):
    still.note("a", Resumed())
    still.note("b", OptimizerChanged(step=1, learning_rate=0.1, momentum=0))
    for run in "def":
        still.wait(run, 9999)
    assert still.ask() == ["b"]


def test_a_run_that_has_left_is_not_asked(still):
    still.leave("a")
    still.wait("d", 240)
    assert still.ask() == ["b"]


def test_commands_that_a_run_no_longer_heard_are_told(still):
    still.note_command("a", "step")
    still.wait("d", 240)
    still.ask()
    still.note_command("a", "resume")
    assert still.leave("a") == ["resume"]
    assert still.leave("a") == []


def test_a_command_that_came_in_time_is_heard(still):
    still.wait("d", 240)
    still.ask()
    still.note_command("a", "resume")
    still.note("a", Resumed())
    assert still.leave("a") == []


def test_who_does_not_give_way_in_time_is_asked_again_after_the_others(still):
    still.wait("d", 240)
    assert still.ask() == ["a"]
    still.note_command("a", "resume")
    still.now = PATIENCE_SECONDS
    assert still.ask() == []
    still.now = PATIENCE_SECONDS + 1
    assert still.ask() == ["b"]
    still.wait("e", 240)
    assert still.ask() == ["a"]
    assert still.ask() == []
    assert still.leave("a") == ["resume"]
