"""A run that was taken into another home, and is trained again there, gives the same curve."""

import io
from pathlib import Path

import numpy as np
import pytest

from core.datasets import Library
from core.exchange.packing import pack
from core.exchange.unpacking import unpack
from core.recipe import Recipe
from core.runs.events import Epoch, SnapshotSaved
from core.runs.run import Entry
from core.runs.store import RunStore
from core.runs.trained_weights import TrainedWeights
from core.worker.train import TrainOptions, train

RECIPE = Recipe.from_link(
    "data.dataset=digits&data.scaling=standardised&data.validate_on=split&training.epochs=2"
    "&training.optimizer=adam&augmentation.rotation_range=10&model.style=functional"
    "&model.layers=conv2d:4:3,residual:6,batchnormalization,flatten,dropout:0.2,dense:10,softmax"
)


def trained(home: Path) -> tuple[RunStore, str]:
    """A run of the recipe in the store of a new home."""
    store = RunStore(home)
    run_id = store.create(RECIPE, "ada", "engine")
    contents: list = []
    options = TrainOptions(on_probe=contents.append, save=store.snapshots(run_id).save)
    result = train(RECIPE, Library(home).load("digits"), contents.append, options=options)
    store.save_weights(run_id, TrainedWeights(result.weights, result.scaling))
    store.append_all([Entry(run_id, one, f"a-{n}") for n, one in enumerate(contents)])
    return store, run_id


def curve(store: RunStore, run_id: str) -> list[float]:
    """Losses and accuracies of all epochs."""
    epochs = [logged.event for logged in store.events(run_id) if isinstance(logged.event, Epoch)]
    told = [one.model_dump(exclude={"kind", "epoch", "step", "seconds"}) for one in epochs]
    return [value for one in told for value in one.values() if value is not None]


@pytest.fixture(scope="module")
def there(tmp_path_factory) -> tuple[RunStore, Library, str, list[float]]:
    """Another home with the run: its new id, and the curve that it had at home."""
    here, there = tmp_path_factory.mktemp("here"), tmp_path_factory.mktemp("there")
    store, run_id = trained(here)
    out = io.BytesIO()
    pack(out, store, Library(here), [run_id])
    before = curve(store, run_id)
    store.close()
    (there / "runs.zip").write_bytes(out.getvalue())
    brought = unpack(there / "runs.zip", there / "stage", Library(there))
    other = RunStore(there)
    other.bring_in(brought, there / "stage", "eve", "engine")
    return other, Library(there), brought.runs[0].id, before


def test_trained_again_it_gives_the_same_curve_to_four_digits(there, tmp_path):
    store, _, run_id, before = there
    assert curve(store, run_id) == before
    assert len(before) == 2 + 4 * 2
    again, new = trained(tmp_path)
    assert store.run(run_id).recipe == again.run(new).recipe
    assert curve(again, new) == pytest.approx(before, rel=5e-5)
    again.close()


def test_its_network_answers_as_before_and_training_goes_on_from_its_snapshot(there):
    """Also with a block, whose weights Keras has in an order of its own."""
    store, library, run_id, before = there
    told: list = []
    start = store.snapshot(run_id, 2)
    assert all(map(np.array_equal, start.weights, store.load_weights(run_id).weights))
    options = TrainOptions(start=start, epochs=3)
    train(RECIPE, library.load("digits"), told.append, options=options)
    last = [one for one in told if isinstance(one, Epoch)][-1]
    assert last.epoch == 3
    assert last.val_accuracy > before[-1] - 0.1
    assert SnapshotSaved(epoch=2) in [logged.event for logged in store.events(run_id)]
