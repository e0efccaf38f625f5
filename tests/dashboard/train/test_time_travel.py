"""Time travel on a page: back to the epochs of a real run, and one of them chosen."""

import re
from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.engine import EngineError
from core.recipe import Recipe
from core.runs.events import (
    Epoch,
    Failed,
    Finished,
    Paused,
    Queued,
    Resumed,
    SnapshotSaved,
    Started,
    Stopped,
)
from core.runs.history import RunHistory
from core.runs.run import Logged
from dashboard.lab import services

RECIPE = Recipe.from_link(
    "?data.dataset=digits&data.scaling=0-1&data.validate_on=split&training.learning_rate=0.1"
    "&training.batch_size=16&training.epochs=3"
)
STARTED = Started(train_count=100, validation_count=20, steps_per_epoch=10, parameter_count=3)
BUSY = "The workers did not answer in time. Try again."


def epoch(number: int) -> Epoch:
    return Epoch(
        epoch=number,
        step=10 * number,
        loss=1.0,
        accuracy=0.5,
        val_loss=1.0,
        val_accuracy=0.1 * number,
        seconds=1,
    )


def finished(best_epoch: int | None = None) -> Finished:
    return Finished(best_epoch=best_epoch, test_loss=1.0, test_accuracy=0.5, seconds=3)


def history_of(*events) -> RunHistory:
    history = RunHistory(RECIPE, "run")
    history.add(Logged(number, 100.0 + number, event) for number, event in enumerate(events))
    return history


OVER = (Queued(), STARTED, epoch(0), epoch(1), epoch(2), finished())


def draw():
    import streamlit as st

    from dashboard.lab import services
    from dashboard.train.time_travel import show_time_travel

    history = st.session_state.history
    history.add(services.engine().store.events(history.run_id, after=history.number))
    show_time_travel(history, services.library().card(history.recipe.data.dataset))


@pytest.fixture
def page(monkeypatch):
    """`page(engine, history)`: time travel through a run, its section open."""

    def opened(engine, history) -> AppTest:
        monkeypatch.setattr(services, "engine", lambda: engine)
        monkeypatch.setattr(services, "library", lambda: engine.library)
        app = AppTest.from_function(draw, default_timeout=60)
        app.session_state.history = history
        app.session_state.time_travel = True
        app.run()
        assert not app.exception
        return app

    return opened


@pytest.fixture
def lab(engine):
    """An engine that refuses every look back, and counts them."""
    asked = []

    def probe_epoch(run_id, epoch):
        asked.append(epoch)
        raise EngineError(BUSY)

    return SimpleNamespace(
        library=engine.library,
        store=SimpleNamespace(events=lambda run_id, after: []),
        epochs_kept=lambda run_id: [0, 1, 2],
        owns=lambda run_id: True,
        probe_epoch=probe_epoch,
        asked=asked,
    )


def words(app: AppTest) -> str:
    blocks = (*app.markdown, *app.caption, *app.html, *app.warning)
    return "\n".join(block.value for block in blocks)


def share_read_right(app: AppTest) -> str:
    """The share in the title of the confusion matrix."""
    [chart] = app.get("plotly_chart")
    return re.search(r"([\d.]+%) of \d+ validation pictures read right", str(chart.proto))[1]


@pytest.fixture(scope="module")
def run_id(engine):
    """A run of three epochs that is over."""
    run_id = engine.submit(RECIPE, "time traveller")
    assert [logged.event.kind for logged in engine.follow(run_id)][-1] == "finished"
    return run_id


def test_every_kept_epoch_reads_what_its_event_said(page, engine, run_id):
    app = page(engine, RunHistory(RECIPE, run_id))
    events = [logged.event for logged in engine.store.events(run_id)]
    reads = {event.epoch: event.val_accuracy for event in events if isinstance(event, Epoch)}
    kept = [event.epoch for event in events if isinstance(event, SnapshotSaved)]
    assert kept[0] == 0
    names = ["0, untrained", *map(str, kept[1:])]
    assert app.select_slider(key="time_travel_epoch").options == names
    assert app.select_slider(key="time_travel_epoch").value == kept[-1] == 3
    for number in reversed(kept):
        app.select_slider(key="time_travel_epoch").set_value(number).run()
        assert share_read_right(app) == f"{reads[number]:.1%}"
    assert "of 25 read right" in words(app)


def test_another_epoch_becomes_the_network(page, engine, run_id):
    app = page(engine, RunHistory(RECIPE, run_id))
    reads = {event.epoch: f"{event.val_accuracy:.1%}" for event in app.session_state.history.epochs}
    digits = engine.library.load("digits")
    trained = engine.predict(run_id, digits.x_test)
    assert app.button(key="choose_epoch").disabled
    assert f"The run's network is that of epoch 3, which reads {reads[3]}" in words(app)

    app.select_slider(key="time_travel_epoch").set_value(0).run()
    app.button(key="choose_epoch").click().run()
    assert f"The run's network is now that of epoch 0, which reads {reads[0]}" in words(app)
    assert f"Before, it was that of epoch 3, which reads {reads[3]}" in words(app)
    assert app.button(key="choose_epoch").disabled
    untrained = engine.predict(run_id, digits.x_test)
    assert (untrained.argmax(axis=1) == digits.y_test).mean() < 0.4

    app.select_slider(key="time_travel_epoch").set_value(3).run()
    app.button(key="choose_epoch").click().run()
    np.testing.assert_array_equal(engine.predict(run_id, digits.x_test), trained)


@pytest.mark.parametrize(
    ("events", "kept"),
    [
        ((Queued(), STARTED, epoch(0), epoch(1)), [0, 1]),
        ((*OVER[:4], Paused(), Resumed()), [0, 1]),
        (OVER, []),
        (OVER, [2]),
    ],
)
def test_there_is_nothing_to_travel_to(page, lab, events, kept):
    lab.epochs_kept = lambda run_id: kept
    app = page(lab, history_of(*events))
    assert words(app) == ""
    assert not app.get("expander")


def test_nothing_is_asked_before_it_is_opened(page, lab):
    app = page(lab, history_of(*OVER))
    assert lab.asked == [2]
    app.session_state.time_travel = False
    app.run()
    assert lab.asked == [2]


def test_a_refusal_is_a_sentence_and_is_asked_again(page, lab):
    app = page(lab, history_of(*OVER))
    assert BUSY in words(app)
    app.run()
    assert lab.asked == [2, 2]


def test_an_epoch_is_asked_for_once_until_the_run_goes_on(page, lab, engine, run_id):
    def probe_epoch(_run_id, epoch):
        lab.asked.append(epoch)
        return engine.probe_epoch(run_id, 0)

    lab.probe_epoch = probe_epoch
    app = page(lab, history_of(*OVER))
    for number in (1, 2, 1):
        app.select_slider(key="time_travel_epoch").set_value(number).run()
    assert lab.asked == [2, 1]
    went_on = STARTED.model_copy(update={"first_epoch": 3})
    app.session_state.history = history_of(*OVER, went_on, epoch(3), finished())
    app.run()
    assert lab.asked == [2, 1, 1]


def test_a_paused_run_can_be_looked_at_but_not_changed(page, lab):
    app = page(lab, history_of(*OVER[:5], Paused()))
    assert "When the run is over" in words(app)
    assert not app.button


def test_a_stranger_looks_back_and_changes_nothing(page, engine, run_id):
    app = page(engine.on_behalf_of("a stranger"), RunHistory(RECIPE, run_id))
    app.select_slider(key="time_travel_epoch").set_value(1).run()
    assert "validation pictures read right" in str(app.get("plotly_chart")[0].proto)
    assert app.button(key="choose_epoch").disabled


def test_a_run_that_failed_has_no_network_to_replace(page, lab):
    app = page(lab, history_of(*OVER[:5], Failed(reason="The disk is full.")))
    assert app.select_slider(key="time_travel_epoch").value == 2
    assert not app.button


def test_early_stopping_kept_its_best_epoch(page, lab):
    app = page(lab, history_of(*OVER[:5], finished(best_epoch=1)))
    assert "The run's network is that of epoch 1, which reads 10.0%" in words(app)


def test_a_run_stopped_within_an_epoch_has_a_network_of_its_own(page, lab):
    stopped = Stopped(test_loss=1.0, test_accuracy=0.5)
    app = page(lab, history_of(*OVER[:5], stopped))
    assert "The run's network is the one that it had at its end." in words(app)
    assert not app.button(key="choose_epoch").disabled
