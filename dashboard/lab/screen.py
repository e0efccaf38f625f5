"""What is on screen on every page: the recipe, the run whose network is looked at, a chapter."""

from dataclasses import dataclass, field

from core.language import say
from core.recipe import Recipe, preset
from dashboard.lab import notices, services, texts
from dashboard.lab.state import state_of

FIRST_RECIPE = "digits-mlp"
MOST_UNDO = 50


@dataclass
class ScreenState:
    """The recipe and the id of the run on screen.

    `revision` counts how often the recipe was replaced by another one, so that the widgets that
    show it begin anew. `earlier` holds the recipes before each change, for Undo, the latest last;
    `changed_by` is the widget that made the last change. `chapter` is the chapter of a path that
    stands beside the page, as in `homework/shapes`.
    """

    recipe: Recipe = field(default_factory=lambda: preset(FIRST_RECIPE))
    revision: int = 0
    earlier: list[Recipe] = field(default_factory=list)
    changed_by: str | None = None
    run: str | None = None
    chapter: str | None = None


def recipe() -> Recipe:
    """The recipe on screen."""
    return state_of(ScreenState).recipe


def revision() -> int:
    """How often the recipe on screen was replaced by another one."""
    return state_of(ScreenState).revision


def begin_with(new: Recipe) -> None:
    """Put the recipe on screen with which a visit begins: there is nothing to undo."""
    state = state_of(ScreenState)
    _put(new)
    state.earlier.clear()


def set_recipe(new: Recipe) -> None:
    """Put another recipe on screen, which can be undone; the widgets that show it begin anew."""
    if new != recipe():
        _remember(None)
        _put(new)


def edit_recipe(new: Recipe, widget: str) -> None:
    """Take a change made with a widget into the recipe; the widgets stay.

    Changes that follow one another in the same widget are undone together.
    """
    state = state_of(ScreenState)
    if new != state.recipe:
        _remember(widget)
        state.recipe = new


def before_last_change() -> Recipe | None:
    """The recipe as `undo` puts it on screen; None if there is nothing to take back."""
    earlier = state_of(ScreenState).earlier
    return earlier[-1] if earlier else None


def undo() -> None:
    """Take back the last change of the recipe, if there is one."""
    state = state_of(ScreenState)
    if state.earlier:
        _put(state.earlier.pop())
        state.changed_by = None


def open_recipe(new: Recipe) -> None:
    """Put a recipe from outside on screen; the digits instead if its dataset is not known here."""
    set_recipe(known(new))


def known(new: Recipe) -> Recipe:
    """A recipe from outside, or with a notice the first one if its dataset is not known here."""
    if new.data.dataset in services.library().names():
        return new
    notices.notice(say(texts.NO_DATASET, name=new.data.dataset))
    return preset(FIRST_RECIPE)


def run_id() -> str | None:
    """The run on screen, if any."""
    return state_of(ScreenState).run


def show_run(chosen: str | None) -> None:
    """Put another run on screen."""
    state_of(ScreenState).run = chosen


def chapter() -> str | None:
    """The chapter that stands beside the page, if one is open: its path and its name."""
    return state_of(ScreenState).chapter


def open_chapter(chosen: str | None) -> None:
    """Let another chapter stand beside the page, or none."""
    state_of(ScreenState).chapter = chosen


def _put(new: Recipe) -> None:
    state = state_of(ScreenState)
    if new != state.recipe:
        state.revision += 1
        state.recipe = new


def _remember(widget: str | None) -> None:
    """Keep the recipe as it is before a change, unless the same widget made the last one."""
    state = state_of(ScreenState)
    if widget is None or widget != state.changed_by:
        state.earlier.append(state.recipe)
        del state.earlier[:-MOST_UNDO]
    state.changed_by = widget
