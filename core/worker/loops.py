"""The compiled loops: many steps in one execution, on pictures that are in the device's memory.

Stock `fit` hands TensorFlow a NumPy batch and returns to Python at every step, which costs a small
network more than its arithmetic. Here the whole set is on the device as `uint8`; a step gathers
its pictures by index and scales them there, and returns to Python only every tenth of a second.
A step is not compiled with XLA: on a CPU that trains small networks no faster and convolutions
several times slower, needs a second to compile, and rounds differently.
"""

import math
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from typing import NamedTuple

import keras
import numpy as np
import tensorflow as tf

from core.layers import LedgerRow, Shape
from core.preparation.augmentation import Transforms
from core.preparation.split import Scaling
from core.worker.augment import Augmenter
from core.worker.build import LossFunction, class_probabilities
from core.worker.data_parallel import REPLICAS, outputs_in_training, shards, sum_of_shards
from core.worker.executor import one_thread


class DeviceSet(NamedTuple):
    """A set on the device: images `uint8 (n, height, width, channels)`, labels `int64 (n,)`."""

    images: tf.Tensor
    labels: tf.Tensor

    @classmethod
    def of(cls, images: np.ndarray, labels: np.ndarray) -> "DeviceSet":
        """Copy a set to the device."""
        return cls(tf.constant(images, tf.uint8), tf.constant(labels, tf.int64))

    @classmethod
    def spec(cls, shape: Shape) -> "DeviceSet":
        """The signature of a compiled function's argument: any number of pictures of this shape."""
        return cls(tf.TensorSpec([None, *shape], tf.uint8), tf.TensorSpec([None], tf.int64))

    def batch(self, indices: tf.Tensor, scaling: Scaling) -> tuple[tf.Tensor, tf.Tensor]:
        """Scaled images `float32 (batch, ...)` and labels `int64 (batch,)` at these indices."""
        return scaled(tf.gather(self.images, indices), scaling), tf.gather(self.labels, indices)


def scaled(images: tf.Tensor, scaling: Scaling) -> tf.Tensor:
    """`Scaling.apply` on the device."""
    return (tf.cast(images, tf.float32) - scaling.shift) * scaling.factor


class EpochOrder(NamedTuple):
    """The order in which an epoch trains on its pictures, on the device.

    `indices` `int32 (n,)` into the training set, and with augmentation `drawn`, the transform of
    each picture.
    """

    indices: tf.Tensor
    drawn: Transforms | tuple[()] = ()

    @classmethod
    def spec(cls, augmenter: Augmenter | None) -> "EpochOrder":
        """The signature of a compiled function's argument: any number of pictures in order."""
        return cls(tf.TensorSpec([None], tf.int32), augmenter.SPEC if augmenter else ())

    def part(self, first: tf.Tensor, end: tf.Tensor) -> "EpochOrder":
        """The pictures from `first` up to `end`, which is not included."""
        return tf.nest.map_structure(lambda values: values[first:end], self)


class Tally(NamedTuple):
    """Sums over pictures: how many, their losses, how many were right."""

    images: int = 0
    loss: float = 0.0
    correct: float = 0.0

    def plus(self, other: "Tally") -> "Tally":
        return Tally(
            self.images + other.images, self.loss + other.loss, self.correct + other.correct
        )

    def means(self) -> tuple[float, float]:
        """Mean loss and accuracy; NaN without pictures."""
        if not self.images:
            return float("nan"), float("nan")
        return self.loss / self.images, self.correct / self.images


EVALUATION_WORK = 2e9
"""The work in one evaluation batch, in multiplications: about as long as a training execution."""
MAX_EVALUATION_BATCH = 1024
NUMBER_COST = 50
"""What it costs to move one number through memory, in multiplications; with it, no evaluation
batch holds more than 160 MB of a network's outputs."""

DATA_PARALLEL_WORK = 8e6
"""From how much work on, in multiplications, a batch is split in shards; measured.

A network of vectors takes as long in one thread as in shards only with twice that work."""

Sums = tuple[tf.Tensor, tf.Tensor]
TrainingLoop = Callable[[EpochOrder, int, int], Tally]
EvaluationLoop = Callable[[DeviceSet, np.ndarray], Tally]


class Setup(NamedTuple):
    """What training needs: the network, its optimizer and loss, and the pictures."""

    model: keras.Model
    rows: list[LedgerRow]
    optimizer: keras.optimizers.Optimizer
    loss: LossFunction
    pictures: DeviceSet
    scaling: Scaling
    batch_size: int
    augmenter: Augmenter | None = None
    schedule: keras.optimizers.schedules.CosineDecay | None = None

    def fetch(self, order: EpochOrder) -> tuple[tf.Tensor, tf.Tensor]:
        """Scaled images and labels of pictures that train, augmented before they are scaled."""
        images = tf.gather(self.pictures.images, order.indices)
        if self.augmenter:
            images = self.augmenter.apply(images, order.drawn)
        return scaled(images, self.scaling), tf.gather(self.pictures.labels, order.indices)

    @property
    def is_data_parallel(self) -> bool:
        """Whether a batch takes long enough to gain from shards that are computed side by side."""
        least = DATA_PARALLEL_WORK * (2 if self._is_of_vectors else 1)
        return self.batch_size * work_of(self.rows) >= least

    @property
    def runs_in_one_thread(self) -> bool:
        """Whether a batch is trained on sooner in one thread than in several."""
        return self._is_of_vectors and not self.is_data_parallel

    @property
    def _is_of_vectors(self) -> bool:
        # Convolutions and augmentation are slower in one thread, however small they are.
        return not self.augmenter and all(len(row.output_shape) == 1 for row in self.rows)

    def sums(self, order: EpochOrder) -> Sums:
        """Loss and right answers of a training batch, or of a part of one, in training mode."""
        if not self.is_data_parallel:
            images, labels = self.fetch(order)
            return sums(self.loss, labels, self.model(images, training=True))
        parts = [self.fetch(shard) for shard in shards(order)]
        calls = [call for row in self.rows for call in row.calls]
        outputs = outputs_in_training(self.model, calls, [images for images, _labels in parts])
        of_shards = [
            sums(self.loss, labels, output)
            for (_images, labels), output in zip(parts, outputs, strict=True)
        ]
        return sum_of_shards(of_shards, tf.size(order.indices))

    def update(self, gradients: list[tf.Tensor]) -> None:
        """Take one step of the optimizer, at the rate that the schedule has for it."""
        if self.schedule:
            self.optimizer.learning_rate.assign(self.schedule(self.optimizer.iterations))
        self.optimizer.apply(gradients, self.model.trainable_variables)


def sums(loss: LossFunction, labels: tf.Tensor, outputs: tf.Tensor) -> Sums:
    """The sum of a batch's losses, and how many of its pictures are right."""
    predicted = tf.argmax(class_probabilities(outputs), axis=-1)
    correct = tf.math.count_nonzero(predicted == labels, dtype=tf.float32)
    return tf.reduce_sum(loss(labels, outputs)), correct


def training_loop(setup: Setup) -> TrainingLoop:
    """Compile a function that takes training steps.

    The function's arguments are the order of an epoch, the first step (from 0) and the number of
    steps; the last batch of an epoch may be smaller. Its tally holds each picture's loss with the
    weights as they stood before its own step, so that the mean over an epoch is what `fit` shows.
    """
    variables, batch_size = setup.model.trainable_variables, setup.batch_size
    setup.optimizer.build(variables)

    def step(order: EpochOrder) -> Sums:
        with tf.GradientTape() as tape:
            total, correct = setup.sums(order)
            mean = total / tf.cast(tf.size(order.indices), tf.float32)
        setup.update(tape.gradient(mean, variables))
        return total, correct

    @tf.function(
        input_signature=[
            EpochOrder.spec(setup.augmenter),
            tf.TensorSpec([], tf.int32),
            tf.TensorSpec([], tf.int32),
        ],
        autograph=False,
    )
    def execute(order: EpochOrder, first: tf.Tensor, end: tf.Tensor) -> Sums:
        def body(at: tf.Tensor, total: tf.Tensor, correct: tf.Tensor) -> tuple[tf.Tensor, ...]:
            losses, right = step(order.part(at * batch_size, (at + 1) * batch_size))
            return at + 1, total + losses, correct + right

        # One step at a time: the next one needs the weights of this one.
        _, total, correct = tf.while_loop(
            lambda at, *_: at < end, body, (first, 0.0, 0.0), parallel_iterations=1
        )
        return total, correct

    executor = one_thread if setup.runs_in_one_thread else nullcontext
    with executor():
        compiled = execute.get_concrete_function()

    def run(order: EpochOrder, first: int, steps: int) -> Tally:
        end, images = first + steps, len(order.indices)
        with executor():
            total, correct = compiled(order, tf.constant(first), tf.constant(end))
        count = min(end * batch_size, images) - min(first * batch_size, images)
        return Tally(count, float(total), float(correct))

    # What TensorFlow prepares at the first execution, it prepares here, without taking a step.
    run(_empty(EpochOrder.spec(setup.augmenter)), first=0, steps=0)
    return run


def _empty(order: EpochOrder) -> EpochOrder:
    """No pictures, in the form of an order's specification."""
    return tf.nest.map_structure(lambda spec: tf.zeros([0, *spec.shape[1:]], spec.dtype), order)


def evaluation(model: keras.Model, loss: LossFunction, scaling: Scaling) -> EvaluationLoop:
    """Compile a function from pictures and some of their indices to their tally, in inference."""

    @tf.function(
        input_signature=[DeviceSet.spec(model.input_shape[1:]), tf.TensorSpec([None], tf.int64)],
        autograph=False,
    )
    def execute(pictures: DeviceSet, indices: tf.Tensor) -> Sums:
        of_shards = []
        for shard in shards(indices):
            images, labels = pictures.batch(shard, scaling)
            of_shards.append(sums(loss, labels, model(images, training=False)))
        return sum_of_shards(of_shards, tf.size(indices))

    compiled = execute.get_concrete_function()

    def run(pictures: DeviceSet, indices: np.ndarray) -> Tally:
        total, correct = compiled(pictures, tf.constant(indices))
        return Tally(len(indices), float(total), float(correct))

    return run


def evaluation_batch(rows: Iterable[LedgerRow]) -> int:
    """How many pictures to evaluate at once, so that an execution is short and fits in memory."""
    return max(REPLICAS, min(MAX_EVALUATION_BATCH, int(EVALUATION_WORK / work_of(rows))))


def work_of(rows: Iterable[LedgerRow]) -> int:
    """What one picture costs on its way through the network, in multiplications."""
    return sum(
        math.prod(row.output_shape[:-1])
        * (row.parameter_count + NUMBER_COST * row.output_shape[-1])
        for row in rows
    )
