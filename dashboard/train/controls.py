"""The controls of the Train page: start a run, steer it, end it, go on with it."""

import time
from collections.abc import Callable

import streamlit as st

from core.recipe import MAX_EPOCHS, Recipe
from core.runs.events import FINAL
from core.runs.history import History
from dashboard.lab import bound_widgets, services, steering, visitor
from dashboard.server.streamlit_fixes import once
from dashboard.train.coach_advice import train_beside
from dashboard.train.knobs import show_knobs

TEXT = {
    "train": "Train",
    "train_help": "Trains a new network by the recipe below. Try it twice: the same recipe begins "
    "with the same weights and gives the same curves.",
    "step": "Step one batch",
    "step_help": "Takes one batch and holds still: see what each of its pictures cost and how one "
    "weight moved. Try it a few times, then Resume.",
    "begin_step_help": "Begins with the untrained network, takes one batch and holds still: see "
    "what each of its pictures cost and how one weight moved. Try it before you train at speed.",
    "step_epoch": "Step one epoch",
    "step_epoch_help": "Goes on to the end of the epoch and holds still. Try it with a high "
    "learning rate and see after which epoch the loss jumps.",
    "begin_step_epoch_help": "Begins with the untrained network, trains one epoch and holds still. "
    "Try it, and see how much of all learning is done in the first epoch.",
    "pause": "Pause",
    "pause_help": "Holds still between two batches. Try it, change the learning rate, and resume.",
    "resume": "Resume",
    "resume_help": "Goes on from where it holds still. Try it after a change of the learning rate.",
    "stop": "Stop",
    "stop_help": "Ends the run and keeps its network as it is. Try it when validation no longer "
    "improves; you can still train more later.",
    "more": "More",
    "more_help": "For how many epochs the same network goes on. Try as many again and see whether "
    "validation still follows.",
    "train_more": "Train {epochs} more",
    "train_more_help": "Goes on with this network, with its weights and its learning rate as they "
    "are. Its curves continue, with a mark where it went on.",
    "rewind": "Rewind",
    "rewind_help": "Takes this run's recipe again and holds still before the first batch: the same "
    "first weights, the same batches. These curves stay, dashed. Try another learning rate from "
    "there.",
    "speed": "Batches a second",
    "speed_help": "Slow motion. Try 2 a second, and see the loss of each batch and the pictures of "
    "the first layer change step by step.",
    "not_mine": "Somebody else trains this run. Watch it, or train one of your own.",
}
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
SPEEDS = {0.0: "full speed", 0.1: "10", 0.5: "2"}
"""Seconds to wait after each batch, and what that comes to."""
MORE_EPOCHS = 5
ANSWERS = {
    "pause": "paused",
    "resume": "resumed",
    "step": "paused",
    "step_epoch": "paused",
    "pace": "paced",
}
"""The kind of event by which a run says that it did what it was asked for."""
ANSWER_SECONDS = 0.3
LOOK_SECONDS = 0.02


def show_controls(recipe: Recipe, phase: str, history: History | None) -> None:
    """Everything that can be asked of the run on screen, if any, and the knobs of the recipe.

    `phase` is "running", "paused" or "over".
    """
    mine = history is None or visitor.owns(history.run_id)
    in_flight = mine and phase != "over"
    if not mine:
        st.caption(TEXT["not_mine"])
    if in_flight:
        _steer(history, phase)
    else:
        _button("train", steering.train, primary=True)
        if mine and history is not None:
            _go_on(history)
        else:
            _button("step", steering.train, "step", help_key="begin_step_help")
            _button("step_epoch", steering.train, "step_epoch", help_key="begin_step_epoch_help")
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
        label or TEXT[name],
        type="primary" if primary else "secondary",
        icon=ICONS[name],
        help=TEXT[help_key or f"{name}_help"],
        key=name,
        width="stretch",
        on_click=once,
        args=(act, *arguments),
    )


def _steer(history: History, phase: str) -> None:
    """What can be asked of a run that goes on."""
    run_id = history.run_id
    with st.container(horizontal=True):
        toggle = "resume" if phase == "paused" else "pause"
        _button(toggle, _command, toggle, run_id, primary=toggle == "resume")
        _button("stop", _stop, run_id)
    _button("step", _command, "step", run_id)
    _button("step_epoch", _command, "step_epoch", run_id)
    st.segmented_control(
        TEXT["speed"],
        list(SPEEDS),
        format_func=SPEEDS.get,
        required=True,
        help=TEXT["speed_help"],
        **bound_widgets.chooser(
            f"speed={run_id}", history.pace, lambda pace: _command("pace", run_id, pace)
        ),
    )


def _go_on(history: History) -> None:
    """What can be done with a run that is over."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        epochs = st.number_input(
            TEXT["more"],
            1,
            MAX_EPOCHS,
            MORE_EPOCHS,
            help=TEXT["more_help"],
            key="more_epochs",
        )
        label = TEXT["train_more"].format(epochs=epochs)
        _button("train_more", _train_more, history.run_id, label=label)
    _button("rewind", train_beside, history.recipe, history.run_id, "pause")


def _command(name: str, run_id: str, *values: float) -> None:
    """Ask a run for something, and wait a moment for its answer: so the page is drawn once."""
    store, last = services.engine().store, st.session_state.history.number
    last = max((logged.number for logged in store.events(run_id, after=last)), default=last)
    deadline = time.monotonic() + ANSWER_SECONDS
    if not steering.ask(name, run_id, *values):
        return
    while time.monotonic() < deadline:
        news = {logged.event.kind for logged in store.events(run_id, after=last)}
        if news.intersection((ANSWERS[name], *FINAL)):
            return
        time.sleep(LOOK_SECONDS)


def _stop(run_id: str) -> None:
    if steering.ask("stop", run_id):
        st.session_state.stopping = run_id


def _train_more(run_id: str) -> None:
    # A second click finds it going on already.
    if not services.engine().store.run(run_id).in_flight:
        steering.ask("train_more", run_id, st.session_state.more_epochs)
