"""The arithmetic of layers and their connections, worked by hand and against Keras."""

from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.explain.layer_graph import map_layer, score_layer, sources
from core.explain.receptive_field import receptive_field
from core.layers import KINDS, ActivationName, Flatten, layer_from_token, ledger
from core.layers.arithmetic import Added, Moved, WeightedSum
from core.layers.convolution import Conv2D
from core.layers.residual import Add
from core.worker.explain.saliency import grad_cam

RNG = np.random.default_rng(7)
SINGLE = [
    "flatten",
    "dense:3",
    "dense:3:use_bias=false",
    "dropout:0.5",
    "conv2d:3:3",
    "conv2d:2:4:strides=3:padding=same",
    "conv2d:2:2:padding=same:use_bias=false",
    "maxpooling2d",
    "maxpooling2d:3:strides=2:padding=same",
    "averagepooling2d:2",
    "averagepooling2d:3:strides=2:padding=same",
    "globalaveragepooling2d",
    "batchnormalization",
    "globalmaxpooling2d",
    "layernormalization",
    "leakyrelu",
    "leakyrelu:negative_slope=0.05",
    "separableconv2d:3:3",
    "separableconv2d:2:4:strides=3:padding=same",
    "separableconv2d:2:2:padding=same:use_bias=false",
    *get_args(ActivationName),
]


def test_every_kind_of_one_keras_layer_is_tested_here():
    tested = {type(layer_from_token(token)) for token in SINGLE}
    assert tested == set(KINDS.values()) - {KINDS["residual"]}  # its parts are all here


@pytest.mark.parametrize("token", SINGLE)
@pytest.mark.parametrize("shape", [(7, 5, 2), (6,)])
def test_the_arithmetic_of_each_number_is_kerass_output(token, shape):
    layer = layer_from_token(token)
    if len(shape) == 1 and "2d" in token:
        return
    given_ = RNG.normal(0, 2, shape).astype(np.float32)
    keras_layer = layer.build()
    keras_layer.build((None, *shape))
    for weight in keras_layer.weights:
        weight.assign(RNG.uniform(0.2, 1.5, weight.shape))
    output = np.asarray(keras_layer(given_[np.newaxis]))[0]
    arrays = {weight.name: np.asarray(weight) for weight in keras_layer.weights}
    for place in np.ndindex(output.shape):
        of_unit = layer.weights_of_unit(arrays, place[-1])
        result = layer.arithmetic([given_], of_unit, place).result
        assert result == pytest.approx(output[place], rel=1e-5, abs=1e-5)


@settings(deadline=None, max_examples=40)
@given(
    side=st.integers(1, 12),
    size=st.integers(1, 5),
    stride=st.integers(1, 4),
    channels=st.integers(1, 3),
)
def test_windows_with_same_padding_lie_where_keras_has_them(side, size, stride, channels):
    layer = Conv2D(filters=1, kernel_size=size, strides=stride, padding="same")
    picture = RNG.normal(size=(side, side + 2, channels)).astype(np.float32)
    keras_layer = layer.build()
    output = np.asarray(keras_layer(picture[np.newaxis]))[0]
    kernel = np.asarray(keras_layer.kernel)[..., 0]
    parts = layer.window.contributions(picture, kernel)
    assert parts.shape == (*output.shape[:2], channels)
    np.testing.assert_allclose(parts.sum(axis=-1), output[..., 0], rtol=1e-4, atol=1e-5)
    broken = np.full_like(picture, np.nan)
    assert np.isnan(layer.window.contributions(broken, kernel)).any()  # NaN is no edge
    window = layer.window
    top, left = window.start(side, 0), window.start(side + 2, 0)
    seen = window.patches(picture)[0, 0]
    for row, column in np.ndindex(size, size):
        y, x = top + row, left + column
        inside = 0 <= y < side and 0 <= x < side + 2
        assert np.isnan(seen[row, column]).all() != inside
        if inside:
            np.testing.assert_array_equal(seen[row, column], picture[y, x])


def test_a_weighted_sum_written_out():
    parts = WeightedSum(np.array([1.0, 2.0, 3.0]), np.array([0.5, -1.0, 0.25]), 0.1)
    np.testing.assert_allclose(parts.products, [0.5, -2.0, 0.75])
    assert parts.result == pytest.approx(-0.65)


def test_a_number_that_flatten_moves_keeps_its_place_in_the_picture():
    picture = np.arange(24, dtype=np.float32).reshape(2, 4, 3)
    assert Flatten().arithmetic([picture], {}, (17,)) == Moved(17.0, (1, 1, 2))


def test_add_adds_the_same_place():
    one, other = np.ones((2, 2, 1)), np.full((2, 2, 1), 3.0)
    assert Add().arithmetic([one, other], {}, (0, 1, 0)) == Added((1.0, 3.0))


def test_grad_cam_of_two_maps_by_hand():
    first, second = [[1.0, 2.0], [3.0, 4.0]], [[4.0, 0.0], [1.0, 5.0]]
    of_first, of_second = [[0.5, 0.5], [0.5, 0.5]], [[-2.0, 0.0], [0.0, 1.0]]
    maps = np.stack([first, second], axis=-1)
    gradients = np.stack([of_first, of_second], axis=-1)
    # α₁ = 0.5, α₂ = −1/4: 0.5·1 − 4/4 = −0.5 is cut off at 0; 0.5·2 = 1; 1.5 − 0.25; 2 − 1.25
    np.testing.assert_allclose(grad_cam(maps, gradients), [[0, 1], [1.25, 0.75]])


def calls_of(layers: str, shape=(8, 8, 1)):
    rows = ledger([layer_from_token(token) for token in layers.split(",")], shape)
    return [call for row in rows for call in row.calls]


@pytest.mark.parametrize(
    ("layers", "maps", "score"),
    [
        ("flatten,dense:10,softmax", None, "dense"),
        ("conv2d:2:3,relu,maxpooling2d,flatten,dense:3", "activation", "dense"),
        ("conv2d:2:3,maxpooling2d,flatten,dense:3,softmax", "conv2d", "dense"),
        ("separableconv2d:2:3,layernormalization,leakyrelu,flatten", "leaky_re_lu", "flatten"),
        ("conv2d:2:3,batchnormalization,relu,dropout:0.1,flatten,softmax", "activation", "flatten"),
        ("residual:2,globalaveragepooling2d,dense:2,sigmoid", "activation_1", "activation_2"),
    ],
)
def test_which_layers_are_asked(layers, maps, score):
    calls = calls_of(layers)
    assert map_layer(calls) == maps
    assert score_layer(calls) == score


def test_where_the_inputs_of_a_residual_block_come_from():
    found = sources(calls_of("conv2d:2:3,residual:4,flatten"))
    assert found["conv2d"] == ("picture",)
    assert found["conv2d_1"] == ("conv2d",)
    assert found["conv2d_3"] == ("conv2d",)  # the shortcut
    assert found["add"] == ("conv2d_3", "batch_normalization_1")
    assert found["flatten"] == ("activation_1",)


@pytest.mark.parametrize(
    ("layers", "layer", "place", "field"),
    [
        ("conv2d:2:3,relu", "activation", (2, 3), (2, 3, 4, 5)),
        ("conv2d:2:3:padding=same", "conv2d", (0, 7), (0, 6, 1, 7)),
        # A window of 2 over places that each see 3: 4 pixels; then 3 windows, 2 apart: 8.
        ("conv2d:2:3,maxpooling2d", "max_pooling2d", (1, 0), (2, 0, 5, 3)),
        ("conv2d:2:3,maxpooling2d,conv2d:2:3", "conv2d_1", (0, 0), (0, 0, 7, 7)),
        # Two convolutions of 3 see 5, and the shortcut only 1.
        ("residual:2", "activation_1", (4, 4), (2, 2, 6, 6)),
    ],
)
def test_what_a_place_can_see(layers, layer, place, field):
    assert receptive_field(calls_of(layers), layer, *place) == field


def test_what_a_place_can_see_through_as_many_residual_blocks_as_there_may_be():
    # Two ways through each of 60 blocks are 2⁶⁰ ways; the longest has 120 convolutions of 3.
    calls = calls_of(",".join(["residual:1"] * 60), shape=(300, 300, 1))
    assert receptive_field(calls, calls[-1].name, 150, 149) == (30, 29, 270, 269)
