"""The way from one recipe to another, a change at a time."""

from itertools import pairwise

from core.experiments.changes import changed_since, changes
from core.recipe import Recipe

LAYERS = "model.layers=flatten,dense:128,relu,dense:10,softmax"


def recipe(link: str) -> Recipe:
    return Recipe.from_link(link)


def in_words(before: str, after: str) -> str:
    return changed_since(recipe(before), recipe(after))


def test_a_changed_number_is_said_with_both_values():
    assert in_words("", "training.learning_rate=0.1") == "learning rate 0.01 → 0.1"
    assert in_words("", "data.images=500") == "number of pictures not set → 500"


def test_each_layer_that_is_another_is_a_change():
    words = in_words(LAYERS, "model.layers=flatten,dense:64,relu,dropout:0.5,dense:10,softmax")
    assert words == "layers dense 128 → dense 64 · dropout 0.5 added"
    words = in_words(LAYERS, "model.layers=flatten,dense:64,tanh,dense:10,softmax")
    assert words == "layers dense 128 → dense 64 · layers relu → tanh"
    assert in_words(LAYERS, "model.layers=flatten,dense:10,softmax") == "dense 128 → relu removed"


def test_of_many_changes_the_first_are_said_and_the_others_counted():
    words = in_words(
        "", "data.scaling=0-1&training.momentum=0.9&training.epochs=9&training.batch_size=8"
    )
    assert (
        words == "scaling none → 0-1 · momentum 0.0 → 0.9 · batch size 64 → 8 · and one change more"
    )


def test_the_same_again_and_another_dataset():
    assert in_words("training.seed=1", "training.seed=1") == "the same recipe again"
    other = "data.dataset=mnist&training.epochs=50&data.scaling=0-1"
    assert in_words("", other) == "dataset digits → mnist"


def test_the_way_leads_to_the_other_recipe_one_change_at_a_time():
    before = recipe(LAYERS)
    after = recipe(
        "model.layers=conv2d:8:3,relu,flatten,dense:64,relu,dropout:0.5,dense:10,softmax"
        "&training.learning_rate=0.1&augmentation.brightness_range=0.8,1.2"
    )
    found = changes(before, after)
    assert found[-1].recipe == after
    way = [before, *(change.recipe for change in found)]
    for one, following in pairwise(way):
        assert len(changes(one, following)) == 1
