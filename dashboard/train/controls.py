"""The controls of the Train page: start a run, go on with it, begin it again."""

from collections.abc import Callable

import streamlit as st

from core.language import say
from core.recipe import MAX_EPOCHS, Recipe
from core.runs.history import RunHistory
from core.runs.run import RunError
from dashboard.lab import services, steering
from dashboard.lab.bounded import number_field
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
    # Once there is a run, the tooltips of these buttons would lie over what is said of it.
    explained = history is None
    # In a container, so that what stands below it keeps its place while these come and go.
    with st.container(gap="xsmall"):
        if not mine:
            st.caption(say(texts.NOT_MINE))
        if not in_flight:
            _button("train", steering.start_run, primary=True, explained=explained)
        if not in_flight and mine and history is not None:
            _go_on(history)
        elif not in_flight:
            _button("step", steering.start_run, "step", explained=explained)
            _button("step_epoch", steering.start_run, "step_epoch", explained=explained)
    show_knobs(recipe, history, in_flight)
    st.page_link(
        "runs/page.py",
        label=say(texts.RACE),
        icon=":material/flag:",
        help=say(texts.RACE_HELP),
        query_params={"view": "races"},
    )


def _button(
    name: str,
    act: Callable[..., None],
    *arguments: object,
    label: str | None = None,
    primary: bool = False,
    explained: bool = True,
) -> None:
    st.button(
        label or say(texts.BUTTONS[name]),
        type="primary" if primary else "secondary",
        icon=ICONS[name],
        help=say(texts.BUTTONS_HELP[name]) if explained else None,
        key=name,
        width="stretch",
        on_click=act,
        args=arguments,
    )


def _go_on(history: RunHistory) -> None:
    """The controls of a run that is over."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        epochs = number_field(
            say(texts.MORE),
            1,
            MAX_EPOCHS,
            first=MORE_EPOCHS,
            help=say(texts.MORE_HELP),
            key=state.MORE_EPOCHS,
        )
        label = say(texts.TRAIN_MORE, count=epochs)
        _button("train_more", _train_more, history.run_id, label=label, explained=False)
    _warn_of_going_on(history)
    _button("rewind", train_beside, history.recipe, history.run_id, "pause")


def _warn_of_going_on(history: RunHistory) -> None:
    """Say from which epoch the run would go on, if it is not the last one or not its network's."""
    try:
        begin = services.engine().continues_from(history.run_id)
    except RunError:
        return  # the button says why
    last = history.epochs[-1].epoch if history.epochs else 0
    if begin < last:
        st.caption(f":material/content_cut: {say(texts.GOES_ON_EARLIER, epoch=begin, last=last)}")
    elif history.result is not None and history.result.epoch != begin:
        words = say(texts.GOES_ON_LATER, epoch=begin, kept=history.result.epoch)
        st.caption(f":material/info: {words}")


def _train_more(run_id: str) -> None:
    # After a second click the run is already in flight.
    if not services.engine().store.run(run_id).in_flight:
        steering.send_command("train_more", run_id, state.more_epochs())
