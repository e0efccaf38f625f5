"""Runs take so much room: first the oldest snapshots go, and of too many runs the oldest."""

from collections.abc import Iterator

import numpy as np
import pytest

from core.preparation.split import Scaling
from core.recipe import preset
from core.runs.events import Continued, EpochChosen, Stopped
from core.runs.quota import RunQuota, keep_within
from core.runs.snapshots import Snapshot
from core.runs.store import RunError, RunStore
from core.runs.trained_weights import TrainedWeights

PLENTY = RunQuota(runs=1000, nbytes=2**40)


@pytest.fixture
def store(tmp_path) -> Iterator[RunStore]:
    store = RunStore(tmp_path)
    yield store
    store.close()


def a_run(store: RunStore, owner: str, over: bool = True) -> str:
    """A run with three snapshots of 4 kB and a network."""
    run_id = store.create(preset("digits-mlp"), owner, "engine")
    weights = [np.zeros(1000, np.float32)]
    for epoch in range(3):
        store.snapshots(run_id).save(Snapshot(epoch, 0.1, 0, weights, [], []))
    store.save_weights(run_id, TrainedWeights(weights, Scaling(np.zeros(1), np.ones(1))))
    if over:
        store.append(run_id, Stopped())
    return run_id


def epochs(store: RunStore, *runs: str) -> list[list[int]]:
    return [store.snapshots(run).epochs() for run in runs]


def test_within_the_quota_everything_stays(store):
    runs = [a_run(store, "ada") for _ in range(2)]
    keep_within(store, "ada", PLENTY, PLENTY)
    assert epochs(store, *runs) == [[0, 1, 2], [0, 1, 2]]


def test_the_oldest_snapshots_go_first_and_networks_stay(store):
    old, middle, new = (a_run(store, "ada") for _ in range(3))
    others = a_run(store, "eve")
    size = store.runs_over("ada")[0].nbytes
    keep_within(store, "ada", RunQuota(1000, 3 * size - 1), PLENTY)
    assert epochs(store, old, middle, new, others) == [[2], [0, 1, 2], [0, 1, 2], [0, 1, 2]]
    assert all(store.has_network(run) for run in (old, middle, new))
    taken = sum(run.nbytes for run in store.runs_over())
    keep_within(store, "eve", PLENTY, RunQuota(1000, taken - 1))
    assert epochs(store, middle, new, others) == [[2], [0, 1, 2], [0, 1, 2]]


def test_where_that_is_not_enough_the_oldest_runs_go_and_the_newest_stays_as_it_is(store):
    old, middle, new = (a_run(store, "ada") for _ in range(3))
    size = store.runs_over("ada")[0].nbytes
    keep_within(store, "ada", RunQuota(1000, 2 * size), PLENTY)
    assert epochs(store, old, middle, new) == [[2], [2], [0, 1, 2]]
    keep_within(store, "ada", RunQuota(1000, 2 * size - size // 4), PLENTY)
    assert [run.id for run in store.runs("ada")] == [new, middle]
    keep_within(store, "ada", RunQuota(0, 0), RunQuota(0, 0))
    assert [run.id for run in store.runs("ada")] == [new]
    assert epochs(store, new) == [[0, 1, 2]]


def test_the_snapshot_of_the_chosen_epoch_stays(store):
    old, _ = a_run(store, "ada"), a_run(store, "ada")
    store.choose(old, EpochChosen(epoch=1))
    assert store.forget_snapshots(old) > 4000
    assert epochs(store, old) == [[1, 2]]


def test_a_run_that_was_reopened_keeps_all(store):
    run = a_run(store, "ada")
    store.reopen(run, Continued(epochs=5), "engine")
    assert store.forget_snapshots(run) == 0
    store.delete(run)
    assert epochs(store, run) == [[0, 1, 2]]


def test_runs_in_flight_are_left_alone(store):
    going = a_run(store, "ada", over=False)
    keep_within(store, "ada", RunQuota(0, 0), RunQuota(0, 0))
    assert epochs(store, going) == [[0, 1, 2]]


def test_of_too_many_runs_the_oldest_are_deleted(store, tmp_path):
    old, new = a_run(store, "ada"), a_run(store, "ada")
    keep_within(store, "ada", RunQuota(1, 2**40), PLENTY)
    assert [run.id for run in store.runs("ada")] == [new]
    with pytest.raises(RunError, match="There is no run"):
        store.run(old)
    assert store.events(old) == []
    assert not list((tmp_path / "artifacts").glob(f"{old}*"))
