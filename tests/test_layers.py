"""The layer classes against Keras: shapes, parameters, mistakes, the written code."""

import keras
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.layers import (
    KINDS,
    Activation,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    Layer,
    LayerError,
    MaxPooling2D,
    layer_from_token,
    ledger,
)
from core.recipe import Model, Recipe

HOMEWORK = (Flatten(), Dense(units=128), Activation(activation="relu"), Dense(units=5))
ACTIVATIONS = Activation.model_fields["activation"].annotation.__args__
PADDINGS = st.sampled_from(["valid", "same"])

LAYERS: dict[str, st.SearchStrategy[Layer]] = {
    "flatten": st.just(Flatten()),
    "dense": st.builds(Dense, units=st.integers(1, 40), use_bias=st.booleans()),
    "activation": st.builds(Activation, activation=st.sampled_from(ACTIVATIONS)),
    "dropout": st.builds(Dropout, rate=st.floats(0, 1, exclude_max=True)),
    "conv2d": st.builds(
        Conv2D,
        filters=st.integers(1, 6),
        kernel_size=st.integers(1, 7),
        strides=st.integers(1, 4),
        padding=PADDINGS,
        use_bias=st.booleans(),
    ),
    "maxpooling2d": st.builds(
        MaxPooling2D,
        pool_size=st.integers(1, 7),
        strides=st.none() | st.integers(1, 4),
        padding=PADDINGS,
    ),
}
SIDES = st.integers(1, 9)
SHAPES = st.tuples(SIDES, SIDES, st.integers(1, 3)) | st.tuples(SIDES)


def test_every_kind_is_tested_here():
    assert LAYERS.keys() == KINDS.keys()


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


@pytest.mark.parametrize("kind", LAYERS)
@given(data=st.data())
def test_a_layer_survives_its_link(kind, data):
    layer = data.draw(LAYERS[kind])
    assert layer_from_token(layer.token()) == layer


@pytest.mark.parametrize(
    ("layer", "code"),
    [
        (Flatten(), "layers.Flatten()"),
        (Dense(units=128), "layers.Dense(128)"),
        (Dense(units=10, use_bias=False), "layers.Dense(10, use_bias=False)"),
        (Activation(activation="relu"), 'layers.Activation("relu")'),
        (Dropout(rate=0.5), "layers.Dropout(0.5)"),
        (Conv2D(filters=32, kernel_size=3), "layers.Conv2D(32, 3)"),
        (
            Conv2D(filters=8, kernel_size=5, strides=2, padding="same"),
            'layers.Conv2D(8, 5, strides=2, padding="same")',
        ),
        (MaxPooling2D(), "layers.MaxPooling2D()"),
        (MaxPooling2D(pool_size=3), "layers.MaxPooling2D(pool_size=3)"),
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
        "dropout:0.1,flatten,dense:8,relu,dense:3,softmax"
    ).layers
    keras.utils.clear_session()
    unnamed = [layer.build().name for layer in layers]
    assert [row.name for row in ledger(layers, (28, 28, 1))] == unnamed


def test_a_picture_too_small_names_the_layer_and_the_sizes():
    layers = Model(layers="conv2d:8:3,maxpooling2d,maxpooling2d,conv2d:8:3").layers
    with pytest.raises(LayerError, match=r"window of 3×3, but .* only 1×1") as refusal:
        ledger(layers, (8, 8, 1))
    assert refusal.value.index == 3


def test_a_convolution_after_flatten_is_explained():
    with pytest.raises(LayerError, match=r"needs a picture .* shape \(64,\)") as refusal:
        ledger([Flatten(), Conv2D(filters=8, kernel_size=3)], (8, 8, 1))
    assert refusal.value.index == 1


def test_the_default_network_fits_every_picture_size():
    for shape in [(8, 8, 1), (28, 28, 1), (32, 32, 3), (48, 48, 1)]:
        assert ledger(Recipe().model.layers, shape)[-1].output_shape == (10,)
