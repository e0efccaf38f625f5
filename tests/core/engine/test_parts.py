"""How often, and from where, a run was given to a worker."""

import pytest

from core.engine.parts import Stint, part, planned_epochs, stint
from core.runs.events import (
    Continued,
    Epoch,
    Paused,
    Queued,
    Resumed,
    Stopped,
    WorkerReleased,
    Yielded,
)
from core.runs.run import Logged

LATER = Continued(epochs=9)


DONE = Epoch(epoch=4, step=8, val_loss=1.0, val_accuracy=0.5, seconds=1.0)


@pytest.mark.parametrize(
    ("events", "parts", "epochs", "asked"),
    [
        ([], 0, None, Stint(0, 0, 5)),
        ([Queued()], 0, None, Stint(0, 0, 5)),
        ([Queued(), Paused(), WorkerReleased(), Queued()], 1, None, Stint(0, 0, 5)),
        ([Queued(), DONE, Yielded(), Resumed(), Yielded()], 2, None, Stint(0, 0, 5)),
        ([Queued(), DONE, Stopped(), Continued(epochs=7), Stopped()], 1, 7, Stint(3, 4, 7)),
        ([Queued(), Stopped(), LATER, Yielded(), Resumed()], 2, 9, Stint(2, 0, 9)),
    ],
)
def test_the_events_of_a_run_tell_its_parts(events, parts, epochs, asked):
    logged = [Logged(number, float(number), event) for number, event in enumerate(events)]
    assert (part(logged), planned_epochs(logged)) == (parts, epochs)
    assert stint(logged, 5) == asked
