"""The list of an owner's runs: what it shows of each, and what its owner can do with it."""

import time
from collections.abc import Iterator

import numpy as np
import pytest

from core.engine.run_notes import RunNotes
from core.preparation.split import Scaling
from core.recipe import preset
from core.runs import listing
from core.runs.events import Epoch, EpochChosen, Failed, Finished, Interrupted, Started
from core.runs.quota import RunQuota, delete_expired, keep_within
from core.runs.run import RunError
from core.runs.snapshots import Snapshot
from core.runs.store import RunStore
from core.runs.trained_weights import TrainedWeights

ADA = "ada"


@pytest.fixture
def store(tmp_path) -> Iterator[RunStore]:
    store = RunStore(tmp_path)
    yield store
    store.close()


def a_run(store: RunStore, owner: str = ADA, accuracies=(0.1, 0.8, 0.75), end=None) -> str:
    """A run with these validation accuracies, over unless `end` is False."""
    run_id = store.create(preset("digits-mlp"), owner, "engine")
    started = Started(train_count=80, validation_count=20, steps_per_epoch=5, parameter_count=9)
    store.append(run_id, started)
    for number, accuracy in enumerate(accuracies):
        store.append(
            run_id,
            Epoch(epoch=number, step=5 * number, val_loss=1.0, val_accuracy=accuracy, seconds=2.0),
        )
    if end is not False:
        store.append(run_id, end or Finished(test_loss=1, test_accuracy=0.7, seconds=9))
    return run_id


def ids(store: RunStore, owner: str = ADA) -> list[str]:
    return [run.id for run in store.listing.of(owner)]


def test_a_run_that_ends_leaves_its_summary(store):
    run = a_run(store)
    [listed] = store.listing.of(ADA)
    assert (listed.id, listed.status, listed.recipe) == (run, "finished", preset("digits-mlp"))
    assert listed.summary == (0.75, 20, 6.0, (0.1, 0.8, 0.75))
    store.choose(run, EpochChosen(epoch=1))
    assert store.listing.of(ADA)[0].summary.accuracy == 0.8


def test_runs_that_failed_or_still_train_are_listed(store):
    going = a_run(store, end=False)
    failed = a_run(store, accuracies=(), end=Failed(reason="no memory"))
    diverged = a_run(store, accuracies=(0.1, float("nan")), end=Interrupted())
    listed = {run.id: run for run in store.listing.of(ADA)}
    assert list(listed) == [diverged, failed, going]
    assert listed[going].in_flight
    assert listed[failed].summary.accuracy is None
    assert listed[diverged].summary.accuracy is None
    assert listed[diverged].summary.curve == (0.1, None)


def test_a_long_curve_is_thinned_to_its_shape(store):
    accuracies = np.linspace(0, 1, 500).tolist()
    a_run(store, accuracies=accuracies)
    curve = store.listing.of(ADA)[0].summary.curve
    assert len(curve) == 32
    assert (curve[0], curve[-1]) == (0, 1)
    assert np.diff(curve).max() < 0.05


def test_notes_of_an_owner(store):
    first, second = a_run(store), a_run(store)
    notes = RunNotes(store, ADA)
    notes.rename(first, "  wide\n net \ud800\0 ")
    notes.annotate(first, "**better** than the last")
    notes.pin(first)
    notes.pin(second)
    newest, oldest = store.listing.of(ADA)
    assert (oldest.name, oldest.note) == ("wide net", "**better** than the last")
    assert (newest.pinned, oldest.pinned) == (True, False)
    notes.unpin(second)
    notes.rename(first, "")
    assert not any(run.pinned or run.name for run in store.listing.of(ADA))


def test_a_deleted_run_is_as_if_it_were_not_there_until_it_is_brought_back(store):
    run, other = a_run(store), a_run(store)
    notes = RunNotes(store, ADA)
    notes.discard(run)
    assert ids(store) == [other]
    assert [one.id for one in store.listing.deleted(ADA)] == [run]
    assert [one.id for one in store.runs(ADA)] == [other]
    with pytest.raises(RunError, match="There is no run"):
        store.run(run)
    notes.restore(run)
    assert ids(store) == [other, run]
    assert store.run(run).id == run
    assert store.events(run)


def test_a_run_in_flight_is_not_deleted(store):
    run = a_run(store, end=False)
    with pytest.raises(RunError, match="still in flight"):
        RunNotes(store, ADA).discard(run)
    assert ids(store) == [run]


def with_files(store: RunStore) -> str:
    run_id = a_run(store)
    weights = [np.zeros(1000, np.float32)]
    for epoch in range(3):
        store.snapshots(run_id).save(Snapshot(epoch, 0.1, 0, weights, [], []))
    store.save_weights(run_id, TrainedWeights(weights, Scaling(np.zeros(1), np.ones(1))))
    return run_id


def test_its_files_go_when_it_cannot_be_brought_back_any_more(store, tmp_path, monkeypatch):
    run, other = with_files(store), with_files(store)
    notes = RunNotes(store, ADA)
    notes.discard(run)
    delete_expired(store)
    assert [*(tmp_path / "artifacts").glob(f"{run}*")]
    later = time.time() + listing.UNDO_SECONDS + 1
    monkeypatch.setattr(listing.time, "time", lambda: later)
    delete_expired(store)
    assert not [*(tmp_path / "artifacts").glob(f"{run}*")]
    assert [*(tmp_path / "artifacts").glob(f"{other}*")]
    with pytest.raises(RunError, match="deleted too long ago"):
        notes.restore(run)


def test_a_baseline_keeps_its_snapshots_and_deleted_runs_go_first(store):
    baseline, old, deleted, new = (with_files(store) for _ in range(4))
    RunNotes(store, ADA).pin(baseline)
    RunNotes(store, ADA).discard(deleted)
    plenty, size = RunQuota(1000, 2**40), store.runs_over(ADA)[0].nbytes
    keep_within(store, ADA, RunQuota(1000, 4 * size - 1), plenty)
    assert store.snapshots(baseline).epochs() == store.snapshots(old).epochs() == [0, 1, 2]
    keep_within(store, ADA, RunQuota(2, 2**40), plenty)
    assert ids(store) == [new, baseline]
    assert store.listing.deleted(ADA) == []
