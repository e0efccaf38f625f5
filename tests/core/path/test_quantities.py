"""Every quantity has its value, worked by hand, and is not known where it cannot be."""

import math

import pytest

from core.datasets import CARDS
from core.experiments.race import Axis, Race, place_of
from core.experiments.standing import RunOutcome, standing
from core.path.evidence import PathEvidence
from core.path.quantities import CURVES, QUANTITIES
from core.recipe import Recipe, preset
from core.runs.events import EpochChosen, Failed, Finished, Stopped
from tests.core.path.evidence import DIGITS, EPOCHS, OPENED, STARTED, evidence

HOMEWORK = preset("homework-mnist")
SPLIT = Recipe.from_link(
    "data.dataset=mnist&data.images=1001&data.validate_on=split&training.batch_size=100"
)

# The homework: 60,000 pictures in batches of 64, validated on the test set; 784 inputs to 128
# units and 128 to 10, each with a bias.
OF_HOMEWORK = {
    "classes": 10,
    "height": 28,
    "width": 28,
    "channels": 1,
    "inputs": 784,
    "test_pictures": 10_000,
    "largest_class": 6742 / 60_000,
    "guessing_loss": math.log(10),
    "pictures": 60_000,
    "train_pictures": 60_000,
    "validation_pictures": 10_000,
    "steps_per_epoch": 938,
    "layers": 5,
    "parameters": 784 * 128 + 128 + 128 * 10 + 10,
    "epochs": 5,
    "batch_size": 64,
    "learning_rate": 0.01,
}
# A fifth of 1,001 is 200.2; 801 in batches of 100.
OF_SPLIT = {
    "pictures": 1001,
    "train_pictures": 801,
    "validation_pictures": 200,
    "steps_per_epoch": 9,
}
OF_RUN = {
    "initial_loss": 2.4,
    "initial_accuracy": 0.125,
    "first_epoch_loss": 2,
    "first_epoch_accuracy": 0.25,
    "train_loss": 0.5,
    "train_accuracy": 1.0,
    "val_loss": 1.2,
    "val_accuracy": 0.625,
    "gap": 0.375,
    "best_val_accuracy": 0.75,
    "best_epoch": 2,
    "epochs_done": 3,
    "seconds_per_epoch": 2,
    "seconds": 6,
}
OF_RACE = {
    "best": 0.9,
    "worst": 0.4,
    "spread": 0.5,
    "first_mean": 0.4,
    "second_mean": 0.9,
    "winner": 2,
}


def values(of: PathEvidence) -> dict[str, float | None]:
    return {name: quantity.value(of) for name, quantity in QUANTITIES.items()}


def test_of_a_recipe_before_it_runs():
    known = values(evidence(HOMEWORK, ()))
    assert {name: value for name, value in known.items() if value is not None} == pytest.approx(
        OF_HOMEWORK
    )
    split = values(evidence(SPLIT, ()))
    assert {name: split[name] for name in OF_SPLIT} == OF_SPLIT


def test_of_a_recipe_that_validates_on_its_training_set():
    known = values(evidence(preset("homework-fer2013"), ()))
    # The table of the homework: 28,709 pictures are 449 batches of 64.
    assert (known["validation_pictures"], known["steps_per_epoch"]) == (28_709, 449)


def test_of_a_run():
    known = values(evidence())
    assert {name: known[name] for name in OF_RUN} == pytest.approx(OF_RUN)
    assert known["parameters"] == values(evidence(DIGITS, ()))["parameters"]
    assert known["test_accuracy"] is known["test_loss"] is None


def test_test_figures_are_known_once_the_test_set_was_opened():
    known = values(evidence(events=OPENED))
    assert (known["test_accuracy"], known["test_loss"]) == (0.8, 0.6)
    other_network = values(evidence(events=(*OPENED, EpochChosen(epoch=2))))
    assert other_network["test_accuracy"] is None
    assert (other_network["val_accuracy"], other_network["gap"]) == (0.75, 0.0)
    no_secret = values(evidence(HOMEWORK))
    assert no_secret["test_accuracy"] == 0.8


@pytest.mark.parametrize(
    "events",
    [(STARTED, *EPOCHS), (STARTED, *EPOCHS, Failed(reason="none")), (STARTED,)],
    ids=["in flight", "failed", "just begun"],
)
def test_a_run_without_a_network_has_no_quantities_of_its_own(events):
    known = values(evidence(events=events))
    assert {known[name] for name in OF_RUN} == {None}
    assert known["parameters"]


def test_of_a_run_that_was_stopped_in_its_first_epoch():
    known = values(evidence(events=(STARTED, EPOCHS[0], Stopped(seconds=1))))
    assert (known["initial_loss"], known["val_accuracy"]) == (2.4, 0.125)
    unknown = ("first_epoch_loss", "train_loss", "gap", "seconds_per_epoch")
    assert {known[name] for name in unknown} == {None}


def test_of_early_stopping_the_best_epoch_counts():
    best = Finished(best_epoch=2, test_loss=1, test_accuracy=0.7, seconds=9)
    assert values(evidence(events=(STARTED, *EPOCHS, best)))["val_accuracy"] == 0.75


def of_race(*accuracies: float | None, in_flight: bool = False) -> PathEvidence:
    """A race of three learning rates under one seed."""
    axis = Axis(setting="learning_rate", values=("0.001", "0.1", "1"))
    race = Race.planned(DIGITS, (axis,))
    outcomes = {
        place_of(number, 0): RunOutcome(accuracy is not None, in_flight, accuracy)
        for number, accuracy in enumerate(accuracies)
    }
    return PathEvidence(race.base, CARDS["digits"], standing=standing(race, outcomes))


def test_of_a_race():
    known = values(of_race(0.4, 0.9, 0.7))
    assert {name: known[name] for name in OF_RACE} == pytest.approx(OF_RACE)
    assert known["val_accuracy"] is known["parameters"] is None
    assert known["classes"] == 10
    part = of_race(0.4, None, 0.7)  # it was stopped: the best value may be the one that lacks
    for race in (of_race(), of_race(0.4, None, None, in_flight=True), part):
        assert {QUANTITIES[name].value(race) for name in OF_RACE} == {None}


def test_all_quantities_stand_in_these_tests():
    tested = {**OF_HOMEWORK, **OF_RUN, **OF_RACE, "test_loss": 0, "test_accuracy": 0}
    assert tested.keys() == QUANTITIES.keys()
    of = {
        **dict.fromkeys(OF_HOMEWORK, "recipe"),
        **dict.fromkeys(("test_loss", "test_accuracy", *OF_RUN), "run"),
        **dict.fromkeys(OF_RACE, "race"),
    }
    assert {
        name for name, quantity in QUANTITIES.items() if quantity.of not in (of[name], "dataset")
    } == set()


def test_a_network_that_does_not_fit_its_pictures_has_no_parameters():
    recipe = Recipe.from_link(
        "data.dataset=digits&model.layers=maxpooling2d:9,flatten,dense:10,softmax"
    )
    assert values(evidence(recipe, ()))["parameters"] is None


def test_curves():
    history = evidence().history
    assert {name: curve.points(history) for name, curve in CURVES.items()} == {
        "train_loss": [(1, 2), (2, 1), (3, 0.5)],
        "train_accuracy": [(1, 0.25), (2, 0.75), (3, 1.0)],
        "val_loss": [(0, 2.4), (1, 1.5), (2, 1.0), (3, 1.2)],
        "val_accuracy": [(0, 0.125), (1, 0.5), (2, 0.75), (3, 0.625)],
    }
    assert [curve.first_epoch for curve in CURVES.values()] == [1, 1, 0, 0]
