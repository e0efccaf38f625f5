"""The coach's advice on the run on screen, with a button that trains the repaired recipe."""

from collections.abc import Iterable

import streamlit as st

from core.coach import Advice
from core.language import say
from core.recipe import Recipe
from core.recipe.differences import differences
from core.runs.commands import Word
from core.runs.history import RunHistory
from dashboard.lab import screen, services, steering
from dashboard.lab.picture_sets import VALIDATES_ON
from dashboard.lab.state import state_of
from dashboard.lab.trained_run import read_on
from dashboard.train import texts
from dashboard.train.state import TrainState

NORMAL_ICON, FAULT_ICON = ":material/info:", ":material/lightbulb:"


def show_advice(advice: Iterable[Advice], history: RunHistory) -> None:
    """A box for each thing that the coach has to say, with its repair; nothing if all is well."""
    for given in advice:
        _show(given, history)


def _show(advice: Advice, history: RunHistory) -> None:
    with st.container(border=True, key=f"advice_{advice.rule}", gap="small"):
        icon = NORMAL_ICON if advice.repair is None else FAULT_ICON
        st.markdown(f"{icon} {advice.sentence}")
        st.caption(advice.cause)
        repair = advice.repair
        if repair is not None and st.button(
            advice.label,
            icon=":material/build:",
            key=f"mend_{advice.rule}",
            help=say(texts.OVER if history.end else texts.REPAIR_ENDS_RUN),
        ):
            # Without waiting for the end of the run: the player then asks for the page at once,
            # and Streamlit would give up this run of the page half-way.
            train_beside(repair, history.run_id)
            st.rerun()


def train_beside(recipe: Recipe, run_id: str, first: Word | None = None) -> None:
    """Put a recipe on screen and train it, in one chart with an earlier run.

    `first` is a command for its beginning. The earlier run is stopped if it is the visitor's and
    in flight.
    """
    screen.set_recipe(recipe)
    steering.start_run(first, run_id if services.engine().owns(run_id) else None)
    shown = screen.run_id()
    if shown is None or shown == run_id:
        return
    if services.engine().store.run(shown).recipe == recipe:
        state_of(TrainState).compare_with[shown] = run_id


def run_before(run_id: str) -> RunHistory | None:
    """The run to compare with the run on screen; None if it was not begun by a repair or rewind."""
    remembered = state_of(TrainState)
    before_id = remembered.compare_with.get(run_id)
    if before_id is None:
        return None
    remembered.before = read_on(before_id, remembered.before)
    return remembered.before


def show_comparison(history: RunHistory, before: RunHistory) -> None:
    """What was changed since the run before, and what came of it."""
    changes = ", ".join(
        say(texts.CHANGE, **difference._asdict())
        for difference in differences(before.recipe, history.recipe)
    )
    words = [say(texts.BEFORE), say(texts.CHANGES, changes=changes) if changes else say(texts.SAME)]
    if history.end and history.training and before.training:
        words.append(_compared(history, before))
    st.caption(" ".join(words))


def _compared(history: RunHistory, before: RunHistory) -> str:
    data = history.recipe.data
    if before.recipe.data.model_copy(update={"scaling": data.scaling}) != data:
        return say(texts.OTHER_PICTURES)
    return say(
        texts.RESULT,
        which=say(VALIDATES_ON[data.validate_on]),
        before=before.val_accuracy,
        now=history.val_accuracy,
    )
