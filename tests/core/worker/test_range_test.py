"""The learning-rate range test against a plain loop of Keras."""

import math

import keras
import numpy as np
import pytest

from core.datasets import Dataset, Library
from core.experiments.range_test import TooSlow, rates
from core.preparation.split import split_and_scaling
from core.recipe import Recipe
from core.worker import range_test as module
from core.worker.build import build, build_optimizer
from core.worker.range_test import range_test

DIGITS = "data.dataset=digits&data.scaling=0-1"
CNN = "model.layers=conv2d:4:3,batchnormalization,relu,flatten,dense:10,softmax"


@pytest.fixture(scope="module")
def digits(tmp_path_factory) -> Dataset:
    return Library(tmp_path_factory.mktemp("home")).load("digits")


def losses_of_keras(recipe: Recipe, dataset: Dataset, count: int) -> list[float]:
    """The losses of `train_on_batch`, with each rate set by hand."""
    chosen, scaling = split_and_scaling(recipe.data, dataset)
    training = recipe.training
    model = build(recipe.model, dataset.x_train.shape[1:], 10, training.seed)
    model.compile(build_optimizer(training), training.loss)
    shuffling, size = np.random.default_rng(training.seed), training.batch_size
    batches: list[np.ndarray] = []
    while len(batches) < count:
        order = shuffling.permutation(chosen.train)
        batches += [order[first : first + size] for first in range(0, len(order), size)]
    losses = []
    for rate, batch in zip(rates(count), batches, strict=False):
        model.optimizer.learning_rate = rate
        images = scaling.apply(dataset.x_train[batch])
        labels = keras.utils.to_categorical(dataset.y_train[batch], 10)
        losses.append(float(model.train_on_batch(images, labels)))
        model.reset_metrics()  # else it gives the mean of all batches so far
    return losses


@pytest.mark.parametrize(
    "link",
    [
        f"{DIGITS}&training.batch_size=50&training.momentum=0.9&data.validate_on=split",
        f"{DIGITS}&{CNN}&training.optimizer=adam",
    ],
    ids=["sgd, longer than an epoch", "adam"],
)
def test_its_losses_are_those_of_train_on_batch(digits, link):
    recipe = Recipe.from_link(link)
    test = range_test(recipe, digits, 40)
    of_keras = losses_of_keras(recipe, digits, 40)[: len(test.losses)]
    assert len(test.losses) > 30
    np.testing.assert_allclose(test.losses, of_keras, rtol=2e-4)


def test_it_stops_where_the_loss_diverges_and_suggests_a_rate_from_before(digits):
    recipe = Recipe.from_link(DIGITS)
    test = range_test(recipe, digits, 100)
    suggested = test.suggestions
    assert suggested is not None
    assert 0.01 < suggested.tenth_of_minimum < suggested.steepest < 2
    unscaled = range_test(recipe.with_settings("data", scaling="none"), digits, 100)
    assert unscaled.stopped
    assert all(map(math.isfinite, unscaled.losses))
    assert unscaled.tried[-1] < suggested.steepest


def test_the_rate_of_the_recipe_and_its_epochs_make_no_difference(digits):
    recipe = Recipe.from_link(DIGITS)
    other = recipe.with_settings("training", learning_rate=7.0, epochs=1, schedule="cosine")
    assert range_test(recipe, digits, 20) == range_test(other, digits, 20)


def test_on_a_machine_that_is_too_slow_it_says_so(digits, monkeypatch):
    monkeypatch.setattr(module, "MOST_SECONDS", 0.0)
    with pytest.raises(TooSlow, match="given up after 0 s"):
        range_test(Recipe.from_link(DIGITS), digits, 20)
