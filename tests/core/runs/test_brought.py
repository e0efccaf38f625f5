"""Runs from elsewhere come into the store whole or not at all, and within the room there is."""

from collections.abc import Iterator

import pytest

from core.engine import EngineError
from core.ownership import NotTheOwner
from core.runs import quota
from core.runs import store as stores
from core.runs.brought import Brought, BroughtRace, BroughtRun
from core.runs.events import Epoch, Failed, Finished, OptimizerChanged, Queued, Started
from core.runs.quota import RunQuota
from core.runs.run import Logged, Origin, RacePlace, RunError
from core.runs.store import RunStore
from tests.made.lone_engine import lone_engine
from tests.made.whole_runs import RECIPE, whole_run

ADA, EVE = "ada", "eve"
ORIGIN = Origin("0.1", "f00d", 1.0)


@pytest.fixture
def store(tmp_path) -> Iterator[RunStore]:
    store = RunStore(tmp_path)
    yield store
    store.close()


def brought(*run_ids: str) -> Brought:
    return Brought([*map(brought_run, run_ids)], [])


def brought_run(run_id: str) -> BroughtRun:
    events = [Logged(0, 1.0, Queued()), Logged(1, 2.0, Failed(reason="no"))]
    return BroughtRun(run_id, RECIPE, "a  name", "a note", events, [], ORIGIN)


def staged(tmp_path, *run_ids: str):
    """A folder with networks and snapshots for runs."""
    folder = tmp_path / "stage"
    for run_id in run_ids:
        (folder / "artifacts" / run_id).mkdir(parents=True)
        (folder / "artifacts" / f"{run_id}.npz").write_bytes(b"network")
        (folder / "artifacts" / run_id / "1.npz").write_bytes(b"snapshot")
    return folder


def artifacts(tmp_path) -> set[str]:
    return {path.name for path in (tmp_path / "artifacts").rglob("*")}


def test_runs_come_with_their_files_and_are_marked(store, tmp_path):
    store.bring_in(brought("a1", "b2"), staged(tmp_path, "a1"), EVE, "engine")
    newest, older = store.listing.of(EVE)
    assert (newest.id, older.id) == ("b2", "a1")
    assert older.origin == ORIGIN
    assert (older.name, older.note, older.status) == ("a name", "a note", "failed")
    assert artifacts(tmp_path) == {"a1", "a1.npz", "1.npz"}
    assert store.snapshots("a1").epochs() == [1]


@pytest.mark.parametrize(("steered_at", "result"), [(2, None), (5, 0.9)])
def test_a_run_counts_in_its_race_if_it_was_finished_as_planned(
    store, tmp_path, steered_at, result
):
    events = [
        Queued(),
        Started(train_count=8, validation_count=2, steps_per_epoch=5, parameter_count=9),
        Epoch(epoch=1, step=5, val_loss=1, val_accuracy=0.9, seconds=2.0),
        Finished(test_loss=1, test_accuracy=0.7, seconds=9),
        Finished(test_loss=1, test_accuracy=0.7, seconds=9),
    ]
    events.insert(steered_at, OptimizerChanged(step=1, learning_rate=0.5, momentum=0))
    logged = [Logged(number, float(number), event) for number, event in enumerate(events)]
    run = brought_run("a1")._replace(events=logged, in_race=RacePlace("f0", 0))
    found = Brought([run], [BroughtRace("f0", "a text")])
    store.bring_in(found, staged(tmp_path), EVE, "engine")
    assert [one.race_result for one in store.listing.of(EVE)] == [result]


def test_all_or_none(store, tmp_path, monkeypatch):
    whole_run(store, EVE)
    before = artifacts(tmp_path)
    with pytest.raises(Exception, match="UNIQUE"):
        store.bring_in(brought("a1", "a1"), staged(tmp_path, "a1"), EVE, "engine")

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(stores, "move_artifacts", full)
    with pytest.raises(OSError, match="No space left"):
        store.bring_in(brought("a1"), tmp_path / "stage", EVE, "engine")
    assert len(store.listing.of(EVE)) == 1
    assert artifacts(tmp_path) == before


def test_nobodys_older_runs_make_room_for_them(store):
    whole_run(store, ADA)
    whole_run(store, EVE)
    taken = sum(run.nbytes for run in store.runs_over(EVE))
    fits = RunQuota(runs=2, nbytes=taken + 100)
    quota.require_room(store, EVE, 1, 100, of_one=fits)
    with pytest.raises(RunError, match="room for 1 more runs of yours"):
        quota.require_room(store, EVE, 2, 100, of_one=fits)
    with pytest.raises(RunError, match=r"of yours with 0 MB, and these take 1\.0 MB"):
        quota.require_room(store, EVE, 1, 2**20, of_one=fits)
    with pytest.raises(RunError, match="The lab has room for 0 more runs"):
        quota.require_room(store, EVE, 1, 100, of_all=fits)
    store.listing.discard(store.runs_over(EVE)[0].id)
    quota.require_room(store, EVE, 2, 100, of_one=fits)


def test_the_engine_takes_them_for_who_brings_them_alone(tmp_path, monkeypatch):
    engine, _ = lone_engine(tmp_path)
    with pytest.raises(NotTheOwner):
        engine.on_behalf_of(EVE).bring_in(brought("a1"), tmp_path / "none", ADA)
    with pytest.raises(NotTheOwner):
        engine.on_behalf_of("").bring_in(brought("a1"), tmp_path / "none", "")
    engine.on_behalf_of(EVE).bring_in(brought("a1"), tmp_path / "none", EVE)
    assert engine.store.run("a1").owner == EVE
    monkeypatch.setattr("core.engine.admission.shortage", lambda home: "The disk is full.")
    with pytest.raises(EngineError, match="The disk is full"):
        engine.on_behalf_of(EVE).bring_in(brought("b2"), tmp_path / "none", EVE)
    engine.close()
