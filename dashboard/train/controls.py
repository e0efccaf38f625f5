"""The controls of the Train page: start a run, steer it, end it, go on with it."""

import time
from collections.abc import Callable

import streamlit as st

from core.language import say
from core.recipe import MAX_EPOCHS, Recipe
from core.runs.events import FINAL
from core.runs.history import RunHistory
from dashboard.lab import bound_widgets, services, steering, visitor
from dashboard.lab.state import state_of
from dashboard.server.streamlit_fixes import once
from dashboard.train import state, texts
from dashboard.train.coach_advice import train_beside
from dashboard.train.knobs import show_knobs
from dashboard.train.state import TrainState

ICONS = {
    "train": ":material/play_arrow:",
    "step": ":material/skip_next:",
    "step_epoch": ":material/fast_forward:",
    "pause": ":material/pause:",
    "resume": ":material/play_arrow:",
    "stop": ":material/stop:",
    "train_more": ":material/add:",
    "rewind": ":material/replay:",
}
MORE_EPOCHS = 5
ANSWERS = {
    "pause": "paused",
    "resume": "resumed",
    "step": "paused",
    "step_epoch": "paused",
    "pace": "paced",
}
"""For each command, the kind of event that a run emits once it has carried it out."""
ANSWER_SECONDS = 0.3
LOOK_SECONDS = 0.02


def show_controls(recipe: Recipe, phase: str, history: RunHistory | None) -> None:
    """The buttons that start and steer the run on screen, and the knobs of the recipe.

    `phase` is "running", "paused" or "over".
    """
    mine = history is None or visitor.owns(history.run_id)
    in_flight = mine and phase != "over"
    if not mine:
        st.caption(say(texts.NOT_MINE))
    if in_flight and history is not None:
        _steer(history, phase)
    else:
        _button("train", steering.start_run, primary=True)
        if mine and history is not None:
            _go_on(history)
        else:
            _button("step", steering.start_run, "step", help_key="begin_step")
            _button("step_epoch", steering.start_run, "step_epoch", help_key="begin_step_epoch")
    show_knobs(recipe, history, in_flight)


def _button(
    name: str,
    act: Callable[..., None],
    *arguments: object,
    label: str | None = None,
    help_key: str | None = None,
    primary: bool = False,
) -> None:
    st.button(
        label or say(texts.BUTTONS[name]),
        type="primary" if primary else "secondary",
        icon=ICONS[name],
        help=say(texts.BUTTONS_HELP[help_key or name]),
        key=name,
        width="stretch",
        on_click=once,
        args=(act, *arguments),
    )


def _steer(history: RunHistory, phase: str) -> None:
    """The controls of a run in flight."""
    run_id = history.run_id
    with st.container(horizontal=True):
        toggle = "resume" if phase == "paused" else "pause"
        _button(toggle, _command, toggle, run_id, primary=toggle == "resume")
        _button("stop", _stop, run_id)
    _button("step", _command, "step", run_id)
    _button("step_epoch", _command, "step_epoch", run_id)
    st.segmented_control(
        say(texts.SPEED),
        list(texts.SPEEDS),
        format_func=lambda seconds: say(texts.SPEEDS[seconds]),
        required=True,
        help=say(texts.SPEED_HELP),
        **bound_widgets.chooser(
            f"speed={run_id}", history.pace, lambda pace: _command("pace", run_id, pace)
        ),
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


def _command(name: str, run_id: str, *values: float) -> None:
    """Send a command to a run, and wait a moment for the event that answers it.

    The page that is drawn next then shows the new state, and need not be drawn again.
    """
    store, followed = services.engine().store, state_of(TrainState).followed
    last = followed.number if followed else -1
    last = max((logged.number for logged in store.events(run_id, after=last)), default=last)
    deadline = time.monotonic() + ANSWER_SECONDS
    if not steering.send_command(name, run_id, *values):
        return
    while time.monotonic() < deadline:
        news = {logged.event.kind for logged in store.events(run_id, after=last)}
        if news.intersection((ANSWERS[name], *FINAL)):
            return
        time.sleep(LOOK_SECONDS)


def _stop(run_id: str) -> None:
    if steering.send_command("stop", run_id):
        state_of(TrainState).stopping = run_id


def _train_more(run_id: str) -> None:
    # After a second click the run is already in flight.
    if not services.engine().store.run(run_id).in_flight:
        steering.send_command("train_more", run_id, state.more_epochs())
