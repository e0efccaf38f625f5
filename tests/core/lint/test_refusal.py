"""What cannot run is refused before it starts, with a sentence."""

import pytest

from core.datasets import CARDS
from core.lint.refusal import refusal
from core.lint.training import training_mistakes
from core.recipe import PRESETS, Recipe


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_fits_its_dataset(name):
    recipe = PRESETS[name]
    assert refusal(recipe, CARDS[recipe.data.dataset]) is None


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ("model.layers=flatten,dense:7", "ends with 7 outputs, but Digits 8×8 has 10 classes"),
        ("model.layers=dense:10,softmax", "Put a Flatten layer before it"),
        ("model.layers=conv2d:4:3,relu", "ends with outputs of shape (6, 6, 4)"),
        ("model.layers=residual:4,flatten,dense:10,softmax", "Choose the Functional form"),
        ("model.layers=conv2d:4:9,flatten,dense:10", "Layer 1 (Conv2D): Conv2D looks through"),
        (
            "model.layers=maxpooling2d,maxpooling2d,maxpooling2d,maxpooling2d,flatten,dense:10",
            "Layer 4 (MaxPooling2D): MaxPooling2D looks through a window of "
            "2×2, but the picture that reaches it is only 1×1",
        ),
        ("model.layers=flatten,conv2d:4:3,flatten,dense:10", "Put it before Flatten"),
        (
            "model.layers=flatten,dense:16384,dense:16384,dense:10",
            "this lab trains up to 50,000,000",
        ),
        ("model.layers=conv2d:2048:3,flatten,dense:10&training.batch_size=8192", "One batch of"),
        ("data.images=1&data.validate_on=split", "One picture cannot be split"),
        ("data.mistake=wide-labels", "labels have 11 columns, and there are 10 classes"),
        (
            "training.loss=binary_crossentropy",
            "binary_crossentropy tells 2 classes apart, but Digits 8×8 has 10",
        ),
        (
            "training.loss=sparse_categorical_crossentropy&training.label_smoothing=0.1",
            "set label smoothing to 0",
        ),
    ],
)
def test_what_cannot_run_is_refused(link, sentence):
    assert sentence in refusal(Recipe.from_link(link), CARDS["digits"])


def test_the_memory_of_a_batch_is_that_of_all_outputs_and_their_gradients():
    # Each number takes 4 bytes and its gradient 4. Of one picture there are 64 pixels, twice
    # 64 numbers for each filter (Conv2D, Flatten) and 10 outputs: 65,482 with 511 filters, 65,610
    # with 512; 4 GB divided by 8 bytes and 8,192 pictures have room for 65,536.
    link = "model.layers=conv2d:{}:3:padding=same,flatten,dense:10&training.batch_size=8192"
    assert refusal(Recipe.from_link(link.format(511)), CARDS["digits"]) is None
    sentence = refusal(Recipe.from_link(link.format(512)), CARDS["digits"])
    assert "One batch of 8,192 pictures would need 4.0 GB" in sentence
    assert "up to 4 GB are allowed" in sentence


def test_more_work_than_a_run_may_take_is_counted():
    # 26 x 26 places x 9 weights x 512 filters, and 346,112 x 10 weights: 6.6 million.
    wide = "?data.dataset=mnist&model.layers=conv2d:512:3,relu,flatten,dense:10,softmax"
    assert refusal(Recipe.from_link(f"{wide}&training.epochs=100"), CARDS["mnist"]) is None
    sentence = refusal(Recipe.from_link(f"{wide}&training.epochs=1000"), CARDS["mnist"])
    assert "1,000 epochs of 60,000 pictures with 6,576,128 multiplications each" in sentence
    assert "are 1.18 times as much" in sentence
    # A tenth of the pictures is a tenth of the work; more than there are cannot be used.
    fewer = f"{wide}&training.epochs=1000&data.images={{}}"
    assert refusal(Recipe.from_link(fewer.format(6000)), CARDS["mnist"]) is None
    assert refusal(Recipe.from_link(fewer.format(1_000_000)), CARDS["mnist"]) == sentence


def test_two_pictures_can_be_split():
    recipe = Recipe.from_link("data.images=2&data.validate_on=split")
    assert refusal(recipe, CARDS["digits"]) is None


@pytest.mark.parametrize(
    "settings", ["loss=binary_crossentropy", "loss=sparse_categorical_crossentropy&{smoothing}"]
)
def test_a_loss_that_does_not_fit_is_mended_in_one_step(settings):
    smoothing = "training.label_smoothing=0.1"
    recipe = Recipe.from_link(f"training.{settings.format(smoothing=smoothing)}")
    [mistake] = training_mistakes(recipe, CARDS["digits"])
    assert refusal(mistake.repair, CARDS["digits"]) is None
    assert mistake.repair.training.label_smoothing == recipe.training.label_smoothing
