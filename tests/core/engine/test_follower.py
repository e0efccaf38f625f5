"""Runs whose app ends, on a cluster that ends with it and on one that others run."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing

import psutil
import pytest

from core.engine import Engine
from core.recipe import preset
from core.runs.events import Epoch
from tests.browser.conftest import free_port
from tests.core.engine.runs import (
    LONG,
    QUICK,
    cluster_process,
    end_of,
    history_of,
    until,
    wait_for_epoch,
)
from tests.paths import ROOT


def test_closing_leaves_no_process_behind_and_a_run_goes_on_in_another_app(tmp_path):
    first = Engine.local(tmp_path, workers=1)
    run_id = first.submit(LONG, "ada")
    wait_for_epoch(first, run_id, 3)
    cluster = cluster_process(first)
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


def test_an_existing_cluster_goes_on_without_the_app(dask_address, tmp_path):
    first = Engine.connect(dask_address, tmp_path)
    recipe = preset("digits-mlp").with_settings("training", epochs=200)
    run_id = first.submit(recipe, "ada")
    wait_for_epoch(first, run_id, 1)
    first.close()
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
