"""Runs whose app ends, on a cluster that ends with it and on one that others run."""

import os
import re
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing

import numpy as np
import psutil
import pytest

from core.engine import Engine
from core.experiments.race import Axis, Race
from core.recipe import preset
from core.runs.events import Started
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
    momenta = (Axis(setting="momentum", values=("0", "0.9")),)
    race = Race(base=QUICK, axes=momenta, seeds=(0,))
    race_id = first.races.begin(race, "eve")
    cluster = cluster_process(first)
    family = [cluster, *cluster.children(recursive=True)]
    first.close()
    _gone, alive = psutil.wait_procs(family, timeout=15)
    assert not alive
    # A run that nobody can read any more, in flight on an engine with a name of another form.
    with closing(sqlite3.connect(tmp_path / "runs.db")) as database, database:
        strange = ("strange", '{"of_a_later_version": 1}', "ada", "engine-7", 0.0, "running")
        columns = "id, recipe, owner, engine, created, status"
        database.execute(f"INSERT INTO runs ({columns}) VALUES (?, ?, ?, ?, ?, ?)", strange)
    again = Engine.local(tmp_path, workers=1)
    until(lambda: again.ready)
    assert again.store.run(run_id).status == "interrupted"
    assert [run.status for run in again.store.unreadable_runs("ada")] == ["interrupted"]
    # A race that waited goes on by itself.
    for run in again.store.races.race(race_id).runs.values():
        assert end_of(again, run).kind == "finished"
    again.train_more(run_id, 2)
    assert end_of(again, run_id).kind == "finished"
    history = history_of(again, run_id)
    assert [epoch.epoch for epoch in history.epochs] == list(range(len(history.epochs)))
    again.close()


@pytest.fixture
def dask_address(tmp_path, monkeypatch) -> Iterator[str]:
    """A scheduler and a worker, started as the README says, which do not see the app's folder."""
    monkeypatch.setenv("FIRST_EPOCH_HOME", str(tmp_path / "worker"))
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


def test_an_existing_cluster_goes_on_without_the_app_and_without_its_folder(dask_address, tmp_path):
    home = tmp_path / "app"
    first = Engine.connect(dask_address, home)
    recipe = preset("digits-mlp").with_settings("training", epochs=200)
    run_id = first.submit(recipe, "ada")
    until(lambda: first.epochs_kept(run_id)[-1:] > [2])
    # Another worker goes on in the place of one that dies.
    [pid] = first._client().run(os.getpid).values()
    psutil.Process(pid).kill()
    until(lambda: starts_of(first, run_id)[1:] > [1])
    first.close()
    second = Engine.connect(dask_address, home)
    events = [logged.event for logged in second.follow(run_id)]
    assert events[-1].kind == "finished"
    history = history_of(second, run_id)
    assert [epoch.epoch for epoch in history.epochs] == list(range(201))
    # The app has all that was kept, and the run can go on.
    kept = second.epochs_kept(run_id)
    assert (kept[0], kept[-1]) == (0, 200)
    assert len(kept) > 10
    second.train_more(run_id, 2)
    assert end_of(second, run_id).kind == "finished"
    assert starts_of(second, run_id)[-1] == 201
    # A dataset that the worker does not have.
    digits = second.library.load("digits")
    np.savez(tmp_path / "mine.npz", x=digits.x_train[:99], y=digits.y_train[:99])
    name = second.library.add([tmp_path / "mine.npz"], title="Mine")
    end = end_of(second, second.submit(QUICK.with_settings("data", dataset=name), "ada"))
    assert re.match(rf"The worker tcp://127.0.0.1:\d+ does not have the dataset {name}", end.reason)
    second.close()
    assert not (tmp_path / "worker" / "artifacts").exists()


def starts_of(engine: Engine, run_id: str) -> list[int]:
    """With which epoch a run began, and went on each time."""
    events = (logged.event for logged in engine.store.events(run_id))
    return [event.first_epoch for event in events if isinstance(event, Started)]


def test_nobody_at_the_address(tmp_path, monkeypatch):
    monkeypatch.setattr("core.cluster.connection.JOIN_SECONDS", 0.5)
    engine = Engine.connect("tcp://127.0.0.1:9", tmp_path)
    run_id = engine.submit(QUICK, "ada")
    end = end_of(engine, run_id)
    assert end.kind == "failed"
    assert "No Dask scheduler answers at tcp://127.0.0.1:9" in end.reason
    engine.close()
