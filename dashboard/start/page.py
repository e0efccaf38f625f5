"""Start: a network that is about to learn, and a pad that it reads meanwhile."""

from contextlib import suppress

import streamlit as st

from core.datasets import DatasetCard, DatasetError
from core.language import say
from core.recipe import Recipe, preset
from core.runs.history import RunHistory
from dashboard.lab import address, run_player, screen, services, steering
from dashboard.lab.picture_sets import VALIDATES_ON
from dashboard.lab.recipe_words import in_words
from dashboard.lab.state import state_of
from dashboard.lab.trained_run import history_of
from dashboard.start import texts
from dashboard.start.happened import show_happened
from dashboard.start.last_run import show_last_run
from dashboard.start.pad import show_pad
from dashboard.start.question_cards import show_questions
from dashboard.start.state import StartState


def _train() -> None:
    steering.start_run()
    state_of(StartState).started = screen.run_id()


def _heading(recipe: Recipe, history: RunHistory | None, card: DatasetCard | None) -> None:
    """What is on screen: a run, the first recipe, or another one and where it comes from."""
    is_first = recipe == preset(screen.FIRST_RECIPE)
    if history is not None and card is not None:
        title = say(texts.FIRST_TITLE if is_first else texts.RUN_TITLE, title=card.title)
        lead = _lead_of_run(history)
    elif is_first:
        title, lead = say(texts.FIRST_TITLE), say(texts.FIRST_LEAD)
    else:
        name = card.title if card else recipe.data.dataset
        title = say(texts.RECIPES[address.origin(recipe)], title=name)
        lead = " · ".join(in_words(recipe))
    st.title(title)
    st.markdown(lead)


def _lead_of_run(history: RunHistory) -> str:
    if history.end is None:
        return say(texts.LEARNING)
    if not history.has_network or not history.epochs:
        return say(texts.NO_NETWORK)
    which = say(VALIDATES_ON[history.recipe.data.validate_on])
    return say(texts.LEARNED, accuracy=history.val_accuracy, which=which)


def _train_button(recipe: Recipe, history: RunHistory | None) -> None:
    """The one large action; or the way to the dataset that it needs."""
    try:
        ready = services.library().ready(recipe.data.dataset)
        title = services.library().card(recipe.data.dataset).title
    except DatasetError:
        ready, title = False, recipe.data.dataset
    if not ready:
        st.page_link(
            "data/page.py",
            label=say(texts.DOWNLOAD, title=title),
            icon=":material/download:",
            help=say(texts.DOWNLOAD_HELP),
        )
        return
    learning = (
        history is not None and history.end is None and services.engine().owns(history.run_id)
    )
    st.button(
        say(texts.TRAIN if history is None else texts.TRAIN_AGAIN),
        type="primary" if history is None else "secondary",
        icon=":material/play_arrow:" if history is None else ":material/replay:",
        help=say(texts.TRAIN_HELP) if recipe == preset(screen.FIRST_RECIPE) else None,
        on_click=_train,
        disabled=learning,
        key="train_here",
    )


def _history() -> RunHistory | None:
    run_id = screen.run_id()
    return history_of(services.engine().store.run(run_id)) if run_id else None


if state_of(StartState).go_to_train:
    state_of(StartState).go_to_train = False
    address.write_address()
    st.switch_page("train/page.py", query_params=st.query_params)

history = _history()
recipe = screen.recipe()
shown = history.recipe if history else recipe
card: DatasetCard | None = None
with suppress(DatasetError):
    card = services.library().card(shown.data.dataset)
with st.container(key="first_screen", gap="xsmall"):
    _heading(shown, history, card)
    left, right = st.columns([3, 2], gap="medium")
    with left, st.container(key="start_network", gap="xsmall"):
        _train_button(recipe, history)
        if card is not None:
            is_new = history is not None and history.run_id == state_of(StartState).started
            run_player.show_run("start_player", shown, history, paced=is_new, brief=True)
    if card is not None:
        with right, st.container(key="start_pad", gap="xsmall"):
            show_pad(history.run_id if history else None, card)
if history is not None and card is not None and history.has_network:
    show_happened(history, card)
show_last_run()
st.page_link(
    "path/page.py", label=say(texts.LESSON), icon=":material/route:", help=say(texts.LESSON_HELP)
)
show_questions()
