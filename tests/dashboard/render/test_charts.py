"""What a chart of curves shows, alone and beside the run before."""

import pytest

from core.recipe import Recipe
from core.runs.events import Continued, Epoch, Event, Finished, OptimizerChanged, Started
from core.runs.history import History
from core.runs.store import Logged
from dashboard.render import charts

STARTED = Started(train_count=100, validation_count=20, steps_per_epoch=10, parameter_count=3)


def run(link: str, *val_losses: float) -> History:
    """A run that is over, with these validation losses from the untrained network on."""
    epochs = [
        Epoch(
            epoch=number,
            step=10 * number,
            loss=loss if number else None,
            accuracy=0.5 if number else None,
            val_loss=loss,
            val_accuracy=0.5,
            seconds=1,
        )
        for number, loss in enumerate(val_losses)
    ]
    end = Finished(test_loss=1, test_accuracy=0.5, seconds=1)
    history = History(Recipe.from_link(link))
    events = (STARTED, *epochs, end)
    history.add(Logged(number, float(number), event) for number, event in enumerate(events))
    return history


def run_of(*events: Event) -> History:
    """A run of 10 epochs of 10 steps with learning rate 0.01, as far as these events tell."""
    history = History(Recipe.from_link("training.epochs=10"))
    history.add(Logged(number, float(number), event) for number, event in enumerate(events))
    return history


def changed(step: int, learning_rate: float, momentum: float = 0.0) -> OptimizerChanged:
    return OptimizerChanged(step=step, learning_rate=learning_rate, momentum=momentum)


def loss_curve(history: History, before: History | None = None) -> dict:
    return charts.loss_curve(history, 2.3, 10, "title", before)


def names(figure: dict) -> list[str]:
    return [line["name"] for line in figure["series"]]


def test_a_run_alone_has_its_own_lines():
    figure = loss_curve(run("training.epochs=2", 2.3, 1.0, 0.5))
    assert names(figure) == ["training, epoch mean", "validation"]
    assert figure["yAxis"]["type"] == "value"


def test_the_run_before_has_a_pair_of_lines_with_names_of_their_own():
    before = run("training.epochs=4", 2.3, 2.2, 2.1, 2.0, 1.9)
    figure = loss_curve(run("training.epochs=2", 2.3, 1.0, 0.5), before)
    assert names(figure) == [
        "before: training",
        "before: validation",
        "training, epoch mean",
        "validation",
    ]
    drawn = figure["series"][1]
    assert drawn["data"] == [[0, 2.3], [1, 2.2], [2, 2.1], [3, 2.0], [4, 1.9]]
    assert drawn["lineStyle"]["type"] == "dashed"
    # Both runs fit on the axis.
    assert figure["xAxis"]["max"] == 4


def test_changes_of_the_run_before_are_marked_dashed_at_its_own_line():
    before = run_of(STARTED, changed(25, 0.1))
    figure = loss_curve(run_of(STARTED, changed(50, 0.5)), before)
    marked = {
        line["name"]: [
            (mark["xAxis"], mark["label"]["formatter"], mark["label"]["position"])
            for mark in line["markLine"]["data"]
        ]
        for line in figure["series"]
        if "training" in line["name"]
    }
    assert marked == {
        "before: training": [(2.5, "rate 0.1", "insideStartBottom")],
        "training, epoch mean": [(5.0, "rate 0.5", "insideMiddleTop")],
    }
    assert figure["series"][0]["markLine"]["lineStyle"]["type"] == "dashed"


def test_a_run_before_that_exploded_makes_the_axis_logarithmic():
    now = run("training.epochs=2", 2.3, 1.0, 0.5)
    assert loss_curve(now, run("training.epochs=2", 2.3, 5e4, 40.0))["yAxis"]["type"] == "log"
    assert loss_curve(now, run("training.epochs=2", 2.3, 2.2, 2.1))["yAxis"]["type"] == "value"


@pytest.mark.parametrize(("first", "kind"), [(9.1, "value"), (9.3, "log")])
def test_the_axis_is_logarithmic_from_four_times_the_loss_of_guessing(first, kind):
    # Guessing among 10 classes has a loss of 2.3, four times of which is 9.2.
    assert loss_curve(run("training.epochs=2", first, 1.0))["yAxis"]["type"] == kind


def test_a_run_that_became_no_number_leaves_a_gap():
    figure = loss_curve(run("training.epochs=2", 2.3, float("nan"), float("inf")))
    assert figure["series"][-1]["data"] == [[0, 2.3], [1, None], [2, None]]


def test_changes_in_mid_run_are_marked_where_they_were_made():
    history = run_of(STARTED, changed(25, 0.1), changed(50, 0.1, 0.9), changed(75, 0.5, 0.0))
    assert charts.marks(history) == [
        (2.5, "rate 0.1"),
        (5.0, "momentum 0.9"),
        (7.5, "rate 0.5, momentum 0"),
    ]
    lines = loss_curve(history)["series"][0]["markLine"]["data"]
    assert [(line["xAxis"], line["label"]["formatter"]) for line in lines] == charts.marks(history)


def test_changes_in_quick_succession_are_one_mark_with_where_they_led():
    history = run_of(STARTED, changed(30, 0.02), changed(30, 0.05), changed(31, 0.1))
    assert charts.marks(history) == [(3.1, "rate 0.1")]
    back_again = run_of(STARTED, changed(30, 0.1), changed(30, 0.01))
    assert charts.marks(back_again) == []


def test_a_run_that_went_on_is_marked_and_its_axis_is_longer():
    end = Finished(test_loss=1, test_accuracy=0.5, seconds=1)
    epoch = Epoch(epoch=10, step=100, loss=1, accuracy=1, val_loss=1, val_accuracy=1, seconds=1)
    again = STARTED.model_copy(update={"first_epoch": 11})
    history = run_of(STARTED, epoch, end, Continued(epochs=15), again)
    assert charts.marks(history) == [(10, "went on after epoch 10")]
    assert loss_curve(history)["xAxis"]["max"] == 15


def test_the_axis_of_a_long_run_grows_with_it():
    figures = [
        loss_curve(run("training.epochs=300", *[1.0] * (1 + done)))["xAxis"]["max"]
        for done in (0, 20, 21, 40, 41, 200, 300)
    ]
    assert figures == [20, 20, 40, 40, 80, 300, 300]
    assert loss_curve(run("training.epochs=7", 2.3, 1.0))["xAxis"]["max"] == 7


def test_words_of_marks_do_not_lie_on_each_other():
    again = [STARTED.model_copy(update={"first_epoch": first}) for first in (3, 4, 11)]
    end = Finished(test_loss=1, test_accuracy=0.5, seconds=1)
    far = Epoch(epoch=90, step=900, loss=1, accuracy=1, val_loss=1, val_accuracy=1, seconds=1)
    history = run_of(STARTED, end, Continued(epochs=100), *again, far)
    lines = loss_curve(history)["series"][0]["markLine"]["data"]
    assert [line["xAxis"] for line in lines] == [2, 3, 10]
    assert [line["label"]["show"] for line in lines] == [False, True, True]


def test_a_run_that_nothing_happened_to_has_no_marks():
    assert charts.marks(History(Recipe())) == []
    assert loss_curve(History(Recipe()))["series"][0]["markLine"]["data"] == []
