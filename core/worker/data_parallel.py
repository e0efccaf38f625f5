"""A batch in two halves, computed side by side.

Left to itself, TensorFlow shares every single operation out among the cores, which then wait for
each other after each: that costs a small network more than it gains. The halves of a batch wait for
each other once, when their gradients are added, and where BatchNormalization measures the batch.
"""

import os
from collections.abc import Iterable
from typing import TypeVar

import keras
import tensorflow as tf

from core.layers import Call

HALVES = 2

Nested = TypeVar("Nested")


def share_out_cores() -> None:
    """Let two operations run at once, each on half of the cores; before TensorFlow's first one."""
    tf.config.threading.set_inter_op_parallelism_threads(HALVES)
    tf.config.threading.set_intra_op_parallelism_threads(max(1, (os.cpu_count() or 1) // HALVES))


def halves(values: Nested) -> list[Nested]:
    """Tensors `(n, ...)` → the same for both halves. A single picture stands in both."""
    count = tf.shape(tf.nest.flatten(values)[0])[0]
    middle = count // HALVES
    return [
        tf.nest.map_structure(lambda tensor: tensor[: tf.maximum(middle, 1)], values),
        tf.nest.map_structure(lambda tensor: tensor[middle:], values),
    ]


def sum_of_halves(both: list[tuple[tf.Tensor, ...]], count: tf.Tensor) -> tuple[tf.Tensor, ...]:
    """Sums over each half of `count` pictures → sums over all; a single one counts half in each."""
    weight = tf.cast(count, tf.float32) / tf.cast(tf.maximum(count, HALVES), tf.float32)
    return tuple(weight * sum(parts) for parts in zip(*both, strict=True))


def outputs_in_training(
    model: keras.Model, calls: Iterable[Call], parts: list[tf.Tensor]
) -> list[tf.Tensor]:
    """What a network of these calls gives in training for the parts of one batch."""
    tensors = {"x": parts}
    for call in calls:
        layer = model.get_layer(call.name)
        given = [tensors[name] for name in call.inputs]
        if isinstance(layer, keras.layers.BatchNormalization):
            tensors[call.output] = _normalised(layer, *given)
        else:
            of_parts = [list(of_part) for of_part in zip(*given, strict=True)]
            tensors[call.output] = [
                layer(of_part if len(of_part) > 1 else of_part[0], training=True)
                for of_part in of_parts
            ]
    return tensors[call.output]


def _normalised(layer: keras.layers.BatchNormalization, parts: list[tf.Tensor]) -> list[tf.Tensor]:
    """What BatchNormalization gives for the parts, measured over all of them."""
    axes = list(range(parts[0].shape.rank - 1))
    count = sum(tf.size(part) for part in parts) // parts[0].shape[-1]

    def mean_of(values: Iterable[tf.Tensor]) -> tf.Tensor:
        return sum(tf.reduce_sum(value, axes) for value in values) / tf.cast(count, tf.float32)

    mean = mean_of(parts)
    # Moving the mean does not change the variance, so no gradient need be sought there.
    still = tf.stop_gradient(mean)
    variance = mean_of(tf.math.squared_difference(part, still) for part in parts)
    for kept, measured in ((layer.moving_mean, mean), (layer.moving_variance, variance)):
        kept.assign(kept * layer.momentum + measured * (1 - layer.momentum))
    return [
        tf.nn.batch_normalization(part, mean, variance, layer.beta, layer.gamma, layer.epsilon)
        for part in parts
    ]
