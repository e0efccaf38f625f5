"""Twenty steps of the compiled loop against Keras's own `optimizer.apply`."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from core.layers import ledger
from core.preparation.split import Scaling
from core.recipe import Model, Training
from core.recipe.optimizers import OPTIMIZERS
from core.worker.build import build, build_loss, build_optimizer
from core.worker.keras_fixes import single_device
from core.worker.loops import DeviceSet, EpochOrder, Setup, training_loop

STEPS, BATCH = 20, 4
MODEL = Model(layers="flatten,dense:5,tanh,dense:3,softmax")


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_twenty_steps_are_those_of_keras(name):
    training = Training(optimizer=name, learning_rate=0.02, momentum=0.6, weight_decay=0.3)
    chance = np.random.default_rng(0)
    images = chance.integers(0, 256, (STEPS * BATCH, 4, 4, 1), np.uint8)
    labels = chance.integers(0, 3, len(images))
    scaling, loss = Scaling(np.zeros(1), np.full(1, 1 / 255)), build_loss(training, 3)

    ours = build(MODEL, (4, 4, 1), 3)
    start = ours.get_weights()
    pictures = DeviceSet.of(images, labels)
    optimizer = single_device(build_optimizer(training))
    rows = ledger(MODEL.layers, (4, 4, 1))
    run = training_loop(Setup(ours, rows, optimizer, loss, pictures, scaling, BATCH))
    run(EpochOrder(tf.range(len(images))), 0, STEPS)

    kerass, optimizer = build(MODEL, (4, 4, 1), 3), build_optimizer(training)
    for first in range(0, len(images), BATCH):
        batch = slice(first, first + BATCH)
        with tf.GradientTape() as tape:
            outputs = kerass(images[batch].astype("float32") / 255, training=True)
            targets = keras.utils.to_categorical(labels[batch], 3)
            mean = tf.reduce_mean(keras.losses.categorical_crossentropy(targets, outputs))
        gradients = tape.gradient(mean, kerass.trainable_variables)
        optimizer.apply(gradients, kerass.trainable_variables)

    for mine, theirs, first in zip(ours.get_weights(), kerass.get_weights(), start, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-3, atol=1e-5)
        assert np.abs(mine - first).max() > 0.001


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_usual_rate_is_kerass_default_but_for_those_that_need_more(name):
    default = build_optimizer(Training(optimizer=name)).__class__().learning_rate
    larger = {"sgd": 5, "adagrad": 50}.get(name, 1)
    assert OPTIMIZERS[name].usual_rate == pytest.approx(float(default) * larger)
