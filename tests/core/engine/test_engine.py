"""The engine: runs on real workers, and what becomes of them when things go wrong."""

import os
import sqlite3
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import numpy as np
import psutil
import pytest
from distributed import Client, Security

from core.datasets import DatasetError
from core.engine import Engine, EngineError
from core.recipe import Recipe, preset
from core.runs.events import Epoch, Started
from core.runs.history import RunHistory
from core.runs.store import RunError
from tests.browser.conftest import ROOT, free_port

QUICK = preset("digits-mlp").with_settings("training", epochs=3)
LONG = preset("digits-mlp").with_settings("training", epochs=1000)


@pytest.fixture(scope="module")
def own_engine(tmp_path_factory) -> Iterator[Engine]:
    """An engine whose processes a test may kill: they come again."""
    engine = Engine.local(tmp_path_factory.mktemp("home"), workers=1)
    yield engine
    engine.close()


def until(condition: Callable[[], bool], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def kinds(engine: Engine, run_id: str) -> list[str]:
    return [logged.event.kind for logged in engine.follow(run_id)]


def wait_for_epoch(engine: Engine, run_id: str, number: int) -> None:
    def reached() -> bool:
        events = [logged.event for logged in engine.store.events(run_id)]
        return any(isinstance(event, Epoch) and event.epoch >= number for event in events)

    until(reached)


def end_of(engine: Engine, run_id: str):
    return list(engine.follow(run_id))[-1].event


def _cluster_process(engine: Engine):
    return engine._follower._cluster._process


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
    assert found.loss == pytest.approx(events[-1].test_loss, rel=1e-4)
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


def wait_for_status(engine: Engine, run_id: str, status: str) -> None:
    until(lambda: engine.store.run(run_id).status == status)


def history_of(engine: Engine, run_id: str) -> RunHistory:
    history = RunHistory(engine.store.run(run_id).recipe, run_id)
    history.add(engine.store.events(run_id))
    return history


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
    assert history.continued_after == [3]


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


def test_runs_wait_in_line(engine):
    owners = [f"visitor {number}" for number in range(6)]
    runs = [engine.submit(LONG, owner) for owner in owners]
    until(lambda: sum(engine.store.run(run).status == "running" for run in runs) == 2)
    waiting = [run for run in runs if engine.store.run(run).status == "queued"]
    assert [engine.place(run) for run in waiting] == [0, 1, 2, 3]
    for run in reversed(runs):
        engine.stop(run)
    assert {end_of(engine, run).kind for run in runs} == {"stopped"}


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


def test_prediction_works_beside_a_run(engine):
    run_id = engine.submit(QUICK, "ada")
    end_of(engine, run_id)
    busy = engine.submit(LONG, "ada")
    wait_for_epoch(engine, busy, 1)
    picture = np.zeros((1, 8, 8, 1), np.uint8)
    assert engine.predict(run_id, picture).shape == (1, 10)
    assert engine.store.run(busy).in_flight
    engine.stop(busy)
    end_of(engine, busy)


def test_a_run_in_flight_reads_with_what_it_has_learned_so_far(engine):
    images = engine.library.load("digits").x_test[:16]
    labels = engine.library.load("digits").y_test[:16]
    learning = engine.submit(LONG, "reader", first="step_epoch")
    wait_for_status(engine, learning, "paused")
    with pytest.raises(RunError, match="no trained network"):
        engine.predict(learning, images)
    epoch, newest = engine.predict_snapshot(learning, None, images)
    untrained_epoch, untrained = engine.predict_snapshot(learning, 0, images)
    assert (epoch, untrained_epoch) == (1, 0)
    assert (newest.argmax(1) == labels).mean() > (untrained.argmax(1) == labels).mean() + 0.3
    for _ in range(2):  # the worker builds one network for both
        _, again = engine.predict_snapshot(learning, 0, images)
        np.testing.assert_array_equal(again, untrained)
        np.testing.assert_array_equal(engine.predict_snapshot(learning, 1, images)[1], newest)
    engine.stop(learning)
    end_of(engine, learning)
    # A run that is over can still be asked what it knew before.
    np.testing.assert_allclose(engine.predict_snapshot(learning, 1, images)[1], newest)
    with pytest.raises(RunError, match="not begun"):
        engine.predict_snapshot(learning, -1, images)


def test_a_few_pictures_are_read_past_the_queue(engine):
    run_id = engine.submit(QUICK, "ada")
    assert end_of(engine, run_id).kind == "finished"
    images = engine.library.load("digits").x_test
    outputs = engine.predict(run_id, images)

    def doze(*_network: object) -> None:
        time.sleep(3)

    with ThreadPoolExecutor(8) as askers:
        asked = [askers.submit(engine._query, run_id, doze) for _ in range(8)]  # more than threads
        time.sleep(0.5)
        read = engine.predict(run_id, images[:3])
        assert not any(question.done() for question in asked)
    np.testing.assert_allclose(read, outputs[:3], atol=1e-6)


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


def test_nobody_without_the_certificate_gets_in(engine):
    run_id = engine.submit(QUICK, "ada")
    end_of(engine, run_id)
    address = engine._client().scheduler.address
    assert address.startswith("tls://127.0.0.1:")
    for security in (Security.temporary(), Security()):
        scheme = address if security.tls_ca_file else address.replace("tls://", "tcp://")
        with pytest.raises(OSError):
            Client(scheme, security=security, timeout=2)


def test_nothing_is_told_over_plain_http(engine):
    engine._client()
    cluster = psutil.Process(_cluster_process(engine).pid)
    ports = {
        connection.laddr.port
        for process in (cluster, *cluster.children(recursive=True))
        for connection in process.net_connections(kind="inet")
        if connection.status == psutil.CONN_LISTEN
    }
    assert ports
    for port in ports:
        for path in (
            "/health",
            "/metrics",
            "/json/counts.json",
            "/status",
            "/info/main/workers.html",
        ):
            with (
                pytest.raises(OSError),
                urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5),
            ):
                pass


def test_a_killed_worker_is_replaced_and_the_run_ends_well(own_engine):
    recipe = preset("digits-mlp").with_settings("training", epochs=200)
    run_id = own_engine.submit(recipe, "ada")
    until(lambda: own_engine.epochs_kept(run_id)[-1:] > [0])
    for pid in own_engine._client().run(os.getpid).values():
        psutil.Process(pid).kill()
    events = [logged.event for logged in own_engine.follow(run_id)]
    assert events[-1].kind == "finished"
    starts = [event.first_epoch for event in events if isinstance(event, Started)]
    assert starts[0] == 1
    assert len(starts) == 2
    assert starts[1] > 1
    history = history_of(own_engine, run_id)
    assert history.continued_after == [starts[1] - 1]
    assert [epoch.epoch for epoch in history.epochs] == list(range(201))


def test_a_worker_that_dies_again_and_again_comes_back_and_is_given_the_weights(own_engine):
    run_id = own_engine.submit(QUICK, "ada")
    assert end_of(own_engine, run_id).kind == "finished"
    picture = own_engine.library.load("digits").x_test[:1]
    before = own_engine.predict(run_id, picture)

    def answered() -> bool:
        try:
            np.testing.assert_array_equal(own_engine.predict(run_id, picture), before)
        except EngineError:
            return False
        return True

    # Dask looks 15 seconds after a death whether the worker is back, and would give it up.
    end = time.monotonic() + 17
    while time.monotonic() < end:
        for pid in own_engine._client().run(os.getpid).values():
            psutil.Process(pid).kill()
        until(answered)


def test_a_worker_that_hangs_is_not_waited_for_without_end(own_engine, monkeypatch):
    run_id = own_engine.submit(QUICK, "ada")
    assert end_of(own_engine, run_id).kind == "finished"
    picture = own_engine.library.load("digits").x_test[:1]
    before = own_engine.predict(run_id, picture)
    [pid] = own_engine._client().run(os.getpid).values()
    monkeypatch.setattr("core.engine.networks.QUICK_SECONDS", 1)
    psutil.Process(pid).suspend()
    try:
        with pytest.raises(EngineError, match="did not answer in time"):
            own_engine.predict(run_id, picture)
    finally:
        psutil.Process(pid).resume()
    monkeypatch.undo()
    np.testing.assert_array_equal(own_engine.predict(run_id, picture), before)


def test_a_lost_cluster_is_replaced(own_engine):
    run_id = own_engine.submit(LONG, "ada")
    wait_for_epoch(own_engine, run_id, 1)
    cluster = psutil.Process(_cluster_process(own_engine).pid)
    workers = cluster.children(recursive=True)
    cluster.kill()
    assert end_of(own_engine, run_id).kind == "interrupted"
    run_id = own_engine.submit(QUICK, "ada")
    assert end_of(own_engine, run_id).kind == "finished"
    _gone, alive = psutil.wait_procs(workers, timeout=15)
    assert not alive


def test_closing_leaves_no_process_behind_and_a_run_goes_on_in_another_app(tmp_path):
    first = Engine.local(tmp_path, workers=1)
    run_id = first.submit(LONG, "ada")
    wait_for_epoch(first, run_id, 3)
    cluster = psutil.Process(_cluster_process(first).pid)
    family = [cluster, *cluster.children(recursive=True)]
    first.close()
    _gone, alive = psutil.wait_procs(family, timeout=15)
    assert not alive
    # A run that nobody can read any more, in flight on an engine with a name of another form.
    with closing(sqlite3.connect(tmp_path / "runs.db")) as database, database:
        strange = ("strange", '{"of_a_later_version": 1}', "ada", "engine-7", 0.0, "running")
        database.execute("INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?)", strange)
    again = Engine.local(tmp_path, workers=1)
    until(lambda: again.ready)
    assert again.store.run(run_id).status == "interrupted"
    assert [run.status for run in again.store.unreadable_runs("ada")] == ["interrupted"]
    again.train_more(run_id, 2)
    assert end_of(again, run_id).kind == "finished"
    history = history_of(again, run_id)
    assert [epoch.epoch for epoch in history.epochs] == list(range(len(history.epochs)))
    again.close()


def test_closing_at_once_does_not_wait_for_workers_that_are_still_starting(tmp_path):
    engine = Engine.local(tmp_path, workers=1)
    until(lambda: _cluster_process(engine) is not None)
    cluster = psutil.Process(_cluster_process(engine).pid)
    until(lambda: len(cluster.children(recursive=True)) >= 2)  # a worker and Python's own helper
    family = [cluster, *cluster.children(recursive=True)]
    engine.close()
    assert engine._follower._client is None  # nobody waited until it was there
    _gone, alive = psutil.wait_procs(family, timeout=15)
    assert not alive


@pytest.fixture
def dask_address(tmp_path, monkeypatch) -> Iterator[str]:
    """A scheduler and a worker, started as the README says."""
    monkeypatch.setenv("FIRST_EPOCH_HOME", str(tmp_path))
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    dask = [sys.executable, "-m", "dask"]
    scheduler = [*dask, "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
    worker = [*dask, "worker", address, "--nthreads", "2", "--resources", "training=1"]
    processes = [
        psutil.Popen(command, cwd=ROOT)
        for command in (scheduler, [*worker, "--preload", "core.worker"])
    ]
    yield address
    for process in reversed(processes):
        process.terminate()
        process.wait(30)


def test_an_existing_cluster_goes_on_without_the_app(dask_address, tmp_path, monkeypatch):
    first = Engine.connect(dask_address, tmp_path)
    recipe = preset("digits-mlp").with_settings("training", epochs=200)
    run_id = first.submit(recipe, "ada")
    wait_for_epoch(first, run_id, 1)
    first.close()
    # As if the app had died: its process's name is no longer alive.
    monkeypatch.setattr("core.engine.follower._is_alive", lambda _engine: False)
    second = Engine.connect(dask_address, tmp_path)
    events = [logged.event for logged in second.follow(run_id)]
    second.close()
    assert events[-1].kind == "finished"
    epochs = [event.epoch for event in events if isinstance(event, Epoch)]
    assert epochs == list(range(201))


def test_nobody_at_the_address(tmp_path, monkeypatch):
    monkeypatch.setattr("core.cluster.connection.JOIN_SECONDS", 0.5)
    engine = Engine.connect("tcp://127.0.0.1:9", tmp_path)
    run_id = engine.submit(QUICK, "ada")
    end = end_of(engine, run_id)
    assert end.kind == "failed"
    assert "No Dask scheduler answers at tcp://127.0.0.1:9" in end.reason
    engine.close()
