"""What follows from a run's events: its curves, how far it is, how it ended."""

import math

from core.engine.tasks import last_epoch_sent
from core.recipe import Recipe
from core.runs.events import (
    Continued,
    Epoch,
    EpochChosen,
    Failed,
    Finished,
    Interrupted,
    OptimizerChanged,
    PaceChanged,
    Paused,
    Progress,
    Queued,
    Resumed,
    SnapshotFailed,
    Started,
    Stopped,
)
from core.runs.history import MOST_POINTS, History, untrained_loss
from core.runs.run import Logged

RECIPE = Recipe.from_link("training.epochs=4")
STARTED = Started(train_count=100, validation_count=20, steps_per_epoch=10, parameter_count=3)


def log(*events, start: int = 0) -> list[Logged]:
    return [Logged(start + number, 100.0 + number, event) for number, event in enumerate(events)]


def progress(step: int, loss: float = 1.0) -> Progress:
    return Progress(epoch=1, step=step, loss=loss, accuracy=0.5, images_per_second=640)


def epoch(number: int, val_loss: float = 1.0, loss: float | None = 1.0) -> Epoch:
    accuracy = None if loss is None else 0.5
    return Epoch(
        epoch=number,
        step=10 * number,
        loss=loss,
        accuracy=accuracy,
        val_loss=val_loss,
        val_accuracy=0.4,
        seconds=1,
    )


def test_curves_are_measured_in_epochs():
    history = History(RECIPE)
    history.add(log(Queued(), STARTED, epoch(0, 2.3, None), progress(5), epoch(1)))
    assert [point.epoch for point in history.progress] == [0.5]
    assert [point.epoch for point in history.training] == [1]
    assert [point.epoch for point in history.validation] == [0, 1]
    assert history.epochs_done == 1


def test_events_are_taken_once():
    history = History(RECIPE)
    events = log(STARTED, progress(5))
    assert history.add(events)
    assert not history.add(events)
    assert len(history.progress) == 1


def test_a_run_that_went_on_continues_its_curve():
    history = History(RECIPE)
    done = Finished(test_loss=1, test_accuracy=0.5, seconds=1)
    history.add(log(STARTED, epoch(0), *(epoch(number) for number in range(1, 5)), done))
    assert history.end == done
    again = STARTED.model_copy(update={"first_epoch": 5})
    history.add(log(Continued(epochs=8), again, epoch(5), start=7))
    assert history.end is None
    assert [entry.epoch for entry in history.epochs] == [0, 1, 2, 3, 4, 5]
    assert (history.epochs_done, history.planned_epochs) == (5, 8)


def test_what_is_done_again_is_forgotten():
    history = History(RECIPE)
    change = OptimizerChanged(step=25, learning_rate=0.1, momentum=0)
    events = [STARTED, epoch(0), epoch(1), epoch(2), progress(25), change, progress(28)]
    again = STARTED.model_copy(update={"first_epoch": 3})
    history.add(log(*events, again))
    assert history.steps == 20
    assert history.progress == []
    assert history.changes == []


def test_an_epoch_that_was_kept_but_never_told_of_is_done_again():
    """A worker dies between its snapshot of epoch 2 and the moment when others hear of it."""

    def tell(run_id, *events):
        return [(0.0, {"run_id": run_id, "event": event.model_dump()}) for event in events]

    before = (STARTED, epoch(0), epoch(1))
    said = [*tell("mine", *before, progress(15)), *tell("other", epoch(7))]
    assert last_epoch_sent(said, "mine") == 1
    assert last_epoch_sent(said, "unheard of") is None
    again = STARTED.model_copy(update={"first_epoch": 2})
    assert last_epoch_sent([*said, *tell("mine", again)], "mine") == 1
    history = History(RECIPE)
    history.add(log(*before, progress(15), again, epoch(2), epoch(3)))
    assert [entry.epoch for entry in history.epochs] == [0, 1, 2, 3]
    assert [point.epoch for point in history.progress] == []


def test_a_run_holds_still_until_it_goes_on():
    history = History(RECIPE)
    change = OptimizerChanged(step=0, learning_rate=0.1, momentum=0)
    told = [
        (STARTED, False),
        (Paused(), True),
        (change, True),
        (PaceChanged(seconds=0.1), True),
        (Resumed(), False),
        (Paused(), True),
        (progress(1), False),
        (Paused(), True),
        (epoch(1), False),
    ]
    for number, (event, still) in enumerate(told):
        history.add([Logged(number, 0.0, event)])
        assert history.paused is still
    assert history.changes == [change]


def test_the_network_is_that_of_the_chosen_epoch_until_the_run_goes_on():
    history = History(RECIPE)
    better = epoch(1).model_copy(update={"val_accuracy": 0.9})
    done = Finished(test_loss=1, test_accuracy=0.5, seconds=1)
    history.add(log(STARTED, epoch(0), better, epoch(2), done))
    assert (history.chosen_epoch, history.val_accuracy) == (None, 0.4)
    history.add(log(EpochChosen(epoch=1), start=5))
    assert (history.chosen_epoch, history.val_accuracy) == (1, 0.9)
    history.add(log(Continued(epochs=8), start=6))
    assert history.chosen_epoch is None


def test_more_epochs_stay_planned_when_a_run_goes_on_from_the_untrained_network():
    history = History(RECIPE)
    done = Finished(test_loss=1, test_accuracy=0.5, seconds=1)
    history.add(log(STARTED, epoch(0), done, EpochChosen(epoch=0), Continued(epochs=2), STARTED))
    assert history.planned_epochs == 2


def test_a_snapshot_that_could_not_be_written_is_remembered():
    history = History(RECIPE)
    unkept = SnapshotFailed(epoch=1, reason="The disk is full.")
    history.add(log(STARTED, epoch(0), unkept, epoch(1)))
    assert history.snapshot_failed == unkept


def test_the_end_stays_the_end_when_an_epoch_is_chosen():
    history = History(RECIPE)
    done = Finished(test_loss=1, test_accuracy=0.5, seconds=1)
    history.add(log(STARTED, done, EpochChosen(epoch=2)))
    assert history.end == done
    assert history.has_network


def test_a_long_run_keeps_its_shape_in_few_points():
    history = History(RECIPE)
    history.add(log(STARTED, *(progress(step, step) for step in range(1, 5001))))
    assert len(history.progress) <= MOST_POINTS
    assert history.progress[-1].epoch > 490
    # The loss grows by 10 an epoch, joined or not.
    assert all(math.isclose(point.loss, 10 * point.epoch) for point in history.progress)


def test_a_run_that_began_anew_forgets_its_first_attempt():
    history = History(RECIPE)
    history.add(log(STARTED, epoch(0), epoch(1), STARTED, epoch(0)))
    assert [entry.epoch for entry in history.epochs] == [0]


def test_how_it_ended():
    ends = {
        Finished(test_loss=1, test_accuracy=0.5, seconds=1): True,
        Stopped(test_loss=1, test_accuracy=0.5, seconds=1): True,
        Failed(reason="No memory."): False,
        Interrupted(): False,
    }
    for end, has_network in ends.items():
        history = History(RECIPE)
        history.add(log(STARTED, end))
        assert (history.end, history.has_network) == (end, has_network)


def test_untrained_loss():
    assert untrained_loss(10) == math.log(10) == 2.302585092994046


def test_the_table_of_a_run():
    history = History(RECIPE)
    history.add(log(STARTED, epoch(0, 2.5, None), epoch(1, float("nan"))))
    assert history.to_csv().splitlines() == [
        "epoch,loss,accuracy,val_loss,val_accuracy,seconds",
        "0,,,2.5,0.4,1.0",
        "1,1.0,0.5,nan,0.4,1.0",
    ]
