"""Races in the run store: which runs take part, and what stays of a race."""

import time
from collections.abc import Iterator

import pytest

from core.recipe import preset
from core.runs import listing
from core.runs.events import (
    Continued,
    Epoch,
    EpochChosen,
    Event,
    Finished,
    OptimizerChanged,
    Started,
    Stopped,
)
from core.runs.quota import delete_expired
from core.runs.run import RunError
from core.runs.store import RunStore

ADA, EVE, ENGINE = "ada", "eve", "engine"
RECIPE = preset("digits-mlp")
STARTED = Started(train_count=8, validation_count=2, steps_per_epoch=5, parameter_count=9)
FINISHED = Finished(test_loss=1, test_accuracy=0.7, seconds=9)


@pytest.fixture
def store(tmp_path) -> Iterator[RunStore]:
    store = RunStore(tmp_path)
    yield store
    store.close()


def begin(store: RunStore, *places: int, owner: str = ADA) -> tuple[str, list[str]]:
    return store.races.create(owner, ENGINE, "a text", dict.fromkeys(places, RECIPE))


def finish(store: RunStore, run_id: str, *accuracies: float) -> None:
    store.append(run_id, STARTED)
    for number, accuracy in enumerate(accuracies):
        epoch = Epoch(epoch=number, step=5, val_loss=1, val_accuracy=accuracy, seconds=2.0)
        store.append(run_id, epoch)
    store.append(run_id, FINISHED)


def test_the_runs_of_a_race_are_ordinary_runs_that_know_their_place(store):
    race_id, runs = begin(store, 0, 10, 1)
    alone = store.create(RECIPE, ADA, ENGINE)
    stored = store.races.race(race_id)
    assert (stored.id, stored.owner, stored.text) == (race_id, ADA, "a text")
    assert stored.created == pytest.approx(time.time(), abs=60)
    assert stored.runs == dict(zip((0, 10, 1), runs, strict=True))
    assert [run.status for run in store.runs(ADA)] == ["queued"] * 4
    newest, *others = store.listing.of(ADA)
    assert (newest.id, newest.race, newest.race_place) == (alone, "", None)
    assert {(run.race, run.race_place, run.id) for run in others} == {
        (race_id, place, run_id) for place, run_id in stored.runs.items()
    }
    assert store.in_flight(ADA) == {alone: None, **dict.fromkeys(runs, race_id)}
    assert store.in_flight(EVE) == {}


def test_a_run_that_was_trained_again_has_the_place(store):
    race_id, [first, other] = begin(store, 0, 1)
    store.append(first, Stopped())
    stored = store.races.race(race_id)
    [again] = store.races.extend(stored, ENGINE, "another text", {0: RECIPE})
    stored = store.races.race(race_id)
    assert stored.runs == {0: again, 1: other}
    assert stored.text == "another text"
    assert len(store.runs(ADA)) == 3


def test_races_are_those_of_their_owner_the_newest_first(store):
    older, _ = begin(store, 0)
    newer, _ = begin(store, 0)
    begin(store, 0, owner=EVE)
    assert [race.id for race in store.races.of(ADA)] == [newer, older]


@pytest.mark.parametrize(
    "race_id", ["", "nowhere", "'; DROP TABLE races", "a\0b", "\ud800", "x" * 99]
)
def test_there_is_no_such_race(store, race_id):
    with pytest.raises(RunError, match="There is no race"):
        store.races.race(race_id)


def test_what_an_owner_does_with_a_run_later_changes_no_race(store):
    race_id, [run] = begin(store, 0)
    finish(store, run, 0.1, 0.9, 0.8)
    store.choose(run, EpochChosen(epoch=1))
    store.reopen(run, Continued(epochs=4), ENGINE)
    [listed] = store.listing.of(ADA)
    assert (listed.status, listed.race, listed.race_result) == ("queued", race_id, 0.8)
    store.append(run, Epoch(epoch=3, step=5, val_loss=1, val_accuracy=0.95, seconds=2.0))
    store.append(run, FINISHED)
    [listed] = store.listing.of(ADA)
    assert (listed.race_result, listed.summary.accuracy) == (0.8, 0.95)


STEERED = OptimizerChanged(step=5, learning_rate=0.5, momentum=0)


@pytest.mark.parametrize(
    "change",
    [STEERED, Continued(epochs=RECIPE.training.epochs + 2)],
    ids=lambda change: change.kind,
)
def test_a_run_that_was_not_trained_as_planned_has_no_result(store, change: Event):
    _, [run] = begin(store, 0)
    store.append(run, STARTED)
    if isinstance(change, Continued):
        store.append(run, Stopped())
        store.reopen(run, change, ENGINE)
    else:
        store.append(run, change)
    store.append(run, Epoch(epoch=1, step=10, val_loss=1, val_accuracy=0.9, seconds=2.0))
    store.append(run, FINISHED)
    [listed] = store.listing.of(ADA)
    assert (listed.race_result, listed.summary.accuracy) == (None, 0.9)


def test_a_run_that_was_stopped_and_trained_on_to_its_planned_end_has_a_result(store):
    _, [run] = begin(store, 0)
    store.append(run, STARTED)
    store.append(run, Stopped())
    store.reopen(run, Continued(epochs=RECIPE.training.epochs), ENGINE)
    finish(store, run, 0.1, 0.8)
    [listed] = store.listing.of(ADA)
    assert listed.race_result == 0.8


def test_only_what_has_finished_has_a_result(store):
    _, [stopped, _] = begin(store, 0, 1)
    alone = store.create(RECIPE, ADA, ENGINE)
    store.append(stopped, Epoch(epoch=0, step=0, val_loss=1, val_accuracy=0.1, seconds=2.0))
    store.append(stopped, Stopped())
    finish(store, alone, 0.5)
    assert [run.race_result for run in store.listing.of(ADA)] == [None] * 3


def test_a_deleted_run_leaves_its_place_until_it_is_brought_back(store):
    race_id, [first, second] = begin(store, 0, 1)
    for run in (first, second):
        finish(store, run, 0.5)
    store.listing.discard(first)
    assert store.races.race(race_id).runs == {1: second}
    store.listing.restore(first)
    assert store.races.race(race_id).runs == {0: first, 1: second}


def test_a_race_is_deleted_with_its_runs_and_brought_back(store):
    race_id, runs = begin(store, 0, 1, 2)
    other, [going] = begin(store, 0)
    for run in runs:
        finish(store, run, 0.5)
    store.listing.pin(runs[1])
    assert store.races.discard(race_id)
    assert [race.id for race in store.races.of(ADA)] == [other]
    assert [run.id for run in store.listing.of(ADA)] == [going]
    assert [race.id for race in store.races.deleted(ADA)] == [race_id]
    assert store.races.race(race_id).runs == {}
    assert store.races.restore(race_id)
    assert store.races.race(race_id).runs == dict(enumerate(runs))
    assert store.races.deleted(ADA) == []
    assert not any(run.pinned for run in store.listing.of(ADA))
    assert not store.races.restore(race_id)


def test_a_race_whose_runs_were_deleted_one_by_one_is_brought_back_whole(store):
    race_id, runs = begin(store, 0, 1, 2)
    for run in runs:
        finish(store, run, 0.5)
        store.listing.discard(run)
    [gone] = store.races.deleted(ADA)
    assert len(gone.runs) == 3
    assert store.races.restore(race_id)
    assert store.races.race(race_id).runs == dict(enumerate(runs))


def test_a_race_that_goes_on_is_not_deleted(store):
    race_id, [first, _] = begin(store, 0, 1)
    finish(store, first, 0.5)
    assert not store.races.discard(race_id)
    assert len(store.races.race(race_id).runs) == 2


def test_a_race_goes_for_good_with_its_last_run(store, monkeypatch):
    race_id, [run] = begin(store, 0)
    kept, _ = begin(store, 0)
    finish(store, run, 0.5)
    store.races.discard(race_id)
    delete_expired(store)
    assert store.races.race(race_id)
    monkeypatch.setattr(listing, "UNDO_SECONDS", -1)
    delete_expired(store)
    with pytest.raises(RunError, match="There is no race"):
        store.races.race(race_id)
    assert [race.id for race in store.races.of(ADA)] == [kept]
