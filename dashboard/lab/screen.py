"""What is on screen on every page: the recipe, and the run whose network is looked at."""

from dataclasses import dataclass, field

from core.language import say
from core.recipe import Recipe, preset
from dashboard.lab import notices, services, texts
from dashboard.lab.state import state_of

FIRST_RECIPE = "digits-mlp"


@dataclass
class ScreenState:
    """The recipe and the id of the run on screen.

    `revision` counts how often the recipe was replaced by another one, so that the widgets that
    show it begin anew.
    """

    recipe: Recipe = field(default_factory=lambda: preset(FIRST_RECIPE))
    revision: int = 0
    run: str | None = None


def recipe() -> Recipe:
    """The recipe on screen."""
    return state_of(ScreenState).recipe


def revision() -> int:
    """How often the recipe on screen was replaced by another one."""
    return state_of(ScreenState).revision


def set_recipe(new: Recipe) -> None:
    """Put another recipe on screen; the widgets that show it begin anew."""
    if new != recipe():
        state_of(ScreenState).revision += 1
    edit_recipe(new)


def edit_recipe(new: Recipe) -> None:
    """Take a change made with a widget into the recipe; the widgets stay."""
    state_of(ScreenState).recipe = new


def open_recipe(new: Recipe) -> None:
    """Put a recipe from outside on screen; the digits instead if its dataset is not known here."""
    if new.data.dataset not in services.library().names():
        notices.notice(say(texts.NO_DATASET, name=new.data.dataset))
        new = preset(FIRST_RECIPE)
    set_recipe(new)


def run_id() -> str | None:
    """The run on screen, if any."""
    return state_of(ScreenState).run


def show_run(chosen: str | None) -> None:
    """Put another run on screen."""
    state_of(ScreenState).run = chosen
