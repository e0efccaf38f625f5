"""What the faults count: an event that is missing, one that comes twice, one that was shown."""

from core.runs.events import Epoch, Event, Progress, Queued, Started
from core.runs.run import Logged
from tests.faults.figures import Figures

BEGUN = Started(train_count=9, validation_count=1, steps_per_epoch=3, parameter_count=5)


def epoch(number: int) -> Event:
    return Epoch(epoch=number, step=3 * number, val_loss=1, val_accuracy=0.5, seconds=1)


def counted(*events: Event, shown: dict[int, dict] | None = None) -> tuple[int, int]:
    figures = Figures()
    figures.count_events([Logged(*one) for one in _numbered(events)], shown or {})
    return figures.lost, figures.doubled


def _numbered(events: tuple[Event, ...]) -> list[tuple[int, float, Event]]:
    return [(number, 0.0, event) for number, event in enumerate(events)]


def test_a_run_that_goes_on_from_a_snapshot_has_lost_nothing():
    again = BEGUN.model_copy(update={"first_epoch": 2})
    events = (Queued(), BEGUN, epoch(0), epoch(1), epoch(2), again, epoch(2), epoch(3))
    assert counted(*events) == (0, 0)
    assert counted(Queued(), BEGUN, epoch(0), BEGUN, epoch(0), epoch(1)) == (0, 0)


def test_what_is_missing_is_lost_and_what_comes_twice_is_doubled():
    step = Progress(epoch=1, step=1, loss=1, accuracy=0.5, images_per_second=9)
    late = BEGUN.model_copy(update={"first_epoch": 5})
    assert counted(BEGUN, epoch(0), epoch(3)) == (2, 0)
    assert counted(BEGUN, epoch(0), epoch(1), late, epoch(5)) == (3, 0)
    assert counted(BEGUN, epoch(0), step, step, epoch(1), epoch(1)) == (0, 2)


def test_what_was_shown_and_is_not_there_is_lost():
    kept = epoch(0).model_dump(mode="json")
    assert counted(BEGUN, epoch(0), shown={1: kept}) == (0, 0)
    assert counted(BEGUN, epoch(0), shown={1: {**kept, "val_loss": 2.0}, 2: kept}) == (2, 0)
