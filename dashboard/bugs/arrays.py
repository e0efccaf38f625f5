"""The arrays that `fit` is given, in figures: computed once for a puzzle."""

from typing import NamedTuple

import numpy as np

from core.datasets import Dataset
from core.preparation.split import Scaling, prepared
from core.recipe import Recipe


class GivenArray(NamedTuple):
    """An array by its name in the code; its numbers lie between `low` and `high`."""

    name: str
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
    return [
        _pictures("x_train", dataset.x_train[train], data.scaling),
        _labels("y_train", recipe, data.labels[train], classes),
        _pictures("x_val", images[validation], data.later_scaling),
        _labels("y_val", recipe, labels[validation], classes),
    ]


def _pictures(name: str, images: np.ndarray, scaling: Scaling) -> GivenArray:
    return GivenArray(name, images.shape, "float32", *scaling.ends(images))


def _labels(name: str, recipe: Recipe, labels: np.ndarray, num_classes: int) -> GivenArray:
    if recipe.targets == "one-hot":
        return GivenArray(name, (len(labels), recipe.columns(num_classes)), "float64", 0, 1)
    return GivenArray(name, labels.shape, "int64", int(labels.min()), int(labels.max()))
