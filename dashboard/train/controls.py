"""The controls of the Train page: start a run, go on with it, begin it again."""

from collections.abc import Callable

import streamlit as st

from core.language import say
from core.recipe import MAX_EPOCHS, Recipe
from core.runs.history import RunHistory
from dashboard.lab import services, steering
from dashboard.train import state, texts
from dashboard.train.coach_advice import train_beside
from dashboard.train.knobs import show_knobs

ICONS = {
    "train": ":material/play_arrow:",
    "step": ":material/skip_next:",
    "step_epoch": ":material/fast_forward:",
    "train_more": ":material/add:",
    "rewind": ":material/replay:",
}
MORE_EPOCHS = 5


def show_controls(recipe: Recipe, history: RunHistory | None) -> None:
    """The buttons that start a run or go on with the one on screen, and the knobs of the recipe.

    A run of the visitor's own that is in flight is steered in the player.
    """
    mine = history is None or services.engine().owns(history.run_id)
    in_flight = history is not None and mine and history.end is None
    # In a container, so that what stands below it keeps its place while these come and go.
    with st.container(gap="xsmall"):
        if not mine:
            st.caption(say(texts.NOT_MINE))
        if not in_flight:
            _button("train", steering.start_run, primary=True)
        if not in_flight and mine and history is not None:
            _go_on(history)
        elif not in_flight:
            _button("step", steering.start_run, "step")
            _button("step_epoch", steering.start_run, "step_epoch")
    show_knobs(recipe, history, in_flight)


def _button(
    name: str,
    act: Callable[..., None],
    *arguments: object,
    label: str | None = None,
    primary: bool = False,
) -> None:
    st.button(
        label or say(texts.BUTTONS[name]),
        type="primary" if primary else "secondary",
        icon=ICONS[name],
        help=say(texts.BUTTONS_HELP[name]),
        key=name,
        width="stretch",
        on_click=act,
        args=arguments,
    )


def _go_on(history: RunHistory) -> None:
    """The controls of a run that is over."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        epochs = st.number_input(
            say(texts.MORE),
            1,
            MAX_EPOCHS,
            MORE_EPOCHS,
            help=say(texts.MORE_HELP),
            key=state.MORE_EPOCHS,
        )
        label = say(texts.TRAIN_MORE, count=epochs)
        _button("train_more", _train_more, history.run_id, label=label)
    _button("rewind", train_beside, history.recipe, history.run_id, "pause")


def _train_more(run_id: str) -> None:
    # After a second click the run is already in flight.
    if not services.engine().store.run(run_id).in_flight:
        steering.send_command("train_more", run_id, state.more_epochs())
