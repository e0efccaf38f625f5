"""Data parallelism inside one process: each batch is split in two shards, computed side by side.

By default TensorFlow divides each single operation among the cores, which then wait for each other
after every operation: for a small network that costs more than it gains. The shards of a batch wait
for each other only where BatchNormalization measures the batch, and when gradients are added.
"""

import os
from collections.abc import Iterable
from typing import TypeVar

import keras
import tensorflow as tf

from core.layers import Call

REPLICAS = 2

Nested = TypeVar("Nested")


def divide_cores() -> None:
    """Let two operations run at once, each on half of the cores.

    To be called before TensorFlow executes its first operation.
    """
    tf.config.threading.set_inter_op_parallelism_threads(REPLICAS)
    tf.config.threading.set_intra_op_parallelism_threads(max(1, (os.cpu_count() or 1) // REPLICAS))


def shards(values: Nested) -> list[Nested]:
    """Split tensors `(n, ...)` in two halves. A single picture stands in both of them."""
    count = tf.shape(tf.nest.flatten(values)[0])[0]
    middle = count // REPLICAS
    return [
        tf.nest.map_structure(lambda tensor: tensor[: tf.maximum(middle, 1)], values),
        tf.nest.map_structure(lambda tensor: tensor[middle:], values),
    ]


def sum_of_shards(sums: list[tuple[tf.Tensor, ...]], count: tf.Tensor) -> tuple[tf.Tensor, ...]:
    """Add up sums over the shards of `count` pictures.

    A single picture stands in both shards, so each of its sums counts half.
    """
    weight = tf.cast(count, tf.float32) / tf.cast(tf.maximum(count, REPLICAS), tf.float32)
    return tuple(weight * sum(parts) for parts in zip(*sums, strict=True))


def outputs_in_training(
    model: keras.Model, calls: Iterable[Call], parts: list[tf.Tensor]
) -> list[tf.Tensor]:
    """What a network with these calls outputs in training mode for the shards of one batch."""
    tensors = {"x": parts}
    for call in calls:
        layer = model.get_layer(call.name)
        given = [tensors[name] for name in call.inputs]
        if call.layer.measures_batch:
            tensors[call.output] = _normalised(layer, *given)
        else:
            of_parts = [list(of_part) for of_part in zip(*given, strict=True)]
            tensors[call.output] = [
                layer(of_part if len(of_part) > 1 else of_part[0], training=True)
                for of_part in of_parts
            ]
    return tensors[call.output]


def _normalised(layer: keras.layers.BatchNormalization, parts: list[tf.Tensor]) -> list[tf.Tensor]:
    """What BatchNormalization outputs for the shards, with the statistics of the whole batch."""
    axes = list(range(parts[0].shape.rank - 1))
    count = sum(tf.size(part) for part in parts) // parts[0].shape[-1]

    def mean_of(values: Iterable[tf.Tensor]) -> tf.Tensor:
        return sum(tf.reduce_sum(value, axes) for value in values) / tf.cast(count, tf.float32)

    mean = mean_of(parts)
    # The variance has no gradient with respect to the mean, so none need be computed.
    constant_mean = tf.stop_gradient(mean)
    variance = mean_of(tf.math.squared_difference(part, constant_mean) for part in parts)
    for moving, measured in ((layer.moving_mean, mean), (layer.moving_variance, variance)):
        moving.assign(moving * layer.momentum + measured * (1 - layer.momentum))
    return [
        tf.nn.batch_normalization(part, mean, variance, layer.beta, layer.gamma, layer.epsilon)
        for part in parts
    ]
