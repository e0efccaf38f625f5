"""What is learned from runs about how long others will take."""

from core.engine import pace
from core.engine.pace import Pace
from core.runs.events import Epoch, PaceChanged


def epoch(number: int, seconds: float) -> Epoch:
    return Epoch(epoch=number, step=1, val_loss=1, val_accuracy=0.5, seconds=seconds)


def took(known: Pace, run: str, seconds: float, expected: float = 1.0) -> None:
    """A run begins, and its second epoch takes so long."""
    known.expect(run, expected)
    known.note(run, epoch(1, 9.0))
    known.note(run, epoch(2, seconds))


def test_epochs_are_expected_to_take_as_long_as_they_did():
    known = Pace()
    assert known.factor == 1.0
    known.expect("a", 2.0)
    for event in (epoch(0, 9.0), epoch(1, 9.0)):  # untrained, and compiled
        known.note("a", event)
        assert known.factor == 1.0
    known.note("a", epoch(2, 6.0))
    assert known.factor == 3.0
    for run, seconds in (("b", 10.0), ("c", 2.0)):
        took(known, run, seconds)
    assert known.factor == 3.0, "the median"


def test_a_long_run_counts_once_and_early_ones_are_forgotten():
    known = Pace()
    for run in range(pace.RUNS):
        took(known, str(run), 1.0)
    known.expect("long", 1.0)
    for number in range(2, 200):
        known.note("long", epoch(number, 50.0))
    assert known.factor == 1.0
    for run in range(pace.RUNS):
        took(known, f"later {run}", 4.0)
    assert known.factor == 4.0


def test_what_waits_on_purpose_or_is_unknown_says_nothing():
    known = Pace()
    known.expect("slow", 1.0)
    known.note("slow", PaceChanged(seconds=0.5))
    for run in ("slow", "of before"):
        for number in (1, 2):
            known.note(run, epoch(number, 50.0))
    took(known, "impossible", 50.0, expected=0.0)
    assert known.factor == 1.0


def test_a_run_that_comes_back_is_compiled_again():
    known = Pace()
    took(known, "a", 2.0)
    known.expect("a", 1.0)
    known.note("a", epoch(3, 50.0))
    assert known.factor == 2.0
