"""Where the visitor left off: their newest run, while another or none is on screen."""

import streamlit as st

from core.datasets import DatasetError
from core.language import say
from core.runs.run import Run
from dashboard.lab import screen, services, visitor
from dashboard.lab.picture_sets import VALIDATES_ON
from dashboard.lab.secret_runs import secret_runs
from dashboard.lab.state import state_of
from dashboard.lab.trained_run import history_of
from dashboard.start import texts
from dashboard.start.state import StartState


def show_last_run() -> None:
    """The newest run, with a button that puts it on screen and opens Train."""
    if not visitor.was_here():
        return
    secret = secret_runs()
    runs = (run for run in services.engine().store.runs(visitor.token()) if run.id not in secret)
    newest = next(runs, None)
    if newest is None or newest.id == screen.run_id():
        return
    with st.container(horizontal=True, vertical_alignment="center", key="last_run"):
        st.markdown(say(texts.LAST_RUN, words=_words(newest)), width="content")
        st.button(
            say(texts.GO_ON),
            icon=":material/arrow_forward:",
            on_click=_go_on,
            args=(newest,),
            key="go_on",
        )


def _words(run: Run) -> str:
    history = history_of(run)
    try:
        title = services.library().card(run.recipe.data.dataset).title
    except DatasetError:
        title = run.recipe.data.dataset
    if not history.training:
        return say(texts.LAST_RUN_UNDONE, title=title)
    which = say(VALIDATES_ON[run.recipe.data.validate_on])
    return say(texts.LAST_RUN_DONE, title=title, accuracy=history.val_accuracy, which=which)


def _go_on(run: Run) -> None:
    screen.show_run(run.id)
    screen.open_recipe(run.recipe)
    state_of(StartState).go_to_train = True
