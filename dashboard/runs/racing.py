"""What the visitor does with races: begin one, stop it, go on with it, add seeds, delete it."""

from collections.abc import Callable
from typing import TypeVar

from core.datasets import DatasetError
from core.engine import EngineError
from core.experiments.race import Race
from core.language import say
from core.ownership import NotTheOwner
from core.recipe import RecipeError
from core.runs.run import RunError
from dashboard.lab import notices, screen, services, visitor
from dashboard.lab.state import state_of
from dashboard.runs import texts
from dashboard.runs.state import RunsState

T = TypeVar("T")


def begin(race: Race) -> None:
    """Train all runs of a race, and show it."""
    race_id = _answered(lambda: services.engine().races.begin(race, visitor.token()))
    if race_id is not None:
        show(race_id)


def show(race_id: str) -> None:
    """Show a race from now on."""
    state_of(RunsState).race = race_id


def stop(race_id: str) -> None:
    """End the runs of a race."""
    _answered(lambda: services.engine().races.stop(race_id))


def go_on(race_id: str) -> None:
    """Train what a race lacks."""
    _answered(lambda: services.engine().races.go_on(race_id))


def add_seeds(race_id: str, count: int) -> None:
    """Train each of its recipes with so many seeds more."""
    _answered(lambda: services.engine().races.add_seeds(race_id, count))


def delete(race_id: str) -> None:
    """Delete a race with its runs, with a notice that brings them back."""
    races = services.engine().races
    runs = services.engine().store.races.race(race_id).runs.values()
    if not _answered(lambda: (races.delete(race_id),)):
        return
    state = state_of(RunsState)
    state.race = None
    if screen.run_id() in runs:
        screen.show_run(None)
    notices.notice(say(texts.RACE_DELETED), good=True, undo=lambda: bring_back(race_id))


def bring_back(race_id: str) -> None:
    """Bring a deleted race back, with its runs."""
    _answered(lambda: services.engine().races.restore(race_id))


def _answered(ask: Callable[[], T]) -> T | None:
    """What the engine answers; None if it refuses, and the page says why."""
    try:
        return ask()
    except (DatasetError, EngineError, NotTheOwner, RecipeError, RunError) as error:
        notices.notice(str(error))
        return None
