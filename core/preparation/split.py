"""From a dataset to what the network receives: which pictures train, who validates, how scaled.

Shapes: images `uint8 (n, height, width, channels)`, labels `int64 (n,)`.
"""

from typing import NamedTuple

import numpy as np

from core.datasets import Dataset
from core.datasets.pixel_statistics import Statistics, measure
from core.recipe import Data


class Split(NamedTuple):
    """Who trains and who validates.

    `train` are indices `int64 (n,)` into the training set. `validation` are indices into the set
    that `validation_set` names: "train" or "test".
    """

    train: np.ndarray
    validation: np.ndarray
    validation_set: str

    def validating_set(self, dataset: Dataset) -> tuple[np.ndarray, np.ndarray]:
        """The whole set that `validation` points into: images and labels."""
        if self.validation_set == "test":
            return dataset.x_test, dataset.y_test
        return dataset.x_train, dataset.y_train


def split(data: Data, y_train: np.ndarray, test_count: int) -> Split:
    """Choose the training and the validation pictures that a recipe asks for.

    `data.images` of the training set are drawn at random with `data.seed` (all of them, in their
    own order, if None); `split` keeps `validation_fraction` of these aside, every class in its
    proportion as far as whole pictures allow.
    """
    chosen = np.arange(len(y_train))
    if data.images is not None and data.images < len(y_train):
        rng = np.random.default_rng(data.seed)
        chosen = np.sort(rng.choice(chosen, data.images, replace=False))
    if data.validate_on == "test":
        return Split(chosen, np.arange(test_count), "test")
    if data.validate_on == "train":
        return Split(chosen, chosen, "train")
    train, validation = _stratified(chosen, y_train[chosen], data.validation_fraction, data.seed)
    return Split(train, validation, "train")


def _stratified(
    indices: np.ndarray, labels: np.ndarray, fraction: float, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Keep a fraction of every class aside, at least one picture on each side in all."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(indices))
    by_class = order[np.argsort(labels[order], kind="stable")]
    # Along the pictures sorted by class, every step of 1/fraction takes one: so each class gives
    # its share to within one picture, and the whole gives round(fraction · n).
    count = min(max(round(fraction * len(indices)), 1), len(indices) - 1)
    aside = np.floor((np.arange(count) + 0.5) * len(indices) / max(count, 1)).astype(np.int64)
    kept_aside = np.zeros(len(indices), bool)
    kept_aside[by_class[aside]] = True
    return indices[~kept_aside], indices[kept_aside]


class Scaling(NamedTuple):
    """What is done to each pixel before the network sees it: `(pixel - shift) * factor`.

    Both are float32 `(channels,)`.
    """

    shift: np.ndarray
    factor: np.ndarray

    def apply(self, images: np.ndarray) -> np.ndarray:
        """Images `uint8 (..., channels)` → float32 of the same shape."""
        return (images.astype(np.float32) - self.shift) * self.factor


def scaling_of(data: Data, images: np.ndarray, chosen: np.ndarray, max_value: int) -> Scaling:
    """The scaling that a recipe asks for, measured on the pictures at indices `chosen` alone."""
    looked_at = chosen if data.scaling == "standardised" else chosen[:1]
    return scaling_from(data, measure(images, looked_at), max_value)


def scaling_from(data: Data, statistics: Statistics, max_value: int) -> Scaling:
    """The same from statistics of the training pictures that are already known.

    `0-1` divides by the largest pixel value of the dataset; `standardised` subtracts the mean and
    divides by the standard deviation of each channel.
    """
    channels = len(statistics.mean)
    shift, factor = np.zeros(channels), np.ones(channels)
    if data.scaling == "0-1":
        factor = factor / max_value
    elif data.scaling == "standardised":
        shift, factor = statistics.mean, 1 / np.maximum(statistics.deviation, 1e-7)
    return Scaling(shift.astype(np.float32), factor.astype(np.float32))


def spread(indices: np.ndarray, most: int) -> np.ndarray:
    """At most so many of some indices `(n,)`, in their order and evenly over all of them."""
    count = min(most, len(indices))
    # Where a set is sorted by class, its beginning would be of one class.
    return indices[np.arange(count) * len(indices) // max(count, 1)]


def split_and_scaling(data: Data, dataset: Dataset) -> tuple[Split, Scaling]:
    """Split and scaling of a recipe on its dataset."""
    chosen = split(data, dataset.y_train, len(dataset.y_test))
    return chosen, scaling_of(data, dataset.x_train, chosen.train, dataset.card.max_value)
