"""A recipe from a link or file: how it differs, and what is said of one that cannot be read."""

import json

import pytest

from core.recipe import PRESETS, Recipe, RecipeError, preset
from core.recipe.differences import MAX_FILE, Difference, differences, from_file, from_pasted_link


def changed(**sections) -> bytes:
    """A file that differs from the default in some settings."""
    return json.dumps(sections).encode()


def test_equal_recipes_do_not_differ():
    assert differences(preset("mnist-cnn"), preset("mnist-cnn")) == []


def test_differences_in_words_and_in_order():
    after = Recipe.from_link(
        "data.dataset=mnist&data.images=500&model.layers=flatten,dense:10,softmax"
        "&training.learning_rate=0.1&training.shuffle=false&augmentation.brightness_range=0.8,1.2"
    )
    assert differences(Recipe(), after) == [
        Difference("data.dataset", "digits", "mnist"),
        Difference("data.images", "not set", "500"),
        Difference("augmentation.brightness_range", "not set", "0.8,1.2"),
        Difference(
            "model.layers",
            "flatten → dense:128 → relu → dense:10 → softmax",
            "flatten → dense:10 → softmax",
        ),
        Difference("training.learning_rate", "0.01", "0.1"),
        Difference("training.shuffle", "yes", "no"),
    ]


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_comes_back_from_link_and_file(name):
    recipe = PRESETS[name]
    assert (
        from_pasted_link(f" https://lab.example/train{recipe.to_link()}&run=0123abcd\n") == recipe
    )
    assert from_file(recipe.model_dump_json().encode()) == recipe
    assert from_file(recipe.model_dump_json(indent=2).encode("utf-8-sig")) == recipe


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ("  ", "Nothing was pasted"),
        ("https://lab.example/train", "says no recipe"),
        ("hello", "says no recipe"),
        ("?training.epochs=none", "it must be a whole number, at least 1 and at most 1,000"),
        ("?training.speed=3", "there is no such setting"),
        ("?model.layers=" + ",".join(["relu"] * 1000), "1,000 layers are more than the 64"),
        ("?model.layers=" + ",".join(["relu"] * 10_000), "longer than 8,192 characters"),
        ("?model.layers=flatten,dense:1000000000", "at most 16,384"),
    ],
)
def test_a_link_that_cannot_be_read(link, sentence):
    with pytest.raises(RecipeError, match=sentence):
        from_pasted_link(link)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x89PNG", "cannot be read as JSON"),
        (b"{", "cannot be read as JSON"),
        (b"[" * 60_000, "cannot be read as JSON"),
        (b" " * (MAX_FILE + 1), "65,537 bytes; a recipe has at most 65,536"),
        (b"[1, 2]", "holds no recipe"),
        (b"null", "holds no recipe"),
        (changed(training=3), "“training” must hold settings"),
        (changed(trainer={}), "“trainer” is no setting of a recipe"),
        (changed(training={"speed": 1}), "“training.speed” is no setting"),
        (
            changed(training={"epochs": 0}),
            r"training.epochs = 0 was refused: it must be a whole number, at least 1 and at most",
        ),
        (changed(training={"learning_rate": float("nan")}), "learning_rate = NaN was refused"),
        (changed(training={"optimizer": "lion"}), "one of sgd, adam, rmsprop"),
        (changed(training={"shuffle": [1]}), "must be true or false"),
        (changed(data={"dataset": "../secrets"}), "small letters, figures and hyphens"),
        (changed(augmentation={"brightness_range": "1"}), "two numbers as in 0.8,1.2"),
        (changed(augmentation={"brightness_range": [1, "x"]}), "two numbers as in 0.8,1.2"),
        (changed(model={"layers": "flatten,dense:1000000000"}), "at most 16,384"),
        (changed(model={"layers": ["relu"] * 65}), "65 layers are more than the 64"),
        (changed(model={"layers": [{}, 3]}), "each layer is written as in a link"),
        (changed(model={"layers": []}), "at least one layer"),
        (changed(model={"layers": None}), "layers are a list"),
        (changed(model={"style": None}), "one of sequential, functional"),
    ],
)
def test_a_file_that_cannot_be_read(content, sentence):
    with pytest.raises(RecipeError, match=sentence) as refusal:
        from_file(content)
    assert "pydantic" not in str(refusal.value)


def test_every_mistake_in_a_file_is_told():
    with pytest.raises(RecipeError) as refusal:
        from_file(changed(training={"epochs": 0, "batch_size": "many"}, data={"seed": -1}))
    assert str(refusal.value).count("was refused") == 3
