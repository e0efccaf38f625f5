"""Train: set the knobs, start, and watch the network learn."""

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.datasets import DatasetCard
from core.language import say
from core.runs.events import Failed, Finished, Interrupted, Stopped
from core.runs.history import History, RunHistory, untrained_loss
from dashboard.lab import screen, services, take_home, visitor
from dashboard.lab.fragment import fragment
from dashboard.lab.navigation import next_step
from dashboard.lab.picture_sets import VALIDATES_ON
from dashboard.lab.show_code import show_code
from dashboard.lab.state import state_of
from dashboard.render import charts
from dashboard.train import texts
from dashboard.train.coach_advice import run_before, show_advice, show_comparison
from dashboard.train.controls import show_controls
from dashboard.train.living_pictures import show_probe
from dashboard.train.samples import show_samples
from dashboard.train.state import TrainState
from dashboard.train.step_trace import show_step_trace
from dashboard.train.time_travel import probe_at_end, show_time_travel

TICK_SECONDS = 0.5
LONG_SECONDS = 120  # more are said in minutes
# A run that is over is polled, too, because another tab can continue it.
NEWS_SECONDS = 3.0
CHART_HEIGHT = 290


def _follow(run_id: str) -> RunHistory:
    """The events of the run on screen, read on from the last one that is known."""
    remembered = state_of(TrainState)
    history = remembered.followed
    if history is None or history.run_id != run_id:
        history = RunHistory(services.engine().store.run(run_id).recipe, run_id)
        remembered.followed = history
    history.add(services.engine().store.events(run_id, after=history.number))
    return history


def _phase(history: RunHistory) -> str:
    if history.end is not None:
        return "over"
    return "paused" if history.paused else "running"


def _moment(history: RunHistory) -> tuple[str, float, int | None]:
    """Phase, pace and traced step: when one of them changes, the whole page is drawn again."""
    probe, traced_step = services.engine().probe(history.run_id), None
    # The next probe may come long after the run has gone on.
    if probe is not None and probe.step_trace is not None and probe.step >= history.steps:
        traced_step = probe.step
    return _phase(history), history.pace, traced_step


def _show_status(history: RunHistory) -> None:
    """What the run does now, or what came of it."""
    end = history.end
    if end is None:
        st.progress(history.share_done, text=_going_on(history))
    elif isinstance(end, Finished):
        text = say(
            texts.FINISHED if end.best_epoch is None else texts.FINISHED_EARLY,
            seconds=end.seconds,
            accuracy=history.val_accuracy,
            which=say(VALIDATES_ON[history.recipe.data.validate_on]),
            epoch=end.best_epoch,
        )
        st.success(text, icon=":material/check_circle:")
    elif isinstance(end, Stopped):
        st.info(_stopped(history, end), icon=":material/stop_circle:")
    elif isinstance(end, Failed):
        st.error(end.reason, icon=":material/error:")
    elif isinstance(end, Interrupted):
        st.warning(say(texts.INTERRUPTED), icon=":material/power_off:")
    if history.snapshot_failed is not None:
        st.caption(f":material/warning: {history.snapshot_failed.reason}")


def _stopped(history: RunHistory, end: Stopped) -> str:
    if history.training:
        text = say(
            texts.STOPPED,
            done=len(history.training),
            epochs=history.planned_epochs,
            accuracy=history.val_accuracy,
            which=say(VALIDATES_ON[history.recipe.data.validate_on]),
        )
    else:
        text = say(texts.STOPPED_IN_FIRST if history.steps else texts.STOPPED_EARLY)
    return f"{end.reason} {text}" if end.reason else text


def _going_on(history: RunHistory) -> str:
    """The state of a run in flight, in words."""
    if state_of(TrainState).stopping == history.run_id:
        return say(texts.STOPPING)
    if history.started is None:
        return _waiting(history.run_id)
    epochs, batches = history.planned_epochs, history.started.event.steps_per_epoch
    epoch = min(history.steps // batches + 1, epochs)
    if history.paused:
        done = history.steps - (epoch - 1) * batches
        return say(
            texts.PAUSED if done else texts.PAUSED_BEFORE,
            epoch=epoch,
            epochs=epochs,
            done=done,
            batches=batches,
        )
    return say(
        texts.RUNNING,
        epoch=epoch,
        epochs=epochs,
        speed=history.images_per_second,
        left=_left(history.seconds_left),
    )


def _left(seconds: float | None) -> str:
    if seconds is None:
        return say(texts.LEFT_UNKNOWN)
    if seconds < LONG_SECONDS:
        return say(texts.LEFT, seconds=seconds)
    return say(texts.LEFT_LONG, minutes=seconds / 60)


def _waiting(run_id: str) -> str:
    if not services.engine().ready:
        return say(texts.STARTING)
    before = services.engine().place(run_id)
    if not before:
        return say(texts.NEXT)
    return say(texts.IN_LINE, count=before)


def _curves(history: History, card: DatasetCard, before: History | None = None) -> None:
    largest = int(np.argmax(card.train_counts))
    loss_title, accuracy_title = say(texts.LOSS_TITLE), say(texts.ACCURACY_TITLE)
    if history.validation:
        first, last = history.validation[0], history.validation[-1]
        loss_title = say(texts.LOSS_NOW, value=last.loss, first=first.loss)
        accuracy_title = say(texts.ACCURACY_NOW, value=last.accuracy)
    st.echarts_chart(
        charts.loss_curve(
            history, untrained_loss(card.num_classes), card.num_classes, loss_title, before
        ),
        key="loss_curve",
        height=CHART_HEIGHT,
        alt=_alt("loss", loss_title, history, before),
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
        alt=_alt("accuracy", accuracy_title, history, before),
    )


def _alt(figure: str, title: str, history: History, before: History | None) -> str:
    """A chart in words."""
    sentences = [say(texts.ALT, figure=say(texts.FIGURES[figure]), title=title)]
    if marks := charts.marks(history):
        named = "; ".join(say(texts.ALT_MARK, **mark._asdict()) for mark in marks)
        sentences.append(say(texts.ALT_MARKS, marks=named))
    if before is not None and before.validation:
        ended = getattr(before.validation[-1], figure)
        sentences.append(say(texts.ALT_BEFORE, value=ended))
    return " ".join(sentences)


def _watch(inside: DeltaGenerator) -> None:
    """Draw the run as it is now; if the still parts are out of date, draw the whole page again.

    One part of the page, not two: of two that are drawn again by themselves, the second would often
    be asked for in the moment in which the whole page has just been drawn (see `streamlit_fixes`).
    """
    run_id = screen.run_id()
    if run_id is None:
        return
    history = _follow(run_id)
    probe = services.engine().probe(history.run_id)
    card = services.library().card(history.recipe.data.dataset)
    before = run_before(history.run_id)
    with st.container(key="train_status"):
        _show_status(history)
    _curves(history, card, before)
    if before is not None:
        show_comparison(history, before)
    show_advice(history, card, probe)
    with inside:
        show_probe(history, probe or probe_at_end(history), card)
    if _moment(history) != state_of(TrainState).drawn:
        st.rerun()


def _watch_for_news(was_ready: bool) -> None:
    """Draw the page again when a run that was over is continued, or the workers have started."""
    history, engine = state_of(TrainState).followed, services.engine()
    if history is None:
        return
    if engine.ready != was_ready or engine.store.events(history.run_id, after=history.number):
        st.rerun()


st.title(say(texts.TITLE))
recipe, run_id = screen.recipe(), screen.run_id()
history = _follow(run_id) if run_id else None
moment = _moment(history) if history else ("over", 0.0, None)
phase, _, traced_step = state_of(TrainState).drawn = moment
if phase == "over":
    state_of(TrainState).stopping = None
with st.container(key="training_room"):
    controls, curves, inside = st.columns([21, 39, 24], gap="small")
with controls, st.container(key="train_controls", gap="xsmall"):
    show_controls(recipe, phase, history)
if history is None:
    card = services.library().card(recipe.data.dataset)
    with curves, st.container(key="train_curves"):
        with st.container(key="train_status"):
            st.info(say(texts.EMPTY), icon=":material/play_arrow:")
        _curves(History(recipe), card)
    with inside, st.container(key="train_inside"):
        show_probe(History(recipe), None, card)
else:
    tick = None if phase == "over" else TICK_SECONDS
    with curves, st.container(key="train_curves"):
        fragment(run_every=tick)(_watch)(inside.container(key="train_inside"))
    st.markdown(say(texts.NOTICE))
    card = services.library().card(history.recipe.data.dataset)
    traced = services.engine().probe(history.run_id)
    if phase != "over" and traced_step is not None and traced is not None:
        show_step_trace(traced, card)
    show_time_travel(history, card)
    if phase == "over" and visitor.owns(history.run_id):
        fragment(run_every=NEWS_SECONDS)(_watch_for_news)(services.engine().ready)
    if phase == "over" and history.has_network:
        take_home.offer_run(history)
        show_samples(history.run_id, history.recipe)
show_code("training")
next_step("train")
