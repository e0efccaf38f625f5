"""From a recipe to Keras's own objects: the model, the optimizer, the loss."""

import random
from collections.abc import Callable
from functools import partial
from typing import assert_never

import keras
import tensorflow as tf

from core.language import say
from core.layers import LayerError, Shape, ledger, require_chain
from core.recipe import Model, Training
from core.recipe.losses import LOSSES, Targets
from core.recipe.optimizers import OPTIMIZERS
from core.worker.keras_fixes import seed_layer


def build(
    model: Model, input_shape: Shape, num_classes: int, seed: int = 0
) -> keras.Sequential | keras.Model:
    """The Keras model of a recipe, in the recipe's style, with its weights.

    The initial weights are those that `keras.utils.set_random_seed(seed)` gives a model that is
    built straight after it; the process's own random generators are left alone, because other
    threads use them. Raises LayerError if the layers do not fit each other or the style, or if the
    last one does not give one number for each of the `num_classes` classes. For two classes a
    single number will do.
    """
    rows = ledger(model.layers, input_shape)
    outputs = rows[-1].output_shape
    if outputs != (num_classes,) and (outputs, num_classes) != ((1,), 2):
        raise LayerError(
            say(
                "The last layer gives the shape {shape}, but {classes} classes need ({classes},). "
                "End the network with Flatten if it is still a picture, then Dense({classes}) and "
                "softmax.",
                shape=str(outputs),
                classes=num_classes,
            ),
            len(rows) - 1,
        )
    generator = random.Random(seed)
    calls = [call for row in rows for call in row.calls]
    layers = [seed_layer(call.layer.build(call.name), generator) for call in calls]
    inputs = keras.Input(input_shape)
    if model.style == "sequential":
        require_chain(model.layers)
        return keras.Sequential([inputs, *layers], name="sequential")
    tensors = {"x": inputs}
    for call, layer in zip(calls, layers, strict=True):
        given = [tensors[name] for name in call.inputs]
        tensors[call.output] = layer(given if len(given) > 1 else given[0])
    return keras.Model(inputs, tensors["x"], name="functional")


def summary(model: Model, input_shape: Shape, num_classes: int) -> str:
    """The text of Keras's `summary()`; raises as `build` does."""
    lines: list[str] = []
    built = build(model, input_shape, num_classes)
    built.summary(print_fn=lines.append, line_length=72)
    return "\n".join(lines)


def build_optimizer(training: Training) -> keras.optimizers.Optimizer:
    """The Keras optimizer of a recipe."""
    optimizer = OPTIMIZERS[training.optimizer]
    return getattr(keras.optimizers, optimizer.keras_class)(**optimizer.arguments(training))


def build_schedule(training: Training, steps: int) -> keras.optimizers.schedules.CosineDecay | None:
    """Keras's schedule of the learning rate over so many steps; None if the rate is constant.

    The rate from which it begins, `initial_learning_rate`, is a variable: it may change meanwhile.
    """
    if training.schedule == "constant":
        return None
    rate = tf.Variable(training.learning_rate, dtype=tf.float32)
    return keras.optimizers.schedules.CosineDecay(rate, steps)


LossFunction = Callable[[tf.Tensor, tf.Tensor], tf.Tensor]


def build_loss(
    training: Training, num_classes: int, targets: Targets | None = None
) -> LossFunction:
    """A function from labels `int64 (n,)` and the network's outputs `(n, ...)` to losses `(n,)`.

    The arithmetic is Keras's: where the network ends in softmax or sigmoid, it goes back to the
    logits. `targets` is the form in which Keras's loss is given the labels, by default the one that
    it takes; given another, the function raises Keras's ValueError.
    """
    loss = LOSSES[training.loss]
    targets = targets or loss.targets
    function = partial(keras.losses.get(training.loss), **loss.arguments(training.label_smoothing))
    match targets:
        case "integers":
            return function
        case "one-hot":
            return lambda labels, outputs: function(tf.one_hot(labels, num_classes), outputs)
        case "zero-or-one":
            return lambda labels, outputs: function(
                tf.cast(labels[:, tf.newaxis], outputs.dtype), outputs
            )
        case _:
            assert_never(targets)


def class_probabilities(outputs: tf.Tensor) -> tf.Tensor:
    """A network's outputs as one number for each class, `(n, classes)`.

    A single sigmoid unit `(n, 1)` gives p, the probability of class 1: it becomes [1 - p, p].
    """
    return tf.concat([1 - outputs, outputs], -1) if outputs.shape[-1] == 1 else outputs
