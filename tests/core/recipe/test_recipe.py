"""The recipe: homework's defaults, links, bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.recipe import MAX_LAYERS, PRESETS, Recipe, RecipeError, preset, read_link
from tests.made.recipes import recipes


def test_defaults_are_the_homeworks():
    training = Recipe().training
    assert training.optimizer == "sgd"
    assert training.learning_rate == 0.01
    assert training.momentum == 0
    assert training.batch_size == 64
    assert training.epochs == 5
    assert training.loss == "categorical_crossentropy"


def test_homework_is_kept_with_its_mistake_and_mended():
    written, mended = preset("homework-mnist"), preset("homework-mnist-mended")
    assert (written.data.scaling, written.data.validate_on) == ("none", "test")
    assert (mended.data.scaling, mended.data.validate_on) == ("0-1", "split")
    assert written.training == mended.training
    assert written.model == mended.model


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_survives_link_and_json(name):
    recipe = preset(name)
    assert Recipe.from_link(recipe.to_link()) == recipe
    assert Recipe.model_validate_json(recipe.model_dump_json()) == recipe


def test_a_link_written_by_hand():
    recipe = Recipe.from_link(
        "http://lab.example/train?data.dataset=mnist&training.learning_rate=0.1"
        "&model.layers=flatten,dense:64,relu,dense:10,softmax&training.shuffle=false"
    )
    assert recipe.data.dataset == "mnist"
    assert recipe.training.learning_rate == 0.1
    assert recipe.training.shuffle is False
    assert [layer.token() for layer in recipe.model.layers] == [
        "flatten",
        "dense:64",
        "relu",
        "dense:10",
        "softmax",
    ]


def test_a_link_says_only_what_differs():
    recipe = Recipe.from_link("?data.dataset=mnist&training.epochs=7")
    assert recipe.to_link() == "?data.dataset=mnist&training.epochs=7"


@pytest.mark.parametrize(
    ("link", "complaint"),
    [
        (
            "?training.learning_rate=banana",
            "training.learning_rate = “banana” was ignored: it must be a number, "
            "above 0 and at most 100.",
        ),
        ("?training.learning_rate=nan", "above 0 and at most 100"),
        ("?training.learning_rate=inf", "above 0 and at most 100"),
        ("?training.epochs=1e9", "it must be a whole number, at least 1 and at most 1,000"),
        ("?training.epochs=2.5", "a whole number"),
        ("?training.optimizer=magic", "one of sgd, adam, rmsprop"),
        ("?training.shuffle=maybe", "true or false"),
        ("?training.magic=1", "“training.magic” was ignored: there is no such setting."),
        ("?magic=1", "“magic” was ignored"),
        ("?data.dataset=../../etc/passwd", "a name of small letters"),
        ("?model.layers=flatten,transformer:3", "there is no layer “transformer”"),
        ("?model.layers=flatten,dense:1000000000", "units of Dense must be a whole number"),
        ("?model.layers=dense:3:true:zeros:9", "Dense has no place for “9”"),
        ("?model.layers=conv2d:8:3:depth=2", "Conv2D has no place for “depth=2”"),
        ("?model.layers=" + ",".join(["relu"] * 10_000), "longer than 8,192 characters"),
        ("?model.layers=" + ",".join(["relu"] * 100), f"more than the {MAX_LAYERS} that fit"),
        ("?model.layers=", "there is no layer “”"),
    ],
)
def test_nonsense_is_ignored_with_a_sentence(link, complaint):
    recipe, complaints = read_link(link)
    assert recipe == Recipe()
    assert len(complaints) == 1
    assert complaint in complaints[0]
    with pytest.raises(RecipeError, match="ignored"):
        Recipe.from_link(link)


def test_one_bad_setting_does_not_spoil_the_others():
    recipe, complaints = read_link("?training.epochs=9&training.batch_size=0")
    assert recipe.training.epochs == 9
    assert recipe.training.batch_size == 64
    assert len(complaints) == 1


@given(recipe=recipes())
def test_any_recipe_survives_link_and_json(recipe):
    assert Recipe.from_link(recipe.to_link()) == recipe
    assert Recipe.model_validate_json(recipe.model_dump_json()) == recipe


@given(st.text(max_size=200))
def test_any_text_can_be_read_as_a_link(text):
    recipe, _complaints = read_link(text)
    assert Recipe.from_link(recipe.to_link()) == recipe


def test_unknown_preset_names_those_there_are():
    with pytest.raises(RecipeError, match="digits-mlp"):
        preset("nothing")


def test_a_recipe_cannot_be_changed_or_extended():
    with pytest.raises(ValueError, match="frozen"):
        Recipe().training.epochs = 3
    with pytest.raises(ValueError, match="Extra inputs"):
        Recipe.model_validate({"training": {"speed": 1}})
