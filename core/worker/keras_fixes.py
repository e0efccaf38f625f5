"""Weaknesses of Keras and TensorFlow that the worker has to work around.

Each says what it works around, in which versions it was seen, and which upstream thread reports
it. `tests/core/worker/test_keras_fixes.py` fails once one of them is no longer needed.
"""

import random
from collections.abc import Sequence
from typing import Any

import keras
import tensorflow as tf
from keras.src.backend.tensorflow.optimizer import TFOptimizer


class _SingleDevice(TFOptimizer):
    """What `TFOptimizer` overrides to ask tf.distribute, as its own base class has it."""

    def _apply_weight_decay(self, variables: Sequence[keras.Variable]) -> None:
        super(TFOptimizer, self)._apply_weight_decay(variables)

    def _backend_update_step(
        self,
        grads: Sequence[tf.Tensor],
        trainable_variables: Sequence[keras.Variable],
        learning_rate: tf.Tensor,
    ) -> None:
        super(TFOptimizer, self)._backend_update_step(grads, trainable_variables, learning_rate)

    def _overwrite_model_variables_with_average_value(
        self, trainable_variables: Sequence[keras.Variable]
    ) -> None:
        super(TFOptimizer, self)._overwrite_model_variables_with_average_value(trainable_variables)


def single_device(optimizer: keras.optimizers.Optimizer) -> keras.optimizers.Optimizer:
    """The same optimizer, not built yet, with an `apply` that does not go through tf.distribute.

    On TensorFlow, `apply` makes each step and each weight decay a merge call of tf.distribute.
    Within a `tf.function` that registers something at each tracing that keeps the function's graph
    and the model's weights in memory as long as the process lives. With one device there is
    nothing to distribute. Seen with Keras 3.15 and TensorFlow 2.21; no upstream thread was found.
    """
    keras_class = type(optimizer)
    here: Any = type(keras_class.__name__, (keras_class, _SingleDevice), {})
    return here.from_config(optimizer.get_config())


def seed_layer(layer: keras.Layer, generator: random.Random) -> keras.Layer:
    """Give a layer that is not built yet the seeds that Keras would have drawn for it.

    Keras draws the default seeds of initializers and random layers from Python's own generator,
    one for the whole process, as each layer is created. `keras.utils.set_random_seed` therefore
    makes models repeatable only in a process that builds one at a time, and a worker trains in one
    thread while it builds models in others. Seen with Keras 3.15. A change is proposed upstream:
    https://github.com/keras-team/keras/pull/22709.
    """
    for part in vars(layer).values():
        if isinstance(part, keras.initializers.Initializer) and hasattr(part, "seed"):
            part.seed = _drawn_seed(generator)
        elif isinstance(part, keras.random.SeedGenerator):
            part.state.assign([_drawn_seed(generator), 0])
    return layer


def _drawn_seed(generator: random.Random) -> int:
    # As keras.src.backend.common.random.make_default_seed does with Python's own generator.
    return generator.randint(1, int(1e9))
