"""A recipe is taken to another dataset: what fits stays, and the rest is mended."""

from hypothesis import given

from core.datasets import CARDS
from core.lint.other_dataset import on_other_dataset
from core.lint.refusal import refusal
from core.recipe import PRESETS, Recipe, first_recipe
from core.recipe.differences import differences
from tests.made.recipes import recipes

DIGITS, LETTERS = CARDS["digits"], CARDS["emnist-letters"]
OWN = "training.epochs=7&training.learning_rate=0.2&data.scaling=standardised"


def changed(link: str, before: str, after: str) -> dict[str, str]:
    recipe = Recipe.from_link(link)
    taken = on_other_dataset(recipe, CARDS[before], CARDS[after])
    assert refusal(taken, CARDS[after]) is None
    return {one.setting: one.after for one in differences(recipe, taken)}


def test_what_a_visitor_has_set_stays():
    assert changed(f"data.dataset=digits&{OWN}", "digits", "mnist") == {"data.dataset": "mnist"}


def test_the_network_gets_as_many_outputs_as_there_are_classes():
    found = changed(f"data.dataset=digits&{OWN}", "digits", "emnist-letters")
    units = LETTERS.num_classes
    assert found == {
        "data.dataset": "emnist-letters",
        "model.layers": f"flatten → dense:128 → relu → dense:{units} → softmax",
    }


def test_a_ready_recipe_gives_way_to_the_one_that_suits():
    for name in ("digits-mlp", "homework-mnist"):
        ready = PRESETS[name]
        before = CARDS[ready.data.dataset]
        taken = on_other_dataset(ready, before, CARDS["fer2013"])
        assert taken == first_recipe("fer2013", 7)


@given(recipe=recipes())
def test_any_recipe_can_be_trained_on_the_other_dataset(recipe):
    taken = on_other_dataset(recipe, DIGITS, CARDS["fer2013"])
    assert taken.data.dataset == "fer2013"
    assert refusal(taken, CARDS["fer2013"]) is None
