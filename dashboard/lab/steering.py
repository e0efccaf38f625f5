"""What a visitor asks of runs: train the recipe on screen, pause it, let it go on, end it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.datasets import DatasetError
from core.runs.run import RunError
from dashboard.lab import notices, screen, services, visitor

if TYPE_CHECKING:
    from core.runs.commands import Word


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
        screen.show_run(services.engine().submit(recipe, owner, first, instead_of))
    except (EngineError, DatasetError, NotTheOwner, RunError) as error:
        in_flight = [run for run in services.engine().store.runs(visitor.token()) if run.in_flight]
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
