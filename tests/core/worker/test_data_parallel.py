"""Training with each batch in two shards gives the network that Keras gives with whole batches."""

import numpy as np
import pytest

from core.datasets import Library
from core.layers import ledger
from core.recipe import Recipe
from core.worker import loops
from core.worker.build import build
from core.worker.data_parallel import outputs_in_training
from core.worker.predict import Predictor
from core.worker.train import train

NETWORKS = {
    "mlp": "flatten,dense:16,relu,dense:10,softmax",
    "pooling": "conv2d:4:3,relu,maxpooling2d,averagepooling2d:2,flatten,dense:10,softmax",
    "normalised": "conv2d:4:3:use_bias=false,batchnormalization,relu,globalaveragepooling2d,"
    "dense:8,batchnormalization:momentum=0.5,dense:10,softmax",
    "residual": "conv2d:4:3,residual:4,residual:6,globalaveragepooling2d,dense:10,softmax",
}
# Batches of 32, 32, and 1.
SET = "data.dataset=digits&data.images=65&data.scaling=0-1&data.validate_on=train"
HOW = "training.batch_size=32&training.epochs=2&training.learning_rate=0.05&model.style=functional"


@pytest.fixture(scope="module")
def digits(tmp_path_factory):
    return Library(tmp_path_factory.mktemp("home")).load("digits")


def recipe_of(layers: str, *more: str) -> Recipe:
    return Recipe.from_link("&".join([SET, HOW, f"model.layers={layers}", *more]))


def trained(recipe, digits, monkeypatch, from_work: float):
    """Weights, and the figures of each epoch, data parallel from so much work on."""
    monkeypatch.setattr(loops, "DATA_PARALLEL_WORK", from_work)
    events = []
    weights = train(recipe, digits, events.append).weights
    told = [event for event in events if event.kind == "epoch"][1:]
    return weights, [[event.loss, event.accuracy, event.val_loss] for event in told]


@pytest.mark.parametrize(
    ("name", "augmentation"),
    [*((name, "") for name in NETWORKS), ("mlp", "augmentation.rotation_range=20")],
)
def test_data_parallel_training_is_training(name, augmentation, digits, monkeypatch):
    recipe = recipe_of(NETWORKS[name], augmentation)
    weights, figures = trained(recipe, digits, monkeypatch, from_work=0)
    whole, expected = trained(recipe, digits, monkeypatch, from_work=float("inf"))
    for mine, theirs in zip(weights, whole, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-3, atol=1e-5)
    np.testing.assert_allclose(figures, expected, rtol=1e-4)


def test_each_shard_drops_units_of_its_own(digits):
    recipe = recipe_of("flatten,dropout:0.5,dense:10,softmax")
    model = build(recipe.model, digits.card.shape, 10)
    calls = [call for row in ledger(recipe.model.layers, digits.card.shape) for call in row.calls]
    first, second = outputs_in_training(model, calls, [np.ones((1, *digits.card.shape))] * 2)
    assert np.abs(first - second).max() > 0.01


@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_answers_come_in_the_order_of_the_pictures(count, digits, monkeypatch):
    monkeypatch.setattr("core.worker.predict.evaluation_batch", lambda _rows: 3)
    recipe = recipe_of(NETWORKS["normalised"])
    model = build(recipe.model, digits.card.shape, 10)
    outcome = train(recipe, digits, lambda _event: None)
    network = Predictor.of(recipe, outcome.weights, outcome.scaling, digits.card.shape)
    model.set_weights(outcome.weights)
    images = digits.x_test[:count]
    expected = model(outcome.scaling.apply(images), training=False) if count else np.empty((0, 10))
    np.testing.assert_allclose(network.outputs(images), expected, atol=1e-6)
