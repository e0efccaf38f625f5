"""Train: set the knobs, start, and watch the network learn."""

import numpy as np
import streamlit as st

from core.events import Failed, Finished, Interrupted, Stopped
from core.history import History, untrained_loss
from core.recipe import PRESETS, Recipe, preset
from dashboard import charts, session, take_home
from dashboard.advice import run_before, show_advice, show_comparison
from dashboard.samples import show_samples
from dashboard.show_code import show_code
from dashboard.steps import next_step

TEXT = {
    "title": "Train",
    "preset": "Start from",
    "preset_help": "A ready recipe. The homework is here as it was written, and mended.",
    "own": "my own recipe",
    "rate": "Learning rate",
    "rate_help": (
        "How far each step goes. Try ten times as much: the loss begins to jump. "
        "Try a hundredth: it hardly moves."
    ),
    "batch": "Batch size",
    "batch_help": (
        "How many pictures are looked at before the weights change. "
        "Try 1 and see how restless the curve becomes."
    ),
    "epochs": "Epochs",
    "epochs_help": (
        "How many times the network sees every training picture. "
        "Try many, and watch whether validation still follows training."
    ),
    "optimizer": "Optimizer",
    "optimizer_help": (
        "How a gradient becomes a step. SGD just follows it; Adam gives every weight "
        "a step size of its own. Try both with the same learning rate."
    ),
    "momentum": "Momentum",
    "momentum_help": "How much of the last step is kept for the next. Try 0.9 with SGD.",
    "train": "Train",
    "stop": "Stop",
    "pause": "Pause",
    "resume": "Resume",
    "paused": "Paused in epoch {epoch} of {epochs}",
    "empty": "Press **Train** and watch two curves grow: blue is what the network practises on, "
    "orange is what it is tested on meanwhile.",
    "queued": "Waiting for a free worker …",
    "running": "Epoch {epoch} of {epochs} · {speed:,.0f} pictures a second · {left}",
    "left": "{seconds:.0f} s left",
    "left_unknown": "a moment",
    "finished": "Done in {seconds:.1f} s: {accuracy:.1%} of the test pictures are read right.",
    "stopped": "Stopped after {epochs} epochs: {accuracy:.1%} of the test pictures are read right.",
    "stopped_early": "Stopped before the first step: nothing was learned.",
    "interrupted": "The lab was closed while this run trained, so it broke off. Train it again.",
    "other": "This run used another recipe than the one on the left.",
    "load": "Take its recipe",
    "loss_title": "Does the loss fall?",
    "loss_now": "Loss: {value:.3f} on validation, {first:.3f} before training",
    "accuracy_title": "Does it get more right?",
    "accuracy_now": "Accuracy: {value:.1%} on validation",
    "alt": "{figure} by epoch. {title}.",
    "alt_before": " Dashed lines: the run before, which ended at {value:.3f} on validation.",
    "notice": "**What to notice.** Where orange leaves blue, the network has begun to learn its "
    "practice pictures by heart.",
}
RATES = [mantissa * 10.0**power for power in range(-5, 1) for mantissa in (1, 2, 5)]
BATCHES = [2**power for power in range(13)]
TICK_SECONDS = 0.5
CHART_HEIGHT = 260
COMMAND_ICONS = {
    "pause": ":material/pause:",
    "resume": ":material/play_arrow:",
    "stop": ":material/stop:",
}


def _controls(recipe: Recipe, phase: str) -> None:
    names = list(PRESETS)
    st.session_state.preset = next((name for name in names if PRESETS[name] == recipe), None)
    st.selectbox(
        TEXT["preset"],
        names,
        key="preset",
        placeholder=TEXT["own"],
        help=TEXT["preset_help"],
        on_change=lambda: session.set_recipe(preset(st.session_state.preset)),
    )
    st.select_slider(
        TEXT["rate"],
        _with(RATES, recipe.training.learning_rate),
        format_func=lambda rate: f"{rate:g}",
        help=TEXT["rate_help"],
        **session.bound("training", "learning_rate"),
    )
    st.select_slider(
        TEXT["batch"],
        _with(BATCHES, recipe.training.batch_size),
        help=TEXT["batch_help"],
        **session.bound("training", "batch_size"),
    )
    st.number_input(
        TEXT["epochs"], 1, 1000, help=TEXT["epochs_help"], **session.bound("training", "epochs")
    )
    st.segmented_control(
        TEXT["optimizer"],
        ["sgd", "adam", "rmsprop"],
        format_func={"sgd": "SGD", "adam": "Adam", "rmsprop": "RMSprop"}.get,
        required=True,
        help=TEXT["optimizer_help"],
        **session.bound("training", "optimizer"),
    )
    if recipe.training.optimizer != "adam":
        st.slider(
            TEXT["momentum"],
            0.0,
            0.99,
            step=0.01,
            help=TEXT["momentum_help"],
            **session.bound("training", "momentum"),
        )
    if phase == "over":
        st.button(
            TEXT["train"],
            type="primary",
            icon=":material/play_arrow:",
            key="train",
            width="stretch",
            on_click=session.train,
        )
    else:
        _command("resume" if phase == "paused" else "pause")
        _command("stop")


def _command(name: str) -> None:
    """A button that asks the run on screen for something."""
    st.button(
        TEXT[name],
        icon=COMMAND_ICONS[name],
        key=name,
        width="stretch",
        on_click=getattr(session.engine(), name),
        args=(session.run_id(),),
    )


def _with(options: list, value) -> list:
    """The options with a value from a link among them."""
    return sorted({*options, value})


def _history(run_id: str) -> History:
    """The events of the run on screen, read on from where the last look ended."""
    history = st.session_state.get("history")
    if history is None or history.run_id != run_id:
        history = History(session.engine().store.run(run_id).recipe, run_id)
        st.session_state.history = history
    history.add(session.engine().store.events(run_id, after=history.number))
    return history


def _status(history: History) -> None:
    end = history.end
    if end is None:
        st.progress(history.share_done, text=_running(history))
    elif isinstance(end, Finished):
        text = TEXT["finished"].format(seconds=end.seconds, accuracy=end.test_accuracy)
        st.success(text, icon=":material/check_circle:")
    elif isinstance(end, Stopped) and end.test_accuracy is not None:
        done = len(history.training)
        text = TEXT["stopped"].format(epochs=done, accuracy=end.test_accuracy)
        st.info(text, icon=":material/stop_circle:")
    elif isinstance(end, Stopped):
        st.info(TEXT["stopped_early"], icon=":material/stop_circle:")
    elif isinstance(end, Failed):
        st.error(end.reason, icon=":material/error:")
    elif isinstance(end, Interrupted):
        st.warning(TEXT["interrupted"], icon=":material/power_off:")


def _running(history: History) -> str:
    if history.started is None:
        return TEXT["queued"]
    epochs = history.recipe.training.epochs
    epoch = min(len(history.training) + 1, epochs)
    if history.paused:
        return TEXT["paused"].format(epoch=epoch, epochs=epochs)
    left = history.seconds_left
    return TEXT["running"].format(
        epoch=epoch,
        epochs=epochs,
        speed=history.images_per_second,
        left=TEXT["left_unknown"] if left is None else TEXT["left"].format(seconds=left),
    )


def _curves(history: History, before: History | None = None) -> None:
    card = session.library().card(history.recipe.data.dataset)
    largest = int(np.argmax(card.train_counts))
    loss_title, accuracy_title = TEXT["loss_title"], TEXT["accuracy_title"]
    if history.validation:
        first, last = history.validation[0], history.validation[-1]
        loss_title = TEXT["loss_now"].format(value=last.loss, first=first.loss)
        accuracy_title = TEXT["accuracy_now"].format(value=last.accuracy)
    st.echarts_chart(
        charts.loss_curve(
            history, untrained_loss(card.num_classes), card.num_classes, loss_title, before
        ),
        key="loss_curve",
        height=CHART_HEIGHT,
        alt=_alt("loss", loss_title, before),
    )
    st.echarts_chart(
        charts.accuracy_curve(
            history,
            card.train_counts[largest] / card.train_count,
            card.classes[largest],
            accuracy_title,
            before,
        ),
        key="accuracy_curve",
        height=CHART_HEIGHT,
        alt=_alt("accuracy", accuracy_title, before),
    )


def _alt(figure: str, title: str, before: History | None) -> str:
    """A chart in words."""
    words = TEXT["alt"].format(figure=charts.TEXT[figure], title=title)
    if before is None or not before.validation:
        return words
    return words + TEXT["alt_before"].format(value=getattr(before.validation[-1], figure))


def _watch() -> None:
    """One look at the run; when it pauses, goes on or ends, the whole page is drawn again."""
    history = _history(session.run_id())
    before = run_before(history.run_id)
    _status(history)
    _curves(history, before)
    if before is not None:
        show_comparison(history, before)
    show_advice(history, session.library().card(history.recipe.data.dataset))
    if _phase(history) != st.session_state.drawn_phase:
        st.rerun()


def _phase(history: History) -> str:
    if history.end is not None:
        return "over"
    return "paused" if history.paused else "running"


st.title(TEXT["title"])
recipe, run_id = session.recipe(), session.run_id()
phase = _phase(_history(run_id)) if run_id else "over"
st.session_state.drawn_phase = phase
controls, curves = st.columns([1, 3], gap="large")
with controls, st.container(key="train_controls"):
    _controls(recipe, phase)
with curves:
    if run_id is None:
        st.info(TEXT["empty"], icon=":material/play_arrow:")
        _curves(History(recipe))
    else:
        st.fragment(_watch, run_every=None if phase == "over" else TICK_SECONDS)()
        st.markdown(TEXT["notice"])
if run_id is not None and phase == "over":
    history = _history(run_id)
    if history.has_network:
        take_home.offer_run(history)
        show_samples(run_id, history.recipe)
show_code("training")
next_step("train")
