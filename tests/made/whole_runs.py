"""Runs with all that a run can have: name, note, film, network, snapshot, diverged losses."""

import math

import numpy as np

from core.layers import ledger
from core.preparation.split import Scaling
from core.recipe import Recipe
from core.runs.events import (
    Epoch,
    Event,
    Finished,
    OpenedTestSet,
    Progress,
    SnapshotSaved,
    Started,
    Stopped,
)
from core.runs.probe import LayerProbe, ProbeResult, Units
from core.runs.run import Entry
from core.runs.snapshots import Snapshot
from core.runs.store import RunStore
from core.runs.trained_weights import TrainedWeights

DIGITS = (8, 8, 1)
LINK = (
    "data.dataset=digits&data.scaling=0-1&data.validate_on=split&training.epochs=2"
    "&training.optimizer=adam&model.layers=flatten,dense:16,batchnormalization,relu,dropout:0.2,"
    "dense:10,softmax"
)
RECIPE = Recipe.from_link(LINK)


def whole_run(
    store: RunStore,
    owner: str = "ada",
    recipe: Recipe = RECIPE,
    name: str = "My best",
    end: Event | None = None,
    picture: tuple[int, int, int] = DIGITS,
) -> str:
    """A run of two epochs that is over, with its network and the snapshots of both."""
    run_id = store.create(recipe, owner, "engine")
    tell(store, run_id, end, picture)
    store.listing.rename(run_id, name)
    store.listing.annotate(run_id, "It **learned**.")
    return run_id


def tell(
    store: RunStore,
    run_id: str,
    end: Event | None = None,
    picture: tuple[int, int, int] = DIGITS,
) -> None:
    """Tell the store all of a run that waits, to its end."""
    recipe = store.run(run_id).recipe
    weights = weights_of(recipe, picture)
    kept = store.snapshots(run_id)
    for number, content in enumerate(_contents(picture)):
        if isinstance(content, SnapshotSaved):
            kept.save(_snapshot(content.epoch, weights))
        store.append_all([Entry(run_id, content, f"a-{number}")])
    channels = picture[-1:]
    scaling = Scaling(np.zeros(channels, np.float32), np.full(channels, 1 / 16, np.float32))
    store.save_weights(run_id, TrainedWeights(weights, scaling))
    store.append(run_id, end or Finished(test_loss=0.5, test_accuracy=0.875, seconds=2.5))


def stopped_run(store: RunStore, reason: str) -> str:
    """A run that the lab stopped, and said why."""
    return whole_run(store, end=Stopped(reason=reason, test_loss=math.inf, test_accuracy=0.1))


def opened_run(store: RunStore) -> str:
    """A run whose test set was opened."""
    run_id = whole_run(store)
    store.open_test_set(run_id)
    assert isinstance(store.events(run_id)[-1].event, OpenedTestSet)
    return run_id


def weights_of(recipe: Recipe, picture: tuple[int, int, int] = DIGITS) -> list[np.ndarray]:
    """Weights of the shapes that Keras's `get_weights` gives for a network without blocks."""
    random = np.random.default_rng(1)
    return [
        random.normal(size=weight.shape).astype(np.float32)
        for row in ledger(recipe.model.layers, picture)
        for weight in row.layer.weights(row.input_shape)
    ]


def _contents(picture: tuple[int, int, int]) -> list[Event | ProbeResult]:
    """What is told of the run but its end; the loss of its second epoch is no number."""
    told = {"loss": 1.5, "accuracy": 0.5}
    return [
        Started(train_count=64, validation_count=20, steps_per_epoch=1, parameter_count=1),
        Epoch(epoch=0, step=0, val_loss=2.3, val_accuracy=0.1, seconds=0.1),
        _probe(0, picture),
        Progress(epoch=1, step=1, images_per_second=640.0, **told),
        Epoch(epoch=1, step=1, val_loss=1.25, val_accuracy=0.75, seconds=0.5, **told),
        SnapshotSaved(epoch=1),
        _probe(1, picture),
        Epoch(
            epoch=2,
            step=2,
            loss=math.nan,
            accuracy=0.25,
            val_loss=math.nan,
            val_accuracy=0.5,
            seconds=0.5,
        ),
        SnapshotSaved(epoch=2),
    ]


def _probe(epoch: int, picture: tuple[int, int, int]) -> ProbeResult:
    levels = np.random.default_rng(epoch).uniform(-1, 1, (4, *picture))
    return ProbeResult(
        epoch=epoch,
        step=epoch,
        predicted=(1, 2, 3),
        shares=(0.5, 0.25, math.nan),
        units=Units.of(levels),
        layers=(LayerProbe(name="dense", gradient=0.125), LayerProbe(name="relu", dead=0.5)),
    )


def _snapshot(epoch: int, weights: list[np.ndarray]) -> Snapshot:
    steps, rate = np.int64(epoch), np.float32(0.001)
    moments = [np.zeros_like(array) for array in weights]
    seeds = [np.array([1, epoch], np.uint32)]
    optimizer = [np.asarray(steps), np.asarray(rate), *moments]
    return Snapshot(epoch, 0.001, 0.0, weights, optimizer, seeds)
