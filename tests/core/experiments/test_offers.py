"""Which values are offered to be raced, and what is said of those that cannot be trained."""

import pytest

from core.datasets import CARDS
from core.experiments.offers import complaint, offered
from core.experiments.race import Axis, Race
from core.experiments.raced import RACED
from core.layers import ledger
from core.lint.refusal import refusal
from core.recipe import Recipe, preset

CNN = preset("mnist-cnn")
MLP = preset("homework-mnist")
MNIST = CARDS["mnist"]


def axis(setting: str, *values: str) -> Axis:
    return Axis(setting=setting, values=values)


@pytest.mark.parametrize("setting", RACED)
@pytest.mark.parametrize("base", [CNN, MLP], ids=["cnn", "mlp"])
def test_every_value_that_is_offered_can_be_trained(setting, base):
    values = offered(setting, base, MNIST)
    if setting == "momentum" and base is CNN:
        assert values == ()  # Adam has no momentum
        return
    assert len(values) >= 3
    race = Race.planned(base, (Axis(setting=setting, values=values),))
    assert complaint(race, MNIST) is None
    assert {len(contestant.recipes) for contestant in race.contestants} == {1}
    assert len({contestant.name for contestant in race.contestants}) == len(values)
    for recipe in race.recipes.values():
        assert refusal(recipe, MNIST) is None
        ledger(recipe.model.layers, MNIST.shape)


def test_what_is_offered_depends_on_the_dataset_and_the_network():
    digits = preset("digits-mlp")
    assert offered("images", digits, CARDS["digits"]) == ("10", "100", "1000", "1437")
    no_hidden = digits.with_settings("model", layers="flatten,dense:10,softmax")
    assert offered("units", no_hidden, CARDS["digits"]) == ()
    assert offered("activation", no_hidden, CARDS["digits"]) == ()


def test_what_cannot_be_trained_on_the_dataset_is_said():
    digits = CARDS["digits"]
    race = Race.planned(preset("digits-mlp"), (axis("images", "1000", "1437", "5000"),))
    assert "“1,437 pictures” and “5,000 pictures” give the same run" in complaint(race, digits)
    huge = Recipe.from_link("data.dataset=digits&training.epochs=1000")
    too_wide = Race.planned(huge, (axis("units", "8", "16384"),))
    assert complaint(too_wide, digits) is None
    endless = Recipe.from_link("data.dataset=cifar10&training.epochs=1000")
    race = Race.planned(endless, (axis("units", "8", "16384"),))
    assert complaint(race, CARDS["cifar10"]).startswith("“16,384 units” cannot be trained.")
