"""Every mistake is found on its layer, and its repair mends it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.datasets import CARDS
from core.layers import KINDS, LayerError, ledger
from core.lint import mistakes
from core.lint.refusal import refusal
from core.recipe import PRESETS, Model, Recipe

CARD = CARDS["digits"]  # 8×8×1, ten classes
TWO_CLASSES = replace(CARD, classes=("0", "1"), train_counts=(142, 146), test_counts=(36, 36))


def tokens(model: Model) -> str:
    return model.model_dump(mode="json")["layers"]


@pytest.mark.parametrize("name", PRESETS)
def test_presets_are_without_mistakes(name):
    recipe = PRESETS[name]
    assert mistakes(recipe.model, CARDS[recipe.data.dataset]) == []


@pytest.mark.parametrize(
    ("layers", "index", "words", "mended"),
    [
        (
            "maxpooling2d:8,maxpooling2d,flatten,dense:10,softmax",
            1,
            "window of 2×2, but the picture that reaches it is only 1×1",
            "maxpooling2d:pool_size=8,flatten,dense:10,softmax",
        ),
        (
            "maxpooling2d:4,conv2d:8:3,flatten,dense:10,softmax",
            1,
            "window of 3×3, but the picture that reaches it is only 2×2",
            "maxpooling2d:pool_size=4,conv2d:8:3:padding=same,flatten,dense:10,softmax",
        ),
        (
            "flatten,dense:32,dropout:0.5,dense:10,softmax",
            3,
            "Dense layers 2 and 4 follow each other without an activation",
            "flatten,dense:32,relu,dropout:0.5,dense:10,softmax",
        ),
        (
            "flatten,dense:32,linear,dense:10,softmax",
            3,
            "together one linear step",
            "flatten,dense:32,relu,dense:10,softmax",
        ),
        (
            "flatten,conv2d:8:3,relu,maxpooling2d,dense:10,softmax",
            1,
            "Conv2D needs a picture",
            "conv2d:8:3,relu,maxpooling2d,flatten,dense:10,softmax",
        ),
        (
            "flatten,conv2d:4:3,batchnormalization,relu,dense:10,softmax",
            1,
            "Conv2D needs a picture",
            "conv2d:4:3,batchnormalization,relu,flatten,dense:10,softmax",
        ),
        (
            "flatten,separableconv2d:4:3,layernormalization,leakyrelu,dense:10,softmax",
            1,
            "SeparableConv2D needs a picture",
            "separableconv2d:4:3,layernormalization,leakyrelu,flatten,dense:10,softmax",
        ),
        (
            "maxpooling2d:4,separableconv2d:8:3,flatten,dense:10,softmax",
            1,
            "window of 3×3, but the picture that reaches it is only 2×2",
            "maxpooling2d:pool_size=4,separableconv2d:8:3:padding=same,flatten,dense:10,softmax",
        ),
        (
            "globalaveragepooling2d,maxpooling2d,dense:10,softmax",
            1,
            "MaxPooling2D needs a picture",
            "globalaveragepooling2d,dense:10,softmax",
        ),
        (
            "dense:128,relu,flatten,dense:10,softmax",
            0,
            "each of its 64 places alone",
            "flatten,dense:128,relu,flatten,dense:10,softmax",
        ),
        (
            "flatten,dense:7,softmax",
            1,
            "ends with 7 outputs, but Digits 8×8 has 10 classes",
            "flatten,dense:10,softmax",
        ),
        (
            "flatten,dense:16,relu,dense:7,softmax",
            3,
            "ends with 7 outputs",
            "flatten,dense:16,relu,dense:10,softmax",
        ),
        (
            "flatten,dense:7,batchnormalization,softmax",
            1,
            "ends with 7 outputs",
            "flatten,dense:10,batchnormalization,softmax",
        ),
        (
            "flatten,dense:128,leakyrelu",
            2,
            "ends with 128 outputs",
            "flatten,dense:128,leakyrelu,dense:10,softmax",
        ),
        (
            "flatten,dense:128,relu",
            2,
            "ends with 128 outputs",
            "flatten,dense:128,relu,dense:10,softmax",
        ),
        (
            "conv2d:4:3,relu",
            1,
            "outputs of shape (6, 6, 4)",
            "conv2d:4:3,relu,flatten,dense:10,softmax",
        ),
        (
            "flatten,dense:10",
            1,
            "not probabilities",
            "flatten,dense:10,softmax",
        ),
        (
            "flatten,dense:10,sigmoid",
            2,
            "ends with sigmoid",
            "flatten,dense:10,softmax",
        ),
        (
            "flatten,dense:16,softmax,dense:10,softmax",
            2,
            "softmax in the middle",
            "flatten,dense:16,relu,dense:10,softmax",
        ),
        (
            "flatten,dense:10,softmax,relu",
            3,
            "relu after the softmax",
            "flatten,dense:10,softmax",
        ),
        (
            "flatten,dense:10,softmax,dropout:0.5",
            3,
            "Dropout after the softmax",
            "flatten,dense:10,softmax",
        ),
        (
            "flatten,dense:10,softmax,batchnormalization",
            3,
            "BatchNormalization after the softmax",
            "flatten,dense:10,softmax",
        ),
        (
            "flatten,dense:16,relu,leakyrelu,dense:10,softmax",
            3,
            "relu and LeakyReLU follow each other",
            "flatten,dense:16,relu,dense:10,softmax",
        ),
        (
            "flatten,dense:16,relu,tanh,dense:10,softmax",
            3,
            "relu and tanh follow each other",
            "flatten,dense:16,relu,dense:10,softmax",
        ),
        (
            "flatten,dense:10,relu,softmax",
            2,
            "relu and softmax follow each other",
            "flatten,dense:10,softmax",
        ),
        (
            "flatten,dense:16384,relu,dense:16384,relu,dense:10,softmax",
            3,
            "269,680,650 parameters, 1.1 GB of weights, and 268,451,840 of them are here",
            "flatten,dense:16384,relu,dense:2048,relu,dense:10,softmax",
        ),
    ],
)
def test_a_single_mistake(layers, index, words, mended):
    model = Model(layers=layers)
    [mistake, *others] = mistakes(model, CARD)
    assert all(other.repair == mistake.repair for other in others)  # one way out for all
    assert mistake.index == index
    assert words in mistake.sentence
    assert tokens(mistake.repair) == mended
    assert mistakes(mistake.repair, CARD) == []


@pytest.mark.parametrize(
    ("layers", "loss", "index", "words", "mended"),
    [
        (
            "conv2d:4:3,relu",
            "binary_crossentropy",
            1,
            "needs one row of 1 numbers",
            "conv2d:4:3,relu,flatten,dense:1,sigmoid",
        ),
        (
            "flatten,dense:16,relu",
            "binary_crossentropy",
            2,
            "ends with 16 outputs, but binary_crossentropy compares a single one. Add Dense(1)",
            "flatten,dense:16,relu,dense:1,sigmoid",
        ),
        (
            "flatten,dense:2,sigmoid",
            "binary_crossentropy",
            1,
            "the probability of the second class",
            "flatten,dense:1,sigmoid",
        ),
        (
            "flatten,dense:1",
            "binary_crossentropy",
            1,
            "without an activation",
            "flatten,dense:1,sigmoid",
        ),
        # A softmax of one number is 1 whatever the number is.
        (
            "flatten,dense:1,softmax",
            "binary_crossentropy",
            2,
            "ends with softmax",
            "flatten,dense:1,sigmoid",
        ),
        (
            "flatten,dense:1,softmax",
            "categorical_crossentropy",
            1,
            "one for each of the 2 classes",
            "flatten,dense:2,softmax",
        ),
        (
            "flatten,dense:16,relu",
            "categorical_crossentropy",
            2,
            "ends with 16 outputs, but Digits 8×8 has 2 classes",
            "flatten,dense:16,relu,dense:2,softmax",
        ),
    ],
)
def test_the_end_for_two_classes(layers, loss, index, words, mended):
    """One sigmoid unit for binary_crossentropy, two softmax units for the other losses."""
    [mistake] = mistakes(Model(layers=layers), TWO_CLASSES, loss)
    assert mistake.index == index
    assert words in mistake.sentence
    assert tokens(mistake.repair) == mended
    assert mistakes(mistake.repair, TWO_CLASSES, loss) == []


def test_three_gigabytes_of_weights():
    model = Model(layers="conv2d:1333:3,relu,flatten,dense:16384,relu,dense:10,softmax")
    [mistake] = mistakes(model, CARD)
    assert mistake.index == 3
    # 10 · 1333 + (36 · 1333 + 1) · 16384 + (16384 + 1) · 10
    assert "786,428,956 parameters, 3.1 GB of weights" in mistake.sentence
    assert sum(row.parameter_count for row in ledger(mistake.repair.layers, (8, 8, 1))) <= 50e6
    assert "units" in mistake.label


def test_a_residual_block_switches_the_style():
    layers = "residual:4,globalaveragepooling2d,dense:10,softmax"
    [mistake] = mistakes(Model(layers=layers), CARD)
    assert (mistake.index, mistake.label) == (0, "Switch to Functional")
    assert mistake.repair == Model(style="functional", layers=layers)


def test_several_mistakes_are_all_found():
    model = Model(layers="dense:8,relu,relu,conv2d:4:9,flatten,dense:7")
    found = mistakes(model, CARD)
    assert [mistake.index for mistake in found] == [0, 2, 3, 5, 5]
    # A window larger than the picture and seven outputs for ten classes stop the training; a
    # Dense layer on a picture, two activations and the want of a softmax only spoil it.
    assert [mistake.fatal for mistake in found] == [False, False, True, True, False]


def test_a_full_list_of_layers_has_no_room_for_another():
    layers = ["flatten", *["dense:10", "relu"] * 31, "dense:10"]
    [mistake] = mistakes(Model(layers=layers), CARD)
    assert mistake.repair is None


@pytest.mark.parametrize("style", ["sequential", "functional"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_added_at_every_place(kind, style):
    """A network that cannot be trained then has a mistake that says so, and nothing raises."""
    layers = Model(layers="conv2d:4:3,relu,maxpooling2d,flatten,dense:10,softmax").layers
    for place in range(len(layers) + 1):
        added = (*layers[:place], KINDS[kind].first(), *layers[place:])
        model = Model(style=style, layers=added)
        fatal = [mistake for mistake in mistakes(model, CARD) if mistake.fatal]
        assert all(0 <= mistake.index < len(added) for mistake in fatal)
        assert (refusal(Recipe(model=model), CARD) is None) == (not fatal)
        try:
            ledger(added, CARD.shape)
        except LayerError as error:
            assert error.index in [mistake.index for mistake in fatal]


DENSE = ["flatten", "dense:10", "dense:16", "dense:16384", "relu", "softmax", "sigmoid"]
EITHER = ["dropout:0.5", "batchnormalization", "layernormalization", "leakyrelu"]
WINDOWS = ["conv2d:4:3", "conv2d:2048:5", "separableconv2d:4:3", "maxpooling2d"]
PICTURES = [*WINDOWS, "averagepooling2d:4"]
BLOCKS = ["globalaveragepooling2d", "globalmaxpooling2d", "residual:4"]
LAYERS = st.sampled_from([*DENSE, *EITHER, *PICTURES, *BLOCKS])


@settings(deadline=None)  # a busy machine takes longer now and then
@given(layers=st.lists(LAYERS, min_size=1, max_size=9))
def test_repair_after_repair_ends_in_a_network_that_trains(layers):
    recipe = Recipe(model=Model(layers=layers)).with_settings("training", batch_size=1)
    for _ in range(2 * len(layers) + 5):
        found = mistakes(recipe.model, CARD)
        if not found:
            break
        recipe = recipe.model_copy(update={"model": found[0].repair})
    assert found == []
    assert refusal(recipe, CARD) is None
    assert ledger(recipe.model.layers, CARD.shape)[-1].output_shape == (10,)
