"""Keras's objects from a recipe: the model in both styles, its first weights, optimizer, loss."""

import random
from typing import get_args

import keras
import numpy as np
import pytest

from core.layers import LayerError, ledger
from core.layers.base import Initializer
from core.recipe import Model, Training
from core.worker.build import build, build_loss, build_optimizer

CNN = "conv2d:4:3,relu,maxpooling2d,flatten,dropout:0.3,dense:16,relu,dense:10,softmax"
RESIDUAL = (
    "conv2d:4:3,batchnormalization,residual:4,residual:6,globalaveragepooling2d,dense:10,softmax"
)


def test_the_homeworks_network_has_320773_parameters():
    model = build(Model(layers="flatten,dense:128,relu,dense:5,softmax"), (50, 50), 5)
    assert model.count_params() == 320_773
    assert [layer.count_params() for layer in model.layers] == [0, 320_128, 0, 645, 0]


def test_style_decides_the_class():
    sequential = build(Model(style="sequential", layers=CNN), (8, 8, 1), 10)
    functional = build(Model(style="functional", layers=CNN), (8, 8, 1), 10)
    assert type(sequential) is keras.Sequential
    assert type(functional) is not keras.Sequential
    assert isinstance(functional, keras.Model)


@pytest.mark.parametrize("style", ["sequential", "functional"])
def test_names_and_shapes_are_the_ledgers_however_many_models_came_before(style):
    recipe = Model(style=style, layers=CNN)
    for _ in range(2):
        model = build(recipe, (8, 8, 1), 10)
        built = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
        assert [(layer.name, layer.output.shape[1:], layer.count_params()) for layer in built] == [
            (row.name, row.output_shape, row.parameter_count)
            for row in ledger(recipe.layers, (8, 8, 1))
        ]


@pytest.mark.parametrize("style", ["sequential", "functional"])
def test_first_weights_are_those_of_set_random_seed(style):
    keras.utils.set_random_seed(7)
    by_hand = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            keras.layers.Conv2D(4, 3),
            keras.layers.Activation("relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Flatten(),
            keras.layers.Dropout(0.3),
            keras.layers.Dense(16),
            keras.layers.Activation("relu"),
            keras.layers.Dense(10),
            keras.layers.Activation("softmax"),
        ]
    )
    model = build(Model(style=style, layers=CNN), (8, 8, 1), 10, seed=7)
    for ours, kerass in zip(model.get_weights(), by_hand.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, kerass)
    pictures = np.ones((4, 8, 8, 1), np.float32)
    np.testing.assert_array_equal(  # the same numbers dropped out, too
        model(pictures, training=True), by_hand(pictures, training=True)
    )


def test_first_weights_of_a_separable_convolution_are_those_of_set_random_seed():
    keras.utils.set_random_seed(7)
    by_hand = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            keras.layers.SeparableConv2D(4, 3, padding="same"),
            keras.layers.LayerNormalization(),
            keras.layers.LeakyReLU(negative_slope=0.1),
            keras.layers.GlobalMaxPooling2D(),
            keras.layers.Dense(10),
        ]
    )
    layers = (
        "separableconv2d:4:3:padding=same,layernormalization,leakyrelu:negative_slope=0.1,"
        "globalmaxpooling2d,dense:10"
    )
    model = build(Model(layers=layers), (8, 8, 1), 10, seed=7)
    for ours, kerass in zip(model.get_weights(), by_hand.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, kerass)
    pictures = np.random.default_rng(0).random((4, 8, 8, 1), np.float32)
    np.testing.assert_array_equal(model(pictures), by_hand(pictures))


@pytest.mark.parametrize("initializer", get_args(Initializer))
def test_first_weights_are_drawn_as_a_layer_says(initializer):
    keras.utils.set_random_seed(7)
    by_hand = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            keras.layers.Conv2D(2, 3, kernel_initializer=initializer),
            keras.layers.Flatten(),
            keras.layers.Dense(10, kernel_initializer=initializer),
        ]
    )
    setting = f"kernel_initializer={initializer}"
    model = build(
        Model(layers=f"conv2d:2:3:{setting},flatten,dense:10:{setting}"), (8, 8, 1), 10, seed=7
    )
    for ours, kerass in zip(model.get_weights(), by_hand.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, kerass)
    assert np.any(model.get_weights()[0]) == (initializer != "zeros")


def test_a_network_with_residual_blocks_is_the_one_written_by_hand():
    layers = keras.layers

    def block(x, filters):
        residual = layers.Conv2D(filters, 3, padding="same")(x)
        residual = layers.BatchNormalization()(residual)
        residual = layers.Activation("relu")(residual)
        residual = layers.Conv2D(filters, 3, padding="same")(residual)
        residual = layers.BatchNormalization()(residual)
        if x.shape[-1] != filters:
            x = layers.Conv2D(filters, 1)(x)
        return layers.Activation("relu")(layers.Add()([x, residual]))

    keras.utils.set_random_seed(7)
    inputs = keras.Input((8, 8, 1))
    x = layers.BatchNormalization()(layers.Conv2D(4, 3)(inputs))
    x = layers.GlobalAveragePooling2D()(block(block(x, 4), 6))
    by_hand = keras.Model(inputs, layers.Activation("softmax")(layers.Dense(10)(x)))
    model = build(Model(style="functional", layers=RESIDUAL), (8, 8, 1), 10, seed=7)
    assert model.count_params() == by_hand.count_params()
    for ours, kerass in zip(model.get_weights(), by_hand.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, kerass)
    pictures = np.random.default_rng(0).random((4, 8, 8, 1), np.float32)
    for training in (False, True):
        np.testing.assert_allclose(
            model(pictures, training=training), by_hand(pictures, training=training), rtol=1e-5
        )


def test_every_call_of_the_ledger_is_a_layer_of_the_model():
    recipe = Model(style="functional", layers=RESIDUAL)
    model = build(recipe, (8, 8, 1), 10)
    for row in ledger(recipe.layers, (8, 8, 1)):
        for call in row.calls:
            layer = model.get_layer(call.name)
            assert layer.output.shape[1:] == call.output_shape
            assert layer.count_params() == call.parameter_count


def test_a_residual_block_cannot_be_said_in_sequential_style():
    with pytest.raises(LayerError, match="Choose the Functional form") as refusal:
        build(Model(style="sequential", layers=RESIDUAL), (8, 8, 1), 10)
    assert refusal.value.index == 2


def test_another_seed_gives_other_weights():
    recipe = Model()
    first, second = (build(recipe, (8, 8, 1), 10, seed=seed).get_weights()[0] for seed in (0, 1))
    assert not np.allclose(first, second)


def test_building_does_not_seed_the_process():
    drawn = []
    for _ in range(2):
        build(Model(layers=CNN), (8, 8, 1), 10, seed=1)
        drawn.append((random.random(), np.random.rand()))
    assert drawn[0][0] != drawn[1][0]
    assert drawn[0][1] != drawn[1][1]


@pytest.mark.parametrize(
    ("layers", "shape"),
    [("flatten,dense:9,softmax", r"\(9,\)"), ("dense:10,softmax", r"\(8, 8, 10\)")],
)
def test_a_last_layer_that_does_not_fit_the_classes_is_refused(layers, shape):
    with pytest.raises(LayerError, match=rf"last layer gives the shape {shape}.*10 classes"):
        build(Model(layers=layers), (8, 8, 1), 10)


@pytest.mark.parametrize(
    ("name", "kind", "momentum"),
    [
        ("sgd", keras.optimizers.SGD, 0.9),
        ("rmsprop", keras.optimizers.RMSprop, 0.9),
        ("adam", keras.optimizers.Adam, None),
    ],
)
def test_optimizer_is_kerass_with_the_recipes_settings(name, kind, momentum):
    optimizer = build_optimizer(Training(optimizer=name, learning_rate=0.25, momentum=0.9))
    assert type(optimizer) is kind
    config = optimizer.get_config()
    assert config["learning_rate"] == 0.25
    assert config.get("momentum") == momentum


@pytest.mark.parametrize("name", ["categorical_crossentropy", "sparse_categorical_crossentropy"])
def test_loss_by_hand(name):
    loss = build_loss(Training(loss=name), num_classes=3)
    outputs = np.array([[0.7, 0.2, 0.1], [0.1, 0.8, 0.1]], np.float32)
    losses = loss(np.array([0, 2]), outputs)
    np.testing.assert_allclose(losses, [-np.log(0.7), -np.log(0.1)], rtol=1e-6)
