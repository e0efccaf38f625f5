"""From a recipe to Keras's own objects: the model, the optimizer, the loss."""

import random
from collections.abc import Callable

import keras
import tensorflow as tf

from core.layers import LayerError, Shape, ledger, require_chain
from core.recipe import recipe


def build(
    model: recipe.Model, input_shape: Shape, num_classes: int, seed: int = 0
) -> keras.Sequential | keras.Model:
    """The Keras model of a recipe, in the recipe's style, with its weights.

    The initial weights are those that `keras.utils.set_random_seed(seed)` gives a model that is
    built straight after it; the process's own random generators are left alone, because other
    threads use them. Raises LayerError if the layers do not fit each other or the style, or if the
    last one does not give one number for each of the `num_classes` classes.
    """
    rows = ledger(model.layers, input_shape)
    if rows[-1].output_shape != (num_classes,):
        raise LayerError(
            f"The last layer gives the shape {rows[-1].output_shape}, but {num_classes} classes "
            f"need ({num_classes},). End the network with Flatten if it is still a picture, "
            f"then Dense({num_classes}) and softmax.",
            len(rows) - 1,
        )
    generator = random.Random(seed)
    calls = [call for row in rows for call in row.calls]
    layers = [_seeded(call.layer.build(call.name), generator) for call in calls]
    inputs = keras.Input(input_shape)
    if model.style == "sequential":
        require_chain(model.layers)
        return keras.Sequential([inputs, *layers], name="sequential")
    tensors = {"x": inputs}
    for call, layer in zip(calls, layers, strict=True):
        given = [tensors[name] for name in call.inputs]
        tensors[call.output] = layer(given if len(given) > 1 else given[0])
    return keras.Model(inputs, tensors["x"], name="functional")


def _seeded(layer: keras.Layer, generator: random.Random) -> keras.Layer:
    """Give a layer that is not built yet the seeds that Keras would have drawn for it."""
    for part in vars(layer).values():
        if isinstance(part, keras.initializers.Initializer) and hasattr(part, "seed"):
            part.seed = _drawn(generator)
        elif isinstance(part, keras.random.SeedGenerator):
            part.state.assign([_drawn(generator), 0])
    return layer


def _drawn(generator: random.Random) -> int:
    # As keras.src.backend.common.random.make_default_seed does with Python's own generator.
    return generator.randint(1, int(1e9))


def summary(model: recipe.Model, input_shape: Shape, num_classes: int) -> str:
    """The text of Keras's `summary()`; raises as `build` does."""
    lines: list[str] = []
    built = build(model, input_shape, num_classes)
    built.summary(print_fn=lines.append, line_length=72)
    return "\n".join(lines)


def build_optimizer(training: recipe.Training) -> keras.optimizers.Optimizer:
    """The Keras optimizer of a recipe."""
    rate, momentum = training.learning_rate, training.momentum
    match training.optimizer:
        case "sgd":
            return keras.optimizers.SGD(rate, momentum=momentum)
        case "rmsprop":
            return keras.optimizers.RMSprop(rate, momentum=momentum)
        case "adam":
            return keras.optimizers.Adam(rate)


Loss = Callable[[tf.Tensor, tf.Tensor], tf.Tensor]


def build_loss(training: recipe.Training, num_classes: int) -> Loss:
    """A function from labels `int64 (n,)` and outputs `(n, num_classes)` to losses `(n,)`.

    The arithmetic is Keras's: where the network ends in softmax, it goes back to the logits.
    """
    loss = keras.losses.get(training.loss)
    if training.loss == "sparse_categorical_crossentropy":
        return loss
    return lambda labels, outputs: loss(tf.one_hot(labels, num_classes), outputs)
