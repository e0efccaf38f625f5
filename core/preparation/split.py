"""From a dataset to what the network receives: which pictures train, who validates, how scaled.

What a recipe does wrong on purpose (`core.recipe.DataMistake`) is done here, as far as it concerns
the choice of pictures, their order, their labels and their scaling.

Shapes: images `uint8 (n, height, width, channels)`, labels `int64 (n,)`.
"""

from typing import NamedTuple

import numpy as np

from core.datasets import Dataset
from core.datasets.pixel_statistics import Statistics, measure
from core.recipe import Data
from core.recipe.work import count_aside

LEFT_OF_STARVED = 20
"""Of the class that is starved, one picture in so many is left."""


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
    chosen = _chosen(data, y_train)
    if data.validate_on == "test":
        return Split(_in_order(data, chosen, y_train), np.arange(test_count), "test")
    if data.validate_on == "train":
        chosen = _in_order(data, chosen, y_train)
        return Split(chosen, chosen, "train")
    if data.mistake == "last-validate":
        in_order = _in_order(data, chosen, y_train)
        count = count_aside(data.validation_fraction, len(chosen))
        train, validation = np.split(in_order, [-count])
    else:
        train, validation = _stratified(
            chosen, y_train[chosen], data.validation_fraction, data.seed
        )
    return Split(_in_order(data, train, y_train), validation, "train")


def largest_validating_class(data: Data, dataset: Dataset) -> tuple[str, float]:
    """The largest class among the pictures that validate, and its share of them."""
    chosen = split(data, dataset.y_train, len(dataset.y_test))
    _, labels = chosen.validating_set(dataset)
    counts = np.bincount(labels[chosen.validation])
    return dataset.card.classes[counts.argmax()], float(counts.max() / counts.sum())


def _chosen(data: Data, y_train: np.ndarray) -> np.ndarray:
    """The pictures that a recipe takes from the training set, in their own order."""
    chosen = np.arange(len(y_train))
    if data.images is not None and data.images < len(y_train):
        rng = np.random.default_rng(data.seed)
        chosen = np.sort(rng.choice(chosen, data.images, replace=False))
    if data.mistake == "starved-class":
        of_class = y_train[chosen] == starved_class(data.seed, int(y_train.max()) + 1)
        chosen = chosen[~of_class | (np.cumsum(of_class) % LEFT_OF_STARVED == 1)]
    return chosen


def starved_class(seed: int, num_classes: int) -> int:
    """The class of which nearly nothing is left where a recipe starves one, by `data.seed`."""
    return seed % num_classes


def _in_order(data: Data, indices: np.ndarray, y_train: np.ndarray) -> np.ndarray:
    """The same pictures class by class, where a recipe sorts them."""
    if data.mistake not in ("sorted", "last-validate"):
        return indices
    return indices[np.argsort(y_train[indices], kind="stable")]


def labels_in_training(data: Data, y_train: np.ndarray, train: np.ndarray) -> np.ndarray:
    """The labels of the training set as a recipe trains with them, those at `train` above all.

    They are `y_train` itself unless a recipe shuffles the labels of the pictures that train.
    """
    if data.mistake != "labels-shuffled":
        return y_train
    labels = y_train.copy()
    labels[train] = np.random.default_rng(data.seed).permutation(y_train[train])
    return labels


def _stratified(
    indices: np.ndarray, labels: np.ndarray, fraction: float, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Keep a fraction of every class aside, at least one picture on each side in all."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(indices))
    by_class = order[np.argsort(labels[order], kind="stable")]
    # Along the pictures sorted by class, every step of 1/fraction takes one: so each class gives
    # its share to within one picture, and the whole gives round(fraction · n).
    count = count_aside(fraction, len(indices))
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

    def ends(self, images: np.ndarray) -> tuple[float, float]:
        """The smallest and the largest number of scaled `uint8 (n, height, width, channels)`."""
        axes = (0, 1, 2)
        scaled = self.apply(np.stack([images.min(axis=axes), images.max(axis=axes)]))
        return float(scaled.min()), float(scaled.max())


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


class Preparation(NamedTuple):
    """A dataset as a recipe trains with it.

    `labels` int64 `(n,)` are those of the whole training set. `scaling` is what is done to the
    pictures that train, `later_scaling` what is done to all that the network sees afterwards, when
    it validates and predicts: the same, but by mistake.
    """

    chosen: Split
    labels: np.ndarray
    scaling: Scaling
    later_scaling: Scaling


def prepared(data: Data, dataset: Dataset) -> Preparation:
    """Split, labels and scaling of a recipe on its dataset."""
    chosen = split(data, dataset.y_train, len(dataset.y_test))
    scaling = scaling_of(data, dataset.x_train, chosen.train, dataset.card.max_value)
    later_scaling = scaling
    if data.mistake == "unscaled-validation":
        later_scaling = Scaling(np.zeros_like(scaling.shift), np.ones_like(scaling.factor))
    elif data.mistake == "validation-to-0-1":
        largest = np.full_like(scaling.factor, dataset.card.max_value)
        later_scaling = Scaling(np.zeros_like(scaling.shift), 1 / largest)
    labels = labels_in_training(data, dataset.y_train, chosen.train)
    return Preparation(chosen, labels, scaling, later_scaling)


def split_and_scaling(data: Data, dataset: Dataset) -> tuple[Split, Scaling]:
    """Split of a recipe on its dataset, and the scaling of what its network validates on."""
    preparation = prepared(data, dataset)
    return preparation.chosen, preparation.later_scaling
