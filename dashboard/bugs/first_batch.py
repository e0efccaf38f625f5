"""The pictures of the first batch of a recipe, as they are shown: computed once for a puzzle."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from core.datasets import DatasetCard
from core.preparation.augmentation import chances, draw
from core.preparation.split import prepared
from core.recipe import Recipe
from dashboard.lab import services

MOST_SHOWN = 32
LABELS_SHOWN = 4


class FirstBatch(NamedTuple):
    """The first of its `size` pictures `(n, height, width, channels)`, with their classes' names.

    They are augmented and not yet scaled; scaled, their numbers lie between `low` and `high`. An
    epoch has `steps` batches. `labels` are the first ones as the loss is given them: int64 `(n,)`,
    or one-hot rows, float64 `(n, columns)`.
    """

    images: np.ndarray
    names: Sequence[str]
    labels: np.ndarray
    size: int
    steps: int
    low: float
    high: float


def first_batch(recipe: Recipe) -> FirstBatch:
    """The first batch; DatasetError without the dataset, EngineError if no worker augments it."""
    dataset = services.library().load(recipe.data.dataset)
    data = prepared(recipe.data, dataset)
    train = data.chosen.train
    positions = np.arange(len(train))
    if recipe.training.shuffle:
        np.random.default_rng(recipe.training.seed).shuffle(positions)
    batch = train[positions[: recipe.training.batch_size]]
    images = dataset.x_train[batch[:MOST_SHOWN]]
    if recipe.augmentation.is_on:
        # As in training, a picture's transform belongs to its place among all that train.
        chance = chances(recipe.training.seed, 1, 0, len(train))[positions[: len(images)]]
        draws = draw(recipe.augmentation, images.shape[1:], chance)
        images = services.engine().preview(
            recipe.augmentation, images, draws, dataset.card.max_value
        )
    numbers, labels = data.scaling.apply(images), data.labels[batch[:MOST_SHOWN]]
    return FirstBatch(
        images,
        [dataset.card.classes[label] for label in labels],
        _as_given(labels[:LABELS_SHOWN], recipe, dataset.card),
        len(batch),
        -(-len(train) // recipe.training.batch_size),
        float(numbers.min()),
        float(numbers.max()),
    )


def _as_given(labels: np.ndarray, recipe: Recipe, card: DatasetCard) -> np.ndarray:
    """Labels `(n,)` in the form in which the loss is given them."""
    if recipe.targets == "one-hot":
        return np.eye(recipe.columns(card.num_classes))[labels]
    return labels
