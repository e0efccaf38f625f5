"""How often, and from where, a run was given to a worker."""

import pytest

from core.engine.parts import gave_way, part, planned_epochs
from core.runs.events import Continued, Paused, Queued, Stopped, WorkerReleased
from core.runs.run import Logged

LATER = Continued(epochs=9)


@pytest.mark.parametrize(
    ("events", "parts", "epochs", "gave"),
    [
        ([Queued()], 0, None, False),
        ([Queued(), Paused(), WorkerReleased()], 1, None, False),
        ([Queued(), Paused(), WorkerReleased(), Queued()], 1, None, True),
        ([Queued(), Stopped(), Continued(epochs=7), Stopped(), LATER], 2, 9, False),
        ([Queued(), Stopped(), LATER, WorkerReleased(), Queued()], 2, 9, True),
    ],
)
def test_the_events_of_a_run_tell_its_parts(events, parts, epochs, gave):
    logged = [Logged(number, 0.0, event) for number, event in enumerate(events)]
    assert (part(logged), planned_epochs(logged), gave_way(logged)) == (parts, epochs, gave)
