"""Each workaround is still needed: these tests fail once Keras or TensorFlow does it itself."""

import gc
import random
import weakref

import keras
import numpy as np
import pytest
import tensorflow as tf

from core.worker.keras_fixes import seed_layer, single_device


def graph_of_a_step(optimizer: keras.optimizers.Optimizer) -> weakref.ref:
    """A compiled step of the optimizer that nothing refers to any more."""
    weight = keras.Variable(np.ones((2, 2), "float32"))
    optimizer.build([weight])

    @tf.function(autograph=False)
    def step() -> None:
        optimizer.apply([tf.ones((2, 2))], [weight])

    return weakref.ref(step.get_concrete_function().graph)


@pytest.mark.parametrize("name", ["SGD", "AdamW"])
def test_apply_keeps_the_graph_of_its_step_in_memory(name):
    keras_class = getattr(keras.optimizers, name)
    leaked, freed = graph_of_a_step(keras_class()), graph_of_a_step(single_device(keras_class()))
    gc.collect()
    assert leaked() is not None
    assert freed() is None


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("SGD", {"momentum": 0.9, "clipnorm": 0.1}),
        ("AdamW", {"weight_decay": 0.1, "global_clipnorm": 0.5}),
        ("Adam", {"use_ema": True, "ema_momentum": 0.5, "ema_overwrite_frequency": 3}),
        ("Nadam", {"clipvalue": 0.2}),
    ],
)
def test_clipping_decay_and_moving_average_are_those_of_keras(name, settings):
    keras_class, start = getattr(keras.optimizers, name), np.full((3, 2), 0.5, "float32")
    optimizers = [single_device(keras_class(0.1, **settings)), keras_class(0.1, **settings)]
    weights = [keras.Variable(start) for _ in optimizers]
    chance = np.random.default_rng(0)
    for _ in range(20):
        gradient = tf.constant(chance.normal(size=(3, 2)), tf.float32)
        for optimizer, weight in zip(optimizers, weights, strict=True):
            optimizer.apply([gradient], [weight])
    ours, kerass = [weight.numpy() for weight in weights]
    np.testing.assert_allclose(ours, kerass, rtol=1e-5)
    assert np.abs(ours - start).max() > 0.01


def test_keras_draws_its_seeds_from_the_generator_of_the_process():
    random.seed(7)
    drawn = keras.initializers.GlorotUniform().seed
    random.seed(7)
    random.random()  # as another thread would
    assert keras.initializers.GlorotUniform().seed != drawn
    layers = [seed_layer(keras.layers.Dense(2), random.Random(7)) for _ in range(2)]
    assert layers[0].kernel_initializer.seed == layers[1].kernel_initializer.seed == drawn
