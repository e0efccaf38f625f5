"""The run store keeps every event once and in order, also after a restart."""

import math
import os
import stat
import threading
from types import SimpleNamespace

import numpy as np
import pytest
import sqlalchemy as sa

from core.preparation.split import Scaling
from core.recipe import preset
from core.runs.events import (
    Continued,
    Epoch,
    EpochChosen,
    Failed,
    Finished,
    OptimizerChanged,
    Paused,
    Progress,
    Queued,
    Started,
)
from core.runs.probe import ProbeResult
from core.runs.run import Entry, NotRead, NotStored, RunError
from core.runs.store import RunStore
from core.runs.trained_weights import TrainedWeights

RECIPE = preset("digits-mlp")
PROBE = ProbeResult(epoch=0, step=0, predicted=(), shares=(), units=None, layers=())
STARTED = Started(train_count=10, validation_count=5, steps_per_epoch=2, parameter_count=3)


def progress(step: int, loss: float = 1.0) -> Progress:
    return Progress(epoch=1, step=step, loss=loss, accuracy=0.5, images_per_second=1.0)


@pytest.fixture
def store(tmp_path):
    store = RunStore(tmp_path)
    yield store
    store.close()


def test_a_new_run_is_queued(store):
    run = store.run(store.create(RECIPE, "ada", "engine"))
    assert (run.recipe, run.owner, run.status, run.in_flight) == (RECIPE, "ada", "queued", True)
    assert [logged.event for logged in store.events(run.id)] == [Queued()]


def test_several_runs_are_stored_together_or_none_is(store):
    with pytest.raises(AttributeError):
        store.create_all([RECIPE, RECIPE, SimpleNamespace()], "ada", "engine")
    assert store.runs("ada") == []
    first, second = store.create_all([RECIPE, RECIPE], "ada", "engine")
    assert {run.id for run in store.runs("ada")} == {first, second}


def test_events_come_back_in_order_and_from_where_one_left_off(store):
    run_id = store.create(RECIPE, "ada", "engine")
    for event in (STARTED, progress(1), progress(2)):
        assert store.append(run_id, event)
    assert [logged.number for logged in store.events(run_id)] == [0, 1, 2, 3]
    assert [logged.event for logged in store.events(run_id, after=2)] == [progress(2)]


def test_one_source_is_written_once(store):
    run_id = store.create(RECIPE, "ada", "engine")
    assert store.append(run_id, progress(1), source="a-0")
    assert not store.append(run_id, progress(1), source="a-0")
    assert len(store.events(run_id)) == 2


def test_nothing_follows_the_end(store):
    run_id = store.create(RECIPE, "ada", "engine")
    assert store.append(run_id, Failed(reason="No."))
    assert not store.append(run_id, progress(1))
    assert store.run(run_id).status == "failed"
    assert not store.run(run_id).in_flight


DONE = Finished(test_loss=1, test_accuracy=0.5, seconds=1)


def test_a_run_that_is_over_goes_on(store):
    run_id = store.create(RECIPE, "ada", "engine")
    with pytest.raises(RunError, match="still in flight"):
        store.reopen(run_id, Continued(epochs=9), "another")
    store.append(run_id, DONE)
    store.reopen(run_id, Continued(epochs=9), "another")
    assert store.run(run_id).status == "queued"
    assert store.leases.runs_of("another") == {run_id: "queued"}
    assert store.append(run_id, STARTED)


def test_an_epoch_is_chosen_when_the_run_is_over(store):
    run_id = store.create(RECIPE, "ada", "engine")
    with pytest.raises(RunError, match="still in flight"):
        store.choose(run_id, EpochChosen(epoch=1))
    store.append(run_id, DONE)
    store.choose(run_id, EpochChosen(epoch=1))
    assert store.run(run_id).status == "finished"
    assert [logged.number for logged in store.events(run_id)] == [0, 1, 2]


def test_a_change_in_a_pause_leaves_the_run_paused(store):
    run_id = store.create(RECIPE, "ada", "engine")
    for event in (STARTED, Paused(), OptimizerChanged(step=1, learning_rate=0.1, momentum=0)):
        store.append(run_id, event)
    assert store.run(run_id).status == "paused"


def test_what_another_engine_tells_of_a_run_is_not_written(store):
    run_id = store.create(RECIPE, "ada", "engine")
    assert not store.append(run_id, STARTED, engine="another")
    store.append_all([Entry(run_id, STARTED, "a-0"), Entry(run_id, PROBE, "a-1")], "another")
    assert (len(store.events(run_id)), store.film(run_id)) == (1, [])
    store.append_all([Entry(run_id, STARTED, "a-0"), Entry(run_id, PROBE, "a-1")], "engine")
    assert (len(store.events(run_id)), len(store.film(run_id))) == (2, 1)


def test_a_database_that_does_not_answer_is_said_and_no_run_is_half_there(store, monkeypatch):
    def gone(*_arguments):
        raise sa.exc.OperationalError("", {}, Exception("server closed the connection\nHint"))

    with monkeypatch.context() as patch:
        patch.setattr("core.runs.event_log.EVENTS", SimpleNamespace(insert=gone))
        with pytest.raises(NotStored, match=r"stored \(server closed the connection\)"):
            store.create(RECIPE, "ada", "engine")
        patch.setattr("core.runs.store.read_events", gone)
        with pytest.raises(NotRead, match="cannot be read now"):
            store.events("run")
    assert store.runs("ada") == []


def test_a_diverged_loss_is_kept_as_it_is(store):
    run_id = store.create(RECIPE, "ada", "engine")
    store.append(run_id, progress(1, math.nan))
    event = Epoch(epoch=1, step=2, val_loss=math.inf, val_accuracy=0.1, seconds=1)
    store.append(run_id, event)
    read = [logged.event for logged in store.events(run_id)]
    assert math.isnan(read[1].loss)
    assert read[2].val_loss == math.inf


def test_what_was_written_is_there_after_opening_again(tmp_path):
    store = RunStore(tmp_path)
    run_id = store.create(RECIPE, "ada", "engine")
    store.append(run_id, Finished(test_loss=0.1, test_accuracy=0.9, seconds=2))
    store.close()
    again = RunStore(tmp_path)
    assert again.run(run_id).status == "finished"
    assert len(again.events(run_id)) == 2
    again.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_the_home_is_its_owners_alone(tmp_path):
    home = tmp_path / "home"
    home.mkdir(0o755)
    RunStore(home).close()
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_owners_do_not_see_each_other(store):
    mine, yours = store.create(RECIPE, "ada", "e"), store.create(RECIPE, "grace", "e")
    assert [run.id for run in store.runs("ada")] == [mine]
    assert [run.id for run in store.runs("grace")] == [yours]


def test_weights_come_back_exactly(store):
    run_id = store.create(RECIPE, "ada", "engine")
    weights = [np.random.default_rng(0).normal(size=shape) for shape in ((3, 2), (2,))]
    scaling = Scaling(np.zeros(1, np.float32), np.full(1, 1 / 16, np.float32))
    assert not store.has_network(run_id)
    store.save_weights(run_id, TrainedWeights(weights, scaling))
    back = store.load_weights(run_id)
    assert all(np.array_equal(a, b) for a, b in zip(back.weights, weights, strict=True))
    assert np.array_equal(back.scaling.factor, scaling.factor)
    assert store.has_network(run_id)


@pytest.mark.parametrize("run_id", ["nothing", "../../etc/passwd", "", "a" * 10_000])
def test_an_id_that_is_no_run_is_refused(store, run_id):
    with pytest.raises(RunError, match="There is no run"):
        store.run(run_id)
    with pytest.raises(RunError, match="There is no run"):
        store.load_weights(run_id)


def test_a_run_without_weights_says_so(store):
    with pytest.raises(RunError, match="kept no trained network"):
        store.load_weights(store.create(RECIPE, "ada", "engine"))


def test_many_threads_write_and_no_event_is_lost(store):
    run_id = store.create(RECIPE, "ada", "engine")

    def write(writer: int) -> None:
        for step in range(25):
            store.append(run_id, progress(step), source=f"{writer}-{step}")

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [logged.number for logged in store.events(run_id)] == list(range(101))


def test_many_events_at_once_stand_in_their_order_each_source_once(store):
    one, two = (store.create(RECIPE, "ada", "engine") for _ in range(2))
    store.append_all(
        [
            (one, progress(1), "a-0"),
            (two, progress(1), "a-0"),
            (one, progress(2), "a-1"),
            (one, progress(1), "a-0"),
        ]
    )
    assert [logged.event for logged in store.events(one)] == [Queued(), progress(1), progress(2)]
    assert [logged.event for logged in store.events(two)] == [Queued(), progress(1)]
