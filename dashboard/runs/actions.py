"""What the visitor does with runs: put them on screen, train them again, delete, compare."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from core.experiments.seeds import with_unused_seed
from core.language import say
from core.ownership import NotTheOwner
from core.recipe import Recipe
from core.runs.listing import ListedRun
from core.runs.run import RunError
from dashboard.lab import notices, screen, services, steering
from dashboard.lab.state import set_widget_value, state_of, widget_value
from dashboard.runs import texts
from dashboard.runs.entries import ListEntry, name_of_run, own_runs
from dashboard.runs.state import VIEW, RunsState, name_key, note_key


def offered(entry: ListEntry) -> list[str]:
    """What can be done with a run, as keys of `texts.ACTION`.

    A secret one keeps its name: without it, it would be called by what is special in its recipe.
    """
    run = entry.run
    pin = "unpin" if run.pinned else "pin"
    readable = ["open", "recipe", "again", "race"] if entry.recipe else []
    edit = () if entry.secret else ("edit",)
    return [*readable, *edit, pin, *(() if run.in_flight else ("delete",))]


def act(entry: ListEntry, menu: str) -> None:
    """Do with a run what was chosen in the menu of this key."""
    chosen = widget_value(menu)
    if chosen in offered(entry):
        _DEEDS[chosen](entry.run)
        st.rerun()


def train(recipe: Recipe) -> None:
    """Train a recipe, on Train."""
    screen.open_recipe(recipe)
    if screen.recipe() == recipe:
        steering.start_run()
        state_of(RunsState).go_to_train = True


def train_with_another_seed(recipe: Recipe) -> None:
    """Train a recipe with the smallest seed that the visitor has not trained it with."""
    train(with_unused_seed(recipe, [run.recipe for run in own_runs() if run.recipe]))


def mark(run_id: str, box: str) -> None:
    """Mark a run, or no longer: as the box of this key has it, whose news may come twice."""
    chosen = state_of(RunsState).chosen
    if run_id in chosen:
        chosen.remove(run_id)
    if widget_value(box):
        chosen.append(run_id)


def clear_marks() -> None:
    """Let no run be marked."""
    state_of(RunsState).chosen.clear()


def compare(run_ids: Sequence[str]) -> None:
    """Compare runs from now on."""
    state_of(RunsState).compared = tuple(run_ids)
    st.rerun()


def compare_with(run_id: str) -> None:
    """Add a run to those that are compared."""
    state = state_of(RunsState)
    state.compared = (*state.compared, run_id)


def show_all() -> None:
    """Show the list again, instead of a comparison or a race."""
    state = state_of(RunsState)
    state.compared, state.race = (), None
    set_widget_value(VIEW, "runs")


def delete(runs: Sequence[ListedRun]) -> None:
    """Delete runs that are over, with a notice that brings them back."""
    gone = [run for run in runs if _noted(partial(services.engine().notes.discard, run.id))]
    if not gone:
        return
    ids = [run.id for run in gone]
    state = state_of(RunsState)
    state.chosen = [run_id for run_id in state.chosen if run_id not in ids]
    if screen.run_id() in ids:
        screen.show_run(None)
    if len(gone) == 1:
        sentence = say(texts.DELETED_ONE, name=name_of_run(gone[0]))
    else:
        sentence = say(texts.DELETED, count=len(gone))
    notices.notice(sentence, good=True, undo=lambda: bring_back(ids))


def bring_back(run_ids: Sequence[str]) -> None:
    """Bring deleted runs back."""
    for run_id in run_ids:
        _noted(partial(services.engine().notes.restore, run_id))


def save_notes(run_id: str) -> None:
    """Take over the name and the note in the fields."""
    notes = services.engine().notes
    _noted(lambda: notes.rename(run_id, str(widget_value(name_key(run_id)) or "")))
    _noted(lambda: notes.annotate(run_id, str(widget_value(note_key(run_id)) or "")))
    edit(None)


def edit(run_id: str | None) -> None:
    """Show the fields for the name and the note of a run, or of none."""
    state_of(RunsState).edited = run_id


def _noted(change: Callable[[], None]) -> bool:
    """Note something of a run → whether that could be done; if not, the page says why."""
    try:
        change()
    except (NotTheOwner, RunError) as error:
        notices.notice(str(error))
        return False
    return True


def _open(run: ListedRun) -> None:
    assert run.recipe is not None
    screen.show_run(run.id)
    screen.open_recipe(run.recipe)
    state_of(RunsState).go_to_train = True


def _take_recipe(run: ListedRun) -> None:
    assert run.recipe is not None
    screen.open_recipe(run.recipe)
    sentence = say(texts.ON_SCREEN_NOW, name=name_of_run(run))
    notices.notice(sentence, good=True, undo=screen.undo)


def _again(run: ListedRun) -> None:
    assert run.recipe is not None
    train_with_another_seed(run.recipe)


def _race(run: ListedRun) -> None:
    assert run.recipe is not None
    screen.open_recipe(run.recipe)
    set_widget_value(VIEW, "races")


_DEEDS: dict[str, Callable[[ListedRun], object]] = {
    "open": _open,
    "recipe": _take_recipe,
    "again": _again,
    "race": _race,
    "edit": lambda run: edit(run.id),
    "pin": lambda run: _noted(lambda: services.engine().notes.pin(run.id)),
    "unpin": lambda run: _noted(lambda: services.engine().notes.unpin(run.id)),
    "delete": lambda run: delete([run]),
}
