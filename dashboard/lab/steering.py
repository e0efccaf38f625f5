"""What a visitor asks of runs: train the recipe on screen, pause it, let it go on, end it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.datasets import DatasetError
from core.runs.run import RunError
from dashboard.lab import notices, screen, services, visitor
from dashboard.lab.state import state_of

if TYPE_CHECKING:
    from core.runs.commands import Word


@dataclass
class SteeringState:
    """The first run of a newcomer."""

    first_run: str | None = None


def is_first_run(run_id: str) -> bool:
    """Whether it is the first run of somebody who has not been here before this visit."""
    return state_of(SteeringState).first_run == run_id


def start_run(first: Word | None = None, instead_of: str | None = None) -> None:
    """Train the recipe on screen; `first` is a command for the beginning of its run.

    The run `instead_of`, of this visitor, is stopped for it if it is in flight.
    While a run of this visitor goes on, it is put on screen instead: so a second click follows the
    run that the first one started.
    """
    from core.engine import EngineError
    from core.ownership import NotTheOwner

    try:
        recipe, owner = screen.recipe(), visitor.token()
        run_id = services.engine().submit(recipe, owner, first, instead_of)
        screen.show_run(run_id)
        if not visitor.was_here() and state_of(SteeringState).first_run is None:
            state_of(SteeringState).first_run = run_id
    except (EngineError, DatasetError, NotTheOwner, RunError) as error:
        in_flight = services.engine().store.runs_in_flight(visitor.token())
        if not in_flight or in_flight[0].recipe != screen.recipe():
            notices.notice(str(error))
        if in_flight:
            screen.show_run(in_flight[0].id)


def send_command(command: str, run_id: str, *values: float) -> bool:
    """Ask a run for something, by the name of the engine's method → whether it was taken.

    If it was refused, the reason is said at the top of the page.
    """
    from core.engine import EngineError
    from core.ownership import NotTheOwner

    try:
        getattr(services.engine(), command)(run_id, *values)
    except (DatasetError, EngineError, NotTheOwner, RunError) as error:
        notices.notice(str(error))
        return False
    return True
