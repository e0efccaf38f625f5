"""What becomes of runs and questions when a worker, or all of them, die or hang."""

import os
from collections.abc import Iterator

import numpy as np
import psutil
import pytest

from core.engine import Engine, EngineError
from core.recipe import preset
from core.runs.events import Started
from tests.core.engine.runs import (
    LONG,
    QUICK,
    cluster_process,
    end_of,
    history_of,
    until,
    wait_for_epoch,
)


@pytest.fixture(scope="module")
def own_engine(tmp_path_factory) -> Iterator[Engine]:
    """An engine whose processes a test may kill: they come again.

    Dask gives up a worker that is not back in a while; left to itself, here after a second.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DASK_DISTRIBUTED__DEPLOY__LOST_WORKER_TIMEOUT", "1 s")
        engine = Engine.local(tmp_path_factory.mktemp("home"), workers=1)
        yield engine
        engine.close()


def kill_workers(engine: Engine) -> None:
    for pid in engine._client().run(os.getpid).values():
        psutil.Process(pid).kill()


def test_a_worker_that_dies_again_and_again_is_replaced_and_its_run_and_its_answers_go_on(
    own_engine,
):
    recipe = preset("digits-mlp").with_settings("training", epochs=200)
    run_id = own_engine.submit(recipe, "ada")
    until(lambda: own_engine.epochs_kept(run_id)[-1:] > [0])
    kill_workers(own_engine)
    events = [logged.event for logged in own_engine.follow(run_id)]
    assert events[-1].kind == "finished"
    starts = [event.first_epoch for event in events if isinstance(event, Started)]
    assert starts[0] == 1
    assert len(starts) == 2
    assert starts[1] > 1
    history = history_of(own_engine, run_id)
    assert [epoch.epoch for epoch in history.epochs] == list(range(201))

    picture = own_engine.library.load("digits").x_test[:1]
    before = own_engine.predict(run_id, picture)

    def answered() -> bool:
        try:
            np.testing.assert_array_equal(own_engine.predict(run_id, picture), before)
        except EngineError:
            return False
        return True

    # The worker that comes back is given the weights.
    kill_workers(own_engine)
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
    cluster = cluster_process(own_engine)
    workers = cluster.children(recursive=True)
    cluster.kill()
    assert end_of(own_engine, run_id).kind == "interrupted"
    run_id = own_engine.submit(QUICK, "ada")
    assert end_of(own_engine, run_id).kind == "finished"
    _gone, alive = psutil.wait_procs(workers, timeout=15)
    assert not alive
