"""The engine: runs on real workers, one after another and side by side."""

import sqlite3
import time
from contextlib import closing

import numpy as np
import pytest

from core.datasets import DatasetError
from core.drawing.ink import prepare
from core.engine import EngineError
from core.recipe import Recipe, preset
from core.runs.database import Database
from core.runs.events import Epoch, EpochChosen, Started, Stopped
from core.runs.run import NotStored, RunError
from core.runs.snapshots import Snapshot
from tests.core.engine.runs import (
    LONG,
    QUICK,
    end_of,
    history_of,
    kinds_of,
    until,
    wait_for_epoch,
    wait_for_status,
)
from tests.made.hands import HANDS, drawn_by
from tests.made.lone_engine import lone_engine

ONE_PICTURE = {
    "train_count": 1,
    "validation_count": 1,
    "steps_per_epoch": 1,
    "parameter_count": 1,
}


def test_a_run_learns_and_answers(engine, monkeypatch):
    run_id = engine.submit(preset("digits-mlp"), "ada")
    events = [logged.event for logged in engine.follow(run_id)]
    assert [event.epoch for event in events if isinstance(event, Epoch)] == list(range(61))
    assert events[-1].kind == "finished"
    assert events[-1].test_accuracy >= 0.9
    digits = engine.library.load("digits")
    outputs = engine.predict(run_id, digits.x_test)
    assert outputs.shape == (360, 10)
    assert outputs.sum(axis=1) == pytest.approx(np.ones(360), abs=1e-5)
    right = float((outputs.argmax(axis=1) == digits.y_test).mean())
    assert right == pytest.approx(events[-1].test_accuracy)
    drawn = [one for hand in HANDS.values() for one in drawn_by(hand)]
    said = engine.predict(run_id, np.stack([prepare(ink, digits.card) for _, ink in drawn]))
    assert (said.argmax(axis=1) == [digit for digit, _ in drawn]).mean() >= 0.95
    monkeypatch.setattr(
        "core.engine.worker_queries.MOST_BYTES", 64 * 100 + 1
    )  # 100 pictures, and 60 at the end
    np.testing.assert_allclose(engine.predict(run_id, digits.x_test), outputs, atol=1e-6)
    assert engine.predict(run_id, digits.x_test[:0]).shape == (0, 10)
    monkeypatch.setattr("core.engine.worker_queries.MOST_PICTURES", 100)
    for source, images in (("test", digits.x_test), ("train", digits.x_train)):
        indices = np.arange(len(images))[::-4]
        by_place = engine.predict_at(run_id, source, indices)
        np.testing.assert_allclose(by_place, engine.predict(run_id, images[indices]), atol=1e-6)
    found = engine.evaluate(digits.y_test, outputs)
    assert found.accuracy == right
    # Cross-entropy, whatever the smoothing of labels that it trained with.
    loss = -np.log(outputs[np.arange(360), digits.y_test]).mean()
    assert found.loss == pytest.approx(loss, rel=1e-4)
    with pytest.raises(ValueError, match="no numbers"):
        engine.evaluate(digits.y_test, np.full_like(outputs, np.nan))


def test_equal_recipes_give_equal_runs(engine):
    runs = [engine.submit(QUICK, owner) for owner in ("ada", "grace")]
    losses = [
        [event.val_loss for _, _, event in engine.follow(run_id) if isinstance(event, Epoch)]
        for run_id in runs
    ]
    assert losses[0] == pytest.approx(losses[1], rel=1e-4)


def test_two_visitors_train_at_the_same_time(engine):
    mine, yours = engine.submit(LONG, "ada"), engine.submit(LONG, "grace")
    wait_for_epoch(engine, mine, 2)
    wait_for_epoch(engine, yours, 2)
    assert engine.store.run(mine).in_flight
    assert engine.store.run(yours).in_flight
    engine.stop(mine)
    assert end_of(engine, mine).kind == "stopped"
    assert engine.store.run(yours).in_flight
    engine.stop(yours)
    assert end_of(engine, yours).kind == "stopped"


def test_one_owner_has_one_run_in_flight(engine):
    run_id = engine.submit(LONG, "ada")
    with pytest.raises(EngineError, match="Your last run is still training"):
        engine.submit(LONG, "ada")
    other = engine.submit(LONG, "ada", instead_of=run_id)
    assert end_of(engine, run_id).kind == "stopped"
    engine.stop(other)
    end_of(engine, other)


def test_stop_keeps_what_was_learned(engine):
    run_id = engine.submit(LONG, "ada")
    wait_for_epoch(engine, run_id, 5)
    engine.stop(run_id)
    engine.stop(run_id)  # twice is once
    assert end_of(engine, run_id).kind == "stopped"
    assert engine.predict(run_id, np.zeros((1, 8, 8, 1), np.uint8)).shape == (1, 10)


def test_stop_at_once(engine):
    run_id = engine.submit(LONG, "ada")
    engine.stop(run_id)
    assert end_of(engine, run_id).kind == "stopped"
    run_id = engine.submit(QUICK, "ada")
    assert end_of(engine, run_id).kind == "finished"


def test_pause_holds_still_and_resume_goes_on(engine):
    run_id = engine.submit(LONG, "ada")
    wait_for_epoch(engine, run_id, 1)
    engine.pause(run_id)
    until(lambda: engine.store.run(run_id).status == "paused")
    before = len(engine.store.events(run_id))
    time.sleep(0.5)
    assert len(engine.store.events(run_id)) == before
    engine.resume(run_id)
    until(lambda: engine.store.run(run_id).status == "running")
    engine.stop(run_id)
    assert end_of(engine, run_id).kind == "stopped"


def test_a_run_is_stepped_changed_and_looked_into(engine):
    run_id = engine.submit(LONG, "stepper", first="step")
    wait_for_status(engine, run_id, "paused")
    until(lambda: engine.probe(run_id) and engine.probe(run_id).step == 1)
    assert engine.probe(run_id).step_trace.weight.is_plain
    engine.step(run_id)
    until(lambda: engine.probe(run_id).step == 2)
    engine.change(run_id, learning_rate=0.2, momentum=0.0)
    until(lambda: history_of(engine, run_id).changes)
    assert engine.store.run(run_id).status == "paused"
    engine.step_epoch(run_id)
    until(lambda: len(history_of(engine, run_id).training) == 1)
    wait_for_status(engine, run_id, "paused")
    with pytest.raises(ValueError, match="greater than 0"):
        engine.change(run_id, learning_rate=-1, momentum=0.0)
    engine.pace(run_id, 10)
    engine.resume(run_id)
    engine.stop(run_id)
    assert end_of(engine, run_id).kind == "stopped"


def test_a_run_that_is_over_is_looked_back_at_and_goes_on(engine):
    run_id = engine.submit(QUICK, "historian")
    end_of(engine, run_id)
    assert engine.epochs_kept(run_id)[0] == 0
    assert engine.epochs_kept(run_id)[-1] == 3
    images = engine.library.load("digits").x_test[:50]
    last = engine.predict(run_id, images)
    back = engine.probe_epoch(run_id, 0)
    assert back.probe.epoch == 0
    with pytest.raises(RunError, match="Epoch 7"):
        engine.probe_epoch(run_id, 7)

    engine.choose(run_id, 0)
    assert np.abs(engine.predict(run_id, images) - last).max() > 0.1
    assert history_of(engine, run_id).end.kind == "finished"
    engine.train_more(run_id, 3)
    with pytest.raises(RunError, match="in flight"):
        engine.train_more(run_id, 3)
    assert end_of(engine, run_id).kind == "finished"
    # From the untrained network over the same batches: the same network again.
    np.testing.assert_allclose(engine.predict(run_id, images), last, atol=1e-5)
    engine.train_more(run_id, 2)
    assert end_of(engine, run_id).kind == "finished"
    history = history_of(engine, run_id)
    assert [epoch.epoch for epoch in history.epochs] == [0, 1, 2, 3, 4, 5]
    started = [one.event for one in engine.follow(run_id) if isinstance(one.event, Started)]
    assert [event.first_epoch for event in started] == [1, 1, 4]


def test_what_cannot_go_on_says_why(engine):
    run_id = engine.submit(QUICK, "busy")
    end_of(engine, run_id)
    with pytest.raises(EngineError, match="at most 1,000 epochs"):
        engine.train_more(run_id, 1000)
    other = engine.submit(LONG, "busy")
    with pytest.raises(EngineError, match="still training"):
        engine.train_more(run_id, 1)
    for _ in range(100):
        with pytest.raises(EngineError, match="still training"):
            engine.submit(QUICK, "busy")
    engine.stop(other)
    assert end_of(engine, other).kind == "stopped"


def test_a_run_does_not_go_on_from_a_chosen_epoch_that_was_not_kept(tmp_path):
    engine, _ = lone_engine(tmp_path)
    run_id = engine.store.create(QUICK, "ada", "engine")
    snapshots = engine.store.snapshots(run_id)
    for epoch in (0, 2):
        snapshots.save(Snapshot(epoch, 0.1, 0, [], [], []))
    engine.store.append(run_id, Stopped())
    engine.store.choose(run_id, EpochChosen(epoch=1))
    with pytest.raises(RunError, match="kept no"):
        engine.continues_from(run_id)
    engine.store.choose(run_id, EpochChosen(epoch=0))
    assert engine.continues_from(run_id) == 0
    engine.close()


def test_runs_wait_in_line(engine):
    owners = [f"visitor {number}" for number in range(6)]
    runs = [engine.submit(LONG, owner) for owner in owners]
    until(lambda: sum(engine.store.run(run).status == "running" for run in runs) == 2)
    waiting = [run for run in runs if engine.store.run(run).status == "queued"]
    assert [engine.place(run) for run in waiting] == [0, 1, 2, 3]
    for run in reversed(runs):
        engine.stop(run)
    assert {end_of(engine, run).kind for run in runs} == {"stopped"}


def test_a_short_run_does_not_wait_for_two_long_ones(engine, monkeypatch):
    monkeypatch.setattr("core.engine.turns.SLICE_SECONDS", 0.5)
    # On a busy machine an epoch of one of the long runs may take twice as long as the other's.
    monkeypatch.setattr("core.engine.turns.CHANGE", 20.0)
    runs = [engine.submit(LONG, owner) for owner in ("ada", "bob")]
    for run in runs:
        wait_for_epoch(engine, run, 1)
    short = engine.submit(QUICK, "eve")
    assert end_of(engine, short).kind == "finished"
    [gave_way] = [run for run in runs if "yielded" in kinds_of(engine, run)]
    until(lambda: kinds_of(engine, gave_way)[-1] in ("progress", "epoch"))
    for run in runs:
        assert engine.store.run(run).in_flight
        engine.stop(run)
        end_of(engine, run)
        epochs = [epoch.epoch for epoch in history_of(engine, run).epochs]
        assert epochs == list(range(len(epochs)))
    kinds = kinds_of(engine, gave_way)
    assert kinds[kinds.index("yielded") + 1] == "resumed"


def test_who_holds_still_gives_way_to_who_waits_and_gets_a_worker_back(engine):
    undisturbed = engine.submit(QUICK, "ada")
    end_of(engine, undisturbed)
    still = engine.submit(QUICK, "ada", first="pause")
    busy = engine.submit(LONG, "bob")
    wait_for_status(engine, still, "paused")
    wait_for_status(engine, busy, "running")
    third = engine.submit(QUICK, "eve")
    assert end_of(engine, third).kind == "finished"
    wait_for_status(engine, still, "released")
    assert history_of(engine, still).paused
    engine.resume(still)
    assert end_of(engine, still).kind == "finished"
    for one, other in zip(
        *(engine.store.load_weights(run).weights for run in (still, undisturbed)), strict=True
    ):
        np.testing.assert_array_equal(one, other)
    again = engine.submit(QUICK, "ada", first="pause")
    wait_for_status(engine, again, "paused")
    engine.submit(QUICK, "eve")
    wait_for_status(engine, again, "released")
    engine.stop(again)
    assert end_of(engine, again).kind == "stopped"
    assert engine.store.has_network(again)
    engine.stop(busy)


def test_nothing_is_lost_while_the_database_is_away(engine, monkeypatch):
    run_id = engine.submit(preset("digits-mlp"), "ada")
    wait_for_epoch(engine, run_id, 1)

    def away(*_arguments: object) -> None:
        raise NotStored("Nobody answers.")

    with monkeypatch.context() as patch:
        patch.setattr(Database, "writing", away)
        patch.setattr(Database, "reading", away)
        until(lambda: engine.held_back(run_id) > 10)
        until(lambda: engine._follower._ends.is_held_back(run_id))  # it ends meanwhile
    assert end_of(engine, run_id).kind == "finished"
    assert engine.held_back(run_id) == 0
    assert [epoch.epoch for epoch in history_of(engine, run_id).epochs] == list(range(61))
    assert engine.store.has_network(run_id)


def test_a_run_whose_app_is_gone_is_interrupted_and_one_that_lives_is_not(engine, monkeypatch):
    monkeypatch.setattr("core.engine.lease.LEASE_SECONDS", 0)  # it has judged others for long
    apps = "another host, a", "another host, b"
    for app in apps:
        engine.store.leases.renew(app)
    gone, alive = (engine.store.create(QUICK, "ada", app) for app in apps)
    for run_id in (gone, alive):
        engine.store.append(run_id, Started(**ONE_PICTURE))
    waiting = engine.store.create(QUICK, "ada", apps[0])
    with closing(sqlite3.connect(engine.store._home / "runs.db")) as database, database:
        database.execute("UPDATE engines SET expires = 0 WHERE name = ?", apps[:1])
    wait_for_status(engine, gone, "interrupted")
    assert end_of(engine, waiting).kind == "finished"
    assert engine.store.run(alive).status == "running"
    engine.store.append(alive, Stopped())


@pytest.mark.parametrize(
    ("link", "error", "sentence"),
    [
        ("model.layers=flatten,dense:3", EngineError, "ends with 3 outputs"),
        ("data.dataset=nothing", DatasetError, "nothing"),
        ("data.dataset=mnist", DatasetError, "MNIST is not on this machine yet"),
    ],
)
def test_what_cannot_run_is_refused_at_once(engine, link, error, sentence):
    with pytest.raises(error, match=sentence):
        engine.submit(Recipe.from_link(link), "ada")
    assert not any(run.in_flight for run in engine.store.runs("ada"))


def test_unknown_runs(engine):
    for ask in (engine.stop, lambda run_id: list(engine.follow(run_id))):
        with pytest.raises(RunError, match="There is no run"):
            ask("nothing")
