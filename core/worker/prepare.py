"""What a recipe trains with: the network, the pictures on the device, and their order."""

import itertools
import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from core.datasets import Dataset
from core.layers import ledger
from core.preparation.split import Preparation, Split, prepared
from core.recipe import Recipe, Training
from core.worker.augment import Augmenter
from core.worker.build import build, build_loss
from core.worker.loops import DeviceSet, EpochOrder, Setup
from core.worker.optimization import new_optimizer


class Prepared(NamedTuple):
    """All that a recipe trains with.

    `training` is the recipe's, at the rates with which it begins; `data` says which pictures
    train, with which labels, and how pictures are scaled.
    """

    training: Training
    setup: Setup
    data: Preparation

    @property
    def chosen(self) -> Split:
        """Which pictures train."""
        return self.data.chosen

    @property
    def steps_per_epoch(self) -> int:
        """How many batches an epoch has; the last one may be smaller."""
        return math.ceil(len(self.chosen.train) / self.training.batch_size)

    def positions(self) -> Iterator[np.ndarray]:
        """The positions int64 `(n,)` among the pictures that train, in the order of each epoch."""
        shuffling = np.random.default_rng(self.training.seed)
        while True:
            positions = np.arange(len(self.chosen.train))
            if self.training.shuffle:
                shuffling.shuffle(positions)
            yield positions

    def order(self, epoch: int, positions: np.ndarray) -> EpochOrder:
        """The order of an epoch on the device, from its positions."""
        indices = tf.constant(self.chosen.train[positions], tf.int32)
        if self.setup.augmenter is None:
            return EpochOrder(indices)
        return EpochOrder(indices, self.setup.augmenter.draw(epoch, positions))

    def batches(self) -> Iterator[tuple[EpochOrder, int]]:
        """The batches in their order, without end: the order of their epoch, and which step of it.

        Steps count from 0.
        """
        for epoch, positions in zip(itertools.count(1), self.positions(), strict=False):
            order = self.order(epoch, positions)
            for step in range(self.steps_per_epoch):
                yield order, step


def prepare(recipe: Recipe, dataset: Dataset, training: Training) -> Prepared:
    """Prepare a recipe for training, with its first weights.

    `training` is the recipe's, or the same at other rates. Raises what `build` raises.
    """
    data = prepared(recipe.data, dataset)
    train_set = DeviceSet.of(dataset.x_train, data.labels)
    input_shape, num_classes = dataset.x_train.shape[1:], dataset.card.num_classes
    setup = Setup(
        build(recipe.model, input_shape, num_classes, training.seed),
        ledger(recipe.model.layers, input_shape),
        new_optimizer(training),
        build_loss(training, recipe.columns(num_classes), recipe.targets),
        train_set,
        data.scaling,
        training.batch_size,
        Augmenter.of(recipe, input_shape, dataset.card.max_value),
    )
    return Prepared(training, setup, data)
