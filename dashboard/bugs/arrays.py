"""The arrays that `fit` is given, in figures: computed once for a puzzle."""

from typing import Literal, NamedTuple

import numpy as np

from core.code import validation_sets
from core.datasets import Dataset
from core.preparation.split import Scaling, prepared
from core.recipe import Recipe

Use = Literal["train", "validate"]


class GivenArray(NamedTuple):
    """An array by its name in the code, and what it is for.

    Its numbers lie between `low` and `high`. Augmented pictures and their labels come in `batches`,
    and `shape` is that of the first of them.
    """

    name: str
    use: Use
    shape: tuple[int, ...]
    dtype: str
    low: float
    high: float


def given_arrays(recipe: Recipe, dataset: Dataset) -> list[GivenArray]:
    """Pictures and labels that train and that validate, as the recipe prepares them."""
    data = prepared(recipe.data, dataset)
    images, labels = data.chosen.validating_set(dataset)
    train, validation = data.chosen.train, data.chosen.validation
    classes = dataset.card.num_classes
    x_val, y_val = validation_sets(recipe)
    trained = [
        _pictures("x_train", "train", dataset.x_train[train], data.scaling),
        _labels("y_train", "train", recipe, data.labels[train], classes),
    ]
    if recipe.augmentation.is_on:
        size = min(recipe.training.batch_size, len(train))
        trained = [one._replace(name="batches", shape=(size, *one.shape[1:])) for one in trained]
    return [
        *trained,
        _pictures(x_val, "validate", images[validation], data.later_scaling),
        _labels(y_val, "validate", recipe, labels[validation], classes),
    ]


def _pictures(name: str, use: Use, images: np.ndarray, scaling: Scaling) -> GivenArray:
    return GivenArray(name, use, images.shape, "float32", *scaling.ends(images))


def _labels(
    name: str, use: Use, recipe: Recipe, labels: np.ndarray, num_classes: int
) -> GivenArray:
    if recipe.targets == "one-hot":
        shape = len(labels), recipe.columns(num_classes)
        return GivenArray(name, use, shape, "float64", 0, 1)
    low, high = int(labels.min()), int(labels.max())
    return GivenArray(name, use, labels.shape, "int64", low, high)
