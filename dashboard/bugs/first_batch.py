"""The pictures of the first batch of a recipe, as they are shown: computed once for a puzzle."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from core.preparation.augmentation import chances, draw
from core.preparation.split import prepared
from core.recipe import Recipe
from dashboard.lab import services

MOST_SHOWN = 32


class FirstBatch(NamedTuple):
    """The first of its `size` pictures `(n, height, width, channels)`, with their classes' names.

    They are augmented and not yet scaled; scaled, their numbers lie between `low` and `high`. An
    epoch has `steps` batches.
    """

    images: np.ndarray
    names: Sequence[str]
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
    numbers = data.scaling.apply(images)
    return FirstBatch(
        images,
        [dataset.card.classes[label] for label in data.labels[batch[:MOST_SHOWN]]],
        len(batch),
        -(-len(train) // recipe.training.batch_size),
        float(numbers.min()),
        float(numbers.max()),
    )
