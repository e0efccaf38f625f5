"""What a chart of curves shows, alone and beside the run before."""

from core.events import Epoch, Finished, Started
from core.history import History
from core.recipe import Recipe
from core.runs import Logged
from dashboard import charts

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


def test_a_run_before_that_exploded_makes_the_axis_logarithmic():
    now = run("training.epochs=2", 2.3, 1.0, 0.5)
    assert loss_curve(now, run("training.epochs=2", 2.3, 5e4, 40.0))["yAxis"]["type"] == "log"
    assert loss_curve(now, run("training.epochs=2", 2.3, 2.2, 2.1))["yAxis"]["type"] == "value"


def test_a_run_that_became_no_number_leaves_a_gap():
    figure = loss_curve(run("training.epochs=2", 2.3, float("nan"), float("inf")))
    assert figure["series"][-1]["data"] == [[0, 2.3], [1, None], [2, None]]
