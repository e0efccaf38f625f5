"""Evaluate: how good is the network on pictures that it never saw, and what does it get wrong?"""

from datetime import datetime

import streamlit as st

from core.datasets import DatasetError
from core.engine import EngineError
from core.language import say
from core.ownership import NotTheOwner
from core.plain_text import plain_error
from core.runs.history import RunHistory
from core.runs.run import Run, RunError
from dashboard.evaluate import texts
from dashboard.evaluate.views import show_evaluation, show_figures
from dashboard.lab import notices, services, visitor
from dashboard.lab.navigation import next_step
from dashboard.lab.picture_sets import SETS, own_test_set
from dashboard.lab.predictions import predictions_of
from dashboard.lab.show_code import show_code
from dashboard.lab.trained_run import history_of, say_untrained, test_set_is_open, trained_run
from dashboard.lab.view_choice import choose_view


def _looks(history: RunHistory) -> str:
    """How often the test set was looked at, and when last, in the reader's time."""
    count = len(history.openings)
    if not count:
        return say(texts.NEVER)
    zone = visitor.zone()
    last = f"{datetime.fromtimestamp(history.openings[-1], zone):%Y-%m-%d %H:%M}"
    return say(texts.LOOKED, count=count, last=last)


def _open(run_id: str) -> None:
    # A second click, or another tab, finds it open already.
    if test_set_is_open(history_of(services.engine().store.run(run_id))):
        return
    try:
        services.engine().open_test_set(run_id)
    except (NotTheOwner, RunError) as error:
        notices.notice(str(error))


def _may_look(run: Run) -> bool:
    """Whether the test set is open; says how often it was, and offers to open it."""
    history = history_of(run)
    looks = _looks(history)
    if test_set_is_open(history):
        st.caption(looks)
        return True
    with st.container(border=True, key="seal"):
        st.markdown(f":material/lock: {say(texts.SEALED)}")
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                say(texts.OPEN),
                icon=":material/lock_open:",
                key="open_test_set",
                on_click=_open,
                args=(run.id,),
                help=say(texts.OPEN_HELP),
                disabled=not services.engine().owns(run.id),
            )
            st.caption(looks)
    return False


def _choose_set(dataset: str) -> str:
    kept = own_test_set(services.library().card(dataset)).version()
    return choose_view(
        say(texts.WHICH),
        {name: texts.SETS[name] for name in SETS if name != "own" or kept},
        key="evaluated_set",
        in_address="set",
        help=say(texts.WHICH_HELP),
        width="content",
    )


def _show(run: Run) -> None:
    validate_on = run.recipe.data.validate_on
    head = st.container(horizontal=True, gap="large", key="evaluation_head")
    with head:
        chosen = "test" if validate_on == "test" else _choose_set(run.recipe.data.dataset)
    if validate_on == "test":
        st.warning(say(texts.ON_TEST), icon=":material/info:")
    elif chosen == "test":
        if not _may_look(run):
            return
    elif validate_on == "train":
        st.warning(say(texts.ON_TRAIN), icon=":material/info:")
    try:
        predictions = predictions_of(run, chosen)
    except (EngineError, ValueError) as error:
        st.warning(plain_error(error), icon=":material/info:")
        return
    with head:
        show_figures(predictions)
    show_evaluation(run, predictions)


st.title(say(texts.TITLE))
st.markdown(say(texts.LEAD))
run = trained_run()
if run is None:
    say_untrained()
else:
    try:
        _show(run)
    except DatasetError as error:
        st.warning(plain_error(error), icon=":material/info:")
show_code("evaluation")
next_step("evaluate")
