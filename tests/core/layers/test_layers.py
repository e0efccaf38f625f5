"""The layer classes against Keras: shapes, parameters, mistakes, the written code."""

import math
from collections import Counter
from typing import get_args

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.layers import (
    KINDS,
    Activation,
    Dense,
    Dropout,
    Flatten,
    KerasLayer,
    LayerError,
    layer_from_token,
    ledger,
)
from core.layers.activation import LeakyReLU
from core.layers.base import Initializer
from core.layers.convolution import Conv2D, SeparableConv2D
from core.layers.normalization import BatchNormalization, LayerNormalization
from core.layers.pooling import (
    AveragePooling2D,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    MaxPooling2D,
)
from core.layers.residual import Residual
from core.recipe import Model, Recipe

HOMEWORK = (Flatten(), Dense(units=128), Activation(activation="relu"), Dense(units=5))
ACTIVATIONS = Activation.model_fields["activation"].annotation.__args__
PADDINGS = st.sampled_from(["valid", "same"])

POOLING = {
    "pool_size": st.integers(1, 7),
    "strides": st.none() | st.integers(1, 4),
    "padding": PADDINGS,
}

CONVOLUTION = {
    "filters": st.integers(1, 6),
    "kernel_size": st.integers(1, 7),
    "strides": st.integers(1, 4),
    "padding": PADDINGS,
    "use_bias": st.booleans(),
}
INITIALIZERS = st.sampled_from(get_args(Initializer))

LAYERS: dict[str, st.SearchStrategy[KerasLayer]] = {
    "flatten": st.just(Flatten()),
    "dense": st.builds(
        Dense,
        units=st.integers(1, 40),
        use_bias=st.booleans(),
        kernel_initializer=INITIALIZERS,
    ),
    "activation": st.builds(Activation, activation=st.sampled_from(ACTIVATIONS)),
    "leakyrelu": st.builds(LeakyReLU, negative_slope=st.floats(0, 1, exclude_max=True)),
    "dropout": st.builds(Dropout, rate=st.floats(0, 1, exclude_max=True)),
    "conv2d": st.builds(Conv2D, **CONVOLUTION, kernel_initializer=INITIALIZERS),
    "separableconv2d": st.builds(SeparableConv2D, **CONVOLUTION),
    "maxpooling2d": st.builds(MaxPooling2D, **POOLING),
    "averagepooling2d": st.builds(AveragePooling2D, **POOLING),
    "globalaveragepooling2d": st.just(GlobalAveragePooling2D()),
    "globalmaxpooling2d": st.just(GlobalMaxPooling2D()),
    "layernormalization": st.just(LayerNormalization()),
    "batchnormalization": st.builds(BatchNormalization, momentum=st.floats(0, 1, exclude_max=True)),
}
BLOCKS = {"residual": st.builds(Residual, filters=st.integers(1, 6))}
SIDES = st.integers(1, 9)
SHAPES = st.tuples(SIDES, SIDES, st.integers(1, 3)) | st.tuples(SIDES)


def test_every_kind_is_tested_here():
    assert LAYERS.keys() | BLOCKS.keys() == KINDS.keys()


@pytest.mark.parametrize("kind", LAYERS)
@settings(deadline=None, max_examples=60)
@given(data=st.data(), input_shape=SHAPES)
def test_shapes_and_parameters_are_what_keras_says(kind, data, input_shape):
    layer = data.draw(LAYERS[kind])
    keras_layer = layer.build()
    try:
        output_shape = layer.output_shape(input_shape)
    except LayerError:
        with pytest.raises(ValueError):
            keras_layer(keras.Input(input_shape))
        return
    assert output_shape == keras_layer(keras.Input(input_shape)).shape[1:]
    assert layer.parameter_count(input_shape) == keras_layer.count_params()
    trainable = {id(weight) for weight in keras_layer.trainable_weights}
    assert [tuple(weight) for weight in layer.weights(input_shape)] == [
        (weight.name, weight.shape, id(weight) in trainable) for weight in keras_layer.weights
    ]


def block_by_hand(x, filters: int, widen: bool):
    # He et al. 2015, figure 2, with batch normalization after each convolution (section 3.4).
    layers = keras.layers
    residual = layers.Conv2D(filters, 3, padding="same")(x)
    residual = layers.Activation("relu")(layers.BatchNormalization()(residual))
    residual = layers.Conv2D(filters, 3, padding="same")(residual)
    residual = layers.BatchNormalization()(residual)
    shortcut = layers.Conv2D(filters, 1)(x) if widen else x
    return layers.Activation("relu")(layers.Add()([shortcut, residual]))


@pytest.mark.parametrize(("channels", "filters"), [(4, 4), (3, 8)])
def test_a_residual_block_is_that_of_the_paper(channels, filters):
    inputs = keras.Input((7, 5, channels))
    by_hand = keras.Model(inputs, block_by_hand(inputs, filters, channels != filters))
    [row] = ledger([Residual(filters=filters)], (7, 5, channels))
    assert row.output_shape == by_hand.output_shape[1:]
    assert row.parameter_count == by_hand.count_params()
    assert row.parameter_count == row.layer.parameter_count((7, 5, channels))
    kept = sum(math.prod(w.shape) for w in by_hand.non_trainable_weights)
    assert row.non_trainable_count == kept
    assert row.parameter_count - kept == sum(math.prod(w.shape) for w in by_hand.trainable_weights)
    assert Counter(type(call.layer).__name__ for call in row.calls) == Counter(
        type(layer).__name__ for layer in by_hand.layers[1:]
    )


def test_a_residual_block_needs_a_picture():
    with pytest.raises(LayerError, match=r"Residual needs a picture .* shape \(64,\)"):
        ledger([Flatten(), Residual(filters=4)], (8, 8, 1))


def settings_of(layer: keras.Layer) -> dict:
    return {key: value for key, value in layer.get_config().items() if key != "name"}


@pytest.mark.parametrize("kind", LAYERS)
@settings(deadline=None)
@given(data=st.data())
def test_the_written_code_makes_the_same_layer(kind, data):
    layer = data.draw(LAYERS[kind])
    written = eval(layer.code(), {"layers": keras.layers})
    assert type(written) is type(layer.build())
    assert settings_of(written) == settings_of(layer.build())


@pytest.mark.parametrize("kind", LAYERS | BLOCKS)
@given(data=st.data())
def test_a_layer_survives_its_link(kind, data):
    layer = data.draw((LAYERS | BLOCKS)[kind])
    assert layer_from_token(layer.token()) == layer


@pytest.mark.parametrize(
    ("layer", "code"),
    [
        (Flatten(), "layers.Flatten()"),
        (Dense(units=128), "layers.Dense(128)"),
        (Dense(units=10, use_bias=False), "layers.Dense(10, use_bias=False)"),
        (
            Dense(units=10, kernel_initializer="zeros"),
            'layers.Dense(10, kernel_initializer="zeros")',
        ),
        (Activation(activation="relu"), 'layers.Activation("relu")'),
        (Dropout(rate=0.5), "layers.Dropout(0.5)"),
        (Conv2D(filters=32, kernel_size=3), "layers.Conv2D(32, 3)"),
        (
            Conv2D(filters=8, kernel_size=5, strides=2, padding="same"),
            'layers.Conv2D(8, 5, strides=2, padding="same")',
        ),
        (MaxPooling2D(), "layers.MaxPooling2D()"),
        (MaxPooling2D(pool_size=3), "layers.MaxPooling2D(pool_size=3)"),
        (AveragePooling2D(pool_size=2), "layers.AveragePooling2D(2)"),
        (GlobalAveragePooling2D(), "layers.GlobalAveragePooling2D()"),
        (GlobalMaxPooling2D(), "layers.GlobalMaxPooling2D()"),
        (LayerNormalization(), "layers.LayerNormalization()"),
        (LeakyReLU(), "layers.LeakyReLU()"),
        (LeakyReLU(negative_slope=0.1), "layers.LeakyReLU(negative_slope=0.1)"),
        (
            SeparableConv2D(filters=32, kernel_size=3, padding="same"),
            'layers.SeparableConv2D(32, 3, padding="same")',
        ),
        (BatchNormalization(), "layers.BatchNormalization()"),
        (BatchNormalization(momentum=0.9), "layers.BatchNormalization(momentum=0.9)"),
    ],
)
def test_code_is_what_a_student_would_type(layer, code):
    assert layer.code() == code


def test_the_homeworks_network_has_320773_parameters():
    rows = ledger([*HOMEWORK, Activation(activation="softmax")], (50, 50))
    assert [row.output_shape for row in rows] == [(2500,), (128,), (128,), (5,), (5,)]
    assert [row.parameter_count for row in rows] == [0, 320_128, 0, 645, 0]
    assert sum(row.parameter_count for row in rows) == 320_773


def test_names_are_those_of_kerass_summary():
    layers = Model(
        layers="conv2d:4:3,relu,maxpooling2d,dropout:0.1,conv2d:4:3,relu,maxpooling2d,"
        "dropout:0.1,separableconv2d:2:1,layernormalization,leakyrelu,leakyrelu,averagepooling2d:1,"
        "batchnormalization,flatten,dense:8,relu,dense:3,softmax"
    ).layers
    keras.utils.clear_session()
    unnamed = [layer.build().name for layer in layers]
    assert [row.name for row in ledger(layers, (28, 28, 1))] == unnamed


def test_names_count_the_layers_inside_a_block():
    layers = Model(layers="conv2d:4:3,residual:4,conv2d:4:3,batchnormalization,relu").layers
    rows = ledger(layers, (28, 28, 1))
    assert [row.name for row in rows] == [
        "conv2d", "residual", "conv2d_3", "batch_normalization_2", "activation_2"
    ]  # fmt: skip


def test_cost_by_hand():
    layers = Model(
        layers="conv2d:8:3,batchnormalization,averagepooling2d:2,residual:8,flatten,dense:10"
    ).layers
    rows = ledger(layers, (28, 28, 1))
    assert [row.multiplications for row in rows] == [
        3 * 3 * 1 * 8 * 26 * 26,
        8 * 26 * 26,
        0,
        2 * (3 * 3 * 8 * 8 + 8) * 13 * 13,
        0,
        8 * 13 * 13 * 10,
    ]
    assert rows[0].nbytes == 4 * (9 * 8 + 8)
    assert [row.non_trainable_count for row in rows] == [0, 16, 0, 32, 0, 0]


def test_a_separable_convolution_costs_less_by_hand():
    separable, whole = ledger(
        Model(layers="separableconv2d:32:3:padding=same,conv2d:32:3:padding=same").layers,
        (28, 28, 1),
    )
    assert separable.multiplications == (3 * 3 * 1 + 1 * 32) * 28 * 28
    assert whole.multiplications == 3 * 3 * 32 * 32 * 28 * 28


def test_a_layer_normalization_has_nothing_that_is_not_trained():
    [row] = ledger([LayerNormalization()], (28, 28, 8))
    assert (row.parameter_count, row.non_trainable_count) == (16, 0)
    assert row.multiplications == 28 * 28 * 8


def test_only_units_that_are_flat_below_zero_can_die():
    can_die = {name for name in ACTIVATIONS if Activation(activation=name).units_can_die}
    assert can_die == {"relu"}
    assert not LeakyReLU().units_can_die
    assert LeakyReLU(negative_slope=0).units_can_die  # that is relu


def test_the_picture_of_a_filter_has_its_weights_at_their_places():
    kernel = np.arange(3 * 3 * 2 * 5).reshape(3, 3, 2, 5)  # rows, columns, channels, filters
    pictures = Conv2D(filters=5, kernel_size=3).unit_pictures({"kernel": kernel}, (8, 8, 2))
    assert pictures.shape == (5, 3, 3, 2)
    assert pictures[4, 0, 2, 1] == kernel[0, 2, 1, 4]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_settings_to_begin_with(kind):
    first = KINDS[kind].first()
    assert layer_from_token(first.token()) == first
    assert ledger([first], (8, 8, 1))[0].layer == first


@pytest.mark.parametrize(
    "token",
    [
        "dense:0",
        "conv2d:0:3",
        "conv2d:8:0",
        "conv2d:8:3:strides=0",
        "separableconv2d:0:3",
        "separableconv2d:8:0",
        "maxpooling2d:0",
        "maxpooling2d:2:strides=0",
        "averagepooling2d:0",
        "residual:0",
        "dropout:1",  # nothing would be left
        "dropout:-0.1",
        "batchnormalization:1",  # the averages would stay what they were at first
        "batchnormalization:-0.1",
        "leakyrelu:1",  # a straight line
        "leakyrelu:-0.1",
    ],
)
def test_a_setting_without_sense_is_refused_with_its_bounds(token):
    with pytest.raises(LayerError, match="must be"):
        layer_from_token(token)


def test_a_picture_too_small_names_the_layer_and_the_sizes():
    layers = Model(layers="conv2d:8:3,maxpooling2d,maxpooling2d,conv2d:8:3").layers
    with pytest.raises(LayerError, match=r"window of 3×3, but .* only 1×1") as refusal:
        ledger(layers, (8, 8, 1))
    assert refusal.value.index == 3


def test_a_convolution_after_flatten_is_explained():
    with pytest.raises(LayerError, match=r"needs a picture .* shape \(64,\)") as refusal:
        ledger([Flatten(), Conv2D(filters=8, kernel_size=3)], (8, 8, 1))
    assert refusal.value.index == 1


def test_the_weights_of_a_unit_are_a_picture_if_it_has_one_for_each_pixel():
    kernel = np.arange(8).reshape(4, 2)  # four numbers come in, and there are two units
    pictures = Dense(units=2).unit_pictures({"kernel": kernel}, (2, 2, 1))
    assert pictures[1].tolist() == [[[1], [3]], [[5], [7]]]
    for side in (1, 3):
        assert Dense(units=2).unit_pictures({"kernel": kernel}, (side, side, 1)) is None


def test_several_pictures_are_no_picture():
    with pytest.raises(LayerError, match=r"needs a picture .* shape \(5, 8, 8, 1\)"):
        Conv2D(filters=8, kernel_size=3).output_shape((5, 8, 8, 1))


def test_the_default_network_fits_every_picture_size():
    for shape in [(8, 8, 1), (28, 28, 1), (32, 32, 3), (48, 48, 1)]:
        assert ledger(Recipe().model.layers, shape)[-1].output_shape == (10,)
