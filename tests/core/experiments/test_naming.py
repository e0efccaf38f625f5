"""A run is called by what is special in it."""

import pytest

from core.datasets import CARDS
from core.experiments.naming import in_a_word, name_of
from core.experiments.settings import NAMES
from core.recipe import PRESETS, Recipe
from core.recipe.mistakes import MISTAKES

MENDED = "data.scaling=0-1&data.validate_on=split"


@pytest.mark.parametrize(
    "link, name",
    [
        ("data.dataset=mnist&training.learning_rate=0.1", "MNIST · 128 units · rate 0.1"),
        (f"data.dataset=mnist&{MENDED}&training.seed=3", "MNIST · 128 units · seed 3"),
        (
            f"data.dataset=mnist&{MENDED}&data.images=500&augmentation.rotation_range=9"
            "&augmentation.horizontal_flip=true",
            "MNIST · 128 units · 500 pictures · augmented",
        ),
        (
            f"data.dataset=mnist&{MENDED}&model.layers=flatten,dense:64,relu,dense:32,relu,"
            "dense:10,softmax",
            "MNIST · 64 + 32 units",
        ),
        (
            f"data.dataset=mnist&{MENDED}&model.layers=flatten,dense:128,tanh,dense:10,softmax",
            "MNIST · 128 units · other layers",
        ),
        (
            f"data.dataset=mnist&{MENDED}&model.layers=flatten,dense:10,softmax",
            "MNIST · no hidden layer",
        ),
        ("data.dataset=mnist&data.mistake=sorted", "MNIST · 128 units · sorted by class"),
    ],
)
def test_what_is_special_is_said(link, name):
    assert name_of(Recipe.from_link(link), CARDS["mnist"]) == name


def test_a_ready_recipe_is_called_by_its_network_alone():
    assert name_of(PRESETS["mnist-cnn"], CARDS["mnist"]) == "MNIST · 3 convolutions, 64 units"


def test_a_dataset_that_is_gone_keeps_its_name():
    recipe = Recipe.from_link("data.dataset=my-cats&training.batch_size=8")
    assert name_of(recipe, None).startswith("my-cats · 128 units · ")


@pytest.mark.parametrize("mistake", ["none", *MISTAKES])
def test_every_setting_has_a_word_for_its_value(mistake):
    settings = {"data.dataset": "mnist", "data.mistake": mistake}
    assert all(in_a_word(settings, key, CARDS["mnist"]) for key in NAMES)
