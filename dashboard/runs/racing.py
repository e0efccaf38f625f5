"""What the visitor does with races: begin one, stop it, go on with it, add seeds, delete it."""

from collections.abc import Callable

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


def begin(race: Race) -> None:
    """Train all runs of a race, and show it."""
    _done(lambda: show(services.engine().races.begin(race, visitor.token())))


def show(race_id: str) -> None:
    """Show a race from now on."""
    state_of(RunsState).race = race_id


def stop(race_id: str) -> None:
    """End the runs of a race."""
    _done(lambda: services.engine().races.stop(race_id))


def go_on(race_id: str) -> None:
    """Train what a race lacks."""
    _done(lambda: services.engine().races.go_on(race_id))


def add_seeds(race_id: str, total: int) -> None:
    """Train each of its recipes with more seeds, to so many in all."""
    _done(lambda: services.engine().races.add_seeds(race_id, total))


def delete(race_id: str) -> None:
    """Delete a race with its runs, with a notice that brings them back."""
    if _done(lambda: _delete(race_id)):
        notices.notice(say(texts.RACE_DELETED), good=True, undo=lambda: bring_back(race_id))


def _delete(race_id: str) -> None:
    engine = services.engine()
    runs = engine.store.races.race(race_id).runs.values()
    engine.races.delete(race_id)
    state_of(RunsState).race = None
    if screen.run_id() in runs:
        screen.show_run(None)


def bring_back(race_id: str) -> None:
    """Bring a deleted race back, with its runs."""
    _done(lambda: services.engine().races.restore(race_id))


def _done(ask: Callable[[], object]) -> bool:
    """Ask the engine for something → whether it did it; if not, the page says why."""
    try:
        ask()
    except (DatasetError, EngineError, NotTheOwner, RecipeError, RunError) as error:
        notices.notice(str(error))
        return False
    return True
