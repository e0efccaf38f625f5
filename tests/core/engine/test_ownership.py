"""Whoever has a run's link may look at it; only who has started it may change it."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from core.datasets import DatasetError
from core.engine import Engine, EngineError
from core.engine.run_commands import RunCommands
from core.engine.run_notes import RunNotes
from core.ownership import NotTheOwner
from core.preparation.split import Scaling
from core.recipe import preset
from core.runs.commands import SetOptimizer, SetPace
from core.runs.events import Epoch, EpochChosen, Finished, OpenedTestSet, Started
from core.runs.snapshots import Snapshot
from core.runs.trained_weights import TrainedWeights
from tests.made.lone_engine import lone_engine

ADA, EVE, NOBODY = "a" * 40, "e" * 40, ""
RECIPE = preset("digits-mlp")
STARTED = Started(train_count=100, validation_count=5, steps_per_epoch=10, parameter_count=3)
EPOCH = Epoch(epoch=1, step=10, loss=1, accuracy=0.5, val_loss=1, val_accuracy=0.5, seconds=1)


@pytest.fixture(scope="module")
def lab(tmp_path_factory) -> Iterator[tuple[Engine, list]]:
    engine, told = lone_engine(tmp_path_factory.mktemp("home"))
    yield engine, told
    engine.close()


@pytest.fixture
def run_id(lab) -> str:
    """A run of Ada's that is in flight."""
    return lab[0].store.create(RECIPE, ADA, "engine")


@pytest.fixture
def over(lab) -> str:
    """A run of Ada's that is over, with a snapshot of its one epoch."""
    store = lab[0].store
    for run in store.runs(ADA):
        store.append(run.id, Finished(test_loss=1, test_accuracy=0.5, seconds=1))
    run_id = store.create(RECIPE, ADA, "engine")
    store.snapshots(run_id).save(Snapshot(1, 0.1, 0, [], [], []))
    store.save_weights(run_id, TrainedWeights([], Scaling(np.zeros(1), np.ones(1))))
    for event in (STARTED, EPOCH, Finished(test_loss=1, test_accuracy=0.5, seconds=1)):
        store.append(run_id, event)
    return run_id


IN_FLIGHT: dict[str, tuple[Callable[[Engine, str], object], object]] = {
    "send": (lambda engine, run: engine.send(run, "pause"), "pause"),
    "stop": (lambda engine, run: engine.stop(run), "stop"),
    "pause": (lambda engine, run: engine.pause(run), "pause"),
    "resume": (lambda engine, run: engine.resume(run), "resume"),
    "step": (lambda engine, run: engine.step(run), "step"),
    "step_epoch": (lambda engine, run: engine.step_epoch(run), "step_epoch"),
    "change": (
        lambda engine, run: engine.change(run, 0.5, 0.9),
        SetOptimizer(learning_rate=0.5, momentum=0.9),
    ),
    "pace": (lambda engine, run: engine.pace(run, 0.5), SetPace(seconds=0.5)),
    "submit": (lambda engine, run: engine.submit(RECIPE, ADA, instead_of=run), "stop"),
}
"""What may be asked of a run in flight, and the command that it then gets."""
OVER: dict[str, tuple[Callable[[Engine, str], object], type]] = {
    "choose": (lambda engine, run: engine.choose(run, 1), EpochChosen),
    "open_test_set": (lambda engine, run: engine.open_test_set(run), OpenedTestSet),
    "train_more": (lambda engine, run: engine.train_more(run, 2), object),
}
"""The same of a run that is over, and the event that it then has."""
NOTES: dict[str, Callable[[RunNotes, str], object]] = {
    "rename": lambda notes, run: notes.rename(run, "mine"),
    "annotate": lambda notes, run: notes.annotate(run, "mine"),
    "pin": lambda notes, run: notes.pin(run),
    "unpin": lambda notes, run: notes.unpin(run),
    "discard": lambda notes, run: notes.discard(run),
    "restore": lambda notes, run: notes.restore(run),
}
"""What may be noted of a run that is over."""
READS = {
    "local",
    "connect",
    "on_cluster",
    "on_behalf_of",
    "owns",
    "follow",
    "held_back",
    "notes",
    "races",  # whose methods are in the table of tests/core/engine/test_races.py
    "submit_all",  # makes runs, see below
    "seconds",
    "bring_in",  # makes runs, see `tests.core.runs.test_brought`
    "begin_range_test",  # of a recipe; it asks for whom, see `core.engine.range_tests`
    "place",
    "epochs_kept",
    "continues_from",
    "close",
}
"""What changes no run, or belongs to who has started the engine."""


def test_every_method_that_changes_a_run_is_in_the_tables():
    public = {
        name for named in (Engine, RunCommands) for name in vars(named) if not name.startswith("_")
    }
    assert public - READS == {*IN_FLIGHT, *OVER}
    assert {name for name in vars(RunNotes) if not name.startswith("_")} == {*NOTES}


@pytest.mark.parametrize("action", IN_FLIGHT)
def test_a_run_in_flight_obeys_its_owner_alone(lab, run_id, action):
    engine, told = lab
    act, command = IN_FLIGHT[action]
    told.clear()
    for visitor in (EVE, NOBODY):
        with pytest.raises(NotTheOwner, match=r"Only who has started|in one's own name"):
            act(engine.on_behalf_of(visitor), run_id)
        assert not engine.on_behalf_of(visitor).owns(run_id)
    assert told == []
    for other in engine.store.runs(ADA):
        if other.id != run_id:
            engine.store.append(other.id, Finished(test_loss=1, test_accuracy=1, seconds=1))
    act(engine.on_behalf_of(ADA), run_id)
    assert (run_id, command) in told


@pytest.mark.parametrize("action", OVER)
def test_a_run_that_is_over_is_changed_by_its_owner_alone(lab, over, action):
    engine, _ = lab
    act, event = OVER[action]
    before = engine.store.events(over)
    for visitor in (EVE, NOBODY):
        with pytest.raises(NotTheOwner, match="Only who has started"):
            act(engine.on_behalf_of(visitor), over)
    assert engine.store.events(over) == before
    act(engine.on_behalf_of(ADA), over)
    after = engine.store.events(over)
    assert len(after) == len(before) + 1
    assert isinstance(after[-1].event, event)


@pytest.mark.parametrize("change", NOTES)
def test_notes_of_a_run_are_its_owners_alone(lab, over, change):
    engine, _ = lab
    [before] = engine.store.listing.by_id([over])
    for visitor in (EVE, NOBODY):
        with pytest.raises(NotTheOwner, match="Only who has started"):
            NOTES[change](engine.on_behalf_of(visitor).notes, over)
    assert engine.store.listing.by_id([over]) == [before]
    NOTES[change](engine.on_behalf_of(ADA).notes, over)


def test_a_script_that_has_the_engine_changes_every_run(lab, run_id):
    engine, told = lab
    told.clear()
    engine.stop(run_id)
    assert told == [(run_id, "stop")]


def test_nobody_starts_a_run_in_the_name_of_another(lab):
    engine, _ = lab
    with pytest.raises(NotTheOwner, match="own name"):
        engine.on_behalf_of(EVE).submit(RECIPE, "b" * 40)
    with pytest.raises(NotTheOwner, match="own name"):
        engine.on_behalf_of(EVE).submit_all([RECIPE], "b" * 40)
    assert engine.store.runs("b" * 40) == []


def test_several_recipes_are_queued_together_or_none_is(lab):
    engine, told = lab
    told.clear()
    ben = "b" * 40
    recipes = [RECIPE.with_settings("training", seed=seed) for seed in range(3)]
    too_wide = RECIPE.with_settings("model", layers="dense:10,softmax")
    with pytest.raises(EngineError):
        engine.on_behalf_of(ben).submit_all([*recipes, too_wide], ben)
    with pytest.raises(EngineError, match="at most 36"):
        engine.on_behalf_of(ben).submit_all(recipes * 13, ben)
    assert engine.store.runs(ben) == [] and told == []
    run_ids = engine.on_behalf_of(ben).submit_all(recipes, ben)
    assert told == [(run_id, "submit") for run_id in run_ids]
    assert [engine.store.run(run_id).recipe for run_id in run_ids] == recipes
    with pytest.raises(EngineError, match="still training"):
        engine.on_behalf_of(ben).submit_all(recipes, ben)


def test_nobody_trains_on_pictures_that_are_not_shared(lab, tmp_path):
    engine, _ = lab
    digits = engine.library.load("digits")
    np.savez(tmp_path / "mine.npz", x_train=digits.x_train[:99], y_train=digits.y_train[:99])
    name = engine.on_behalf_of(ADA).library.add([tmp_path / "mine.npz"], title="Mine")
    theirs = RECIPE.with_settings("data", dataset=name)
    with pytest.raises(DatasetError, match="has not shared it"):
        engine.on_behalf_of(EVE).submit(theirs, EVE)
