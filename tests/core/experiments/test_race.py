"""A race is one recipe with one thing changed, or two; it says what is fair and what cannot be."""

import pytest
from pydantic import ValidationError

from core.datasets import CARDS
from core.experiments.changes import changes
from core.experiments.race import Axis, Race, cost, more_seeds
from core.recipe import RecipeError, preset
from core.recipe.work import run_seconds

CNN = preset("mnist-cnn")
MLP = preset("homework-mnist")
MNIST = CARDS["mnist"]


def axis(setting: str, *values: str) -> Axis:
    return Axis(setting=setting, values=values)


def test_one_thing_differs():
    race = Race.planned(CNN, (axis("batch_size", "8", "512"),))
    small, large = race.recipes.values()
    assert [change.setting for change in changes(small, large)] == ["training.batch_size"]


def test_each_optimizer_has_the_rate_that_suits_it_unless_that_is_raced_too():
    optimizers = axis("optimizer", "sgd", "adam")
    race = Race.planned(MLP, (optimizers,))
    assert [recipe.training.learning_rate for recipe in race.recipes.values()] == [0.05, 0.001]
    grid = Race.planned(MLP, (axis("learning_rate", "0.1", "1"), optimizers))
    rates = [recipe.training.learning_rate for recipe in grid.recipes.values()]
    assert rates == [0.1, 0.1, 1, 1]


def test_numbers_of_pictures_are_measured_on_the_same_ones():
    race = Race.planned(CNN, (axis("images", "10", "1000"),))
    assert CNN.data.validate_on == "split"
    assert {recipe.data.validate_on for recipe in race.recipes.values()} == {"test"}
    assert "measured on the test set" in race.fairness
    assert "same order" not in race.fairness


def test_each_value_is_trained_with_each_seed_one_seed_after_the_other():
    race = Race.planned(MLP, (axis("momentum", "0", "0.9"),), seeds=(3, 5))
    assert list(race.recipes) == [0, 10, 1, 11]
    told = [(one.training.momentum, one.training.seed) for one in race.recipes.values()]
    assert told == [(0, 3), (0.9, 3), (0, 5), (0.9, 5)]
    assert [contestant.name for contestant in race.contestants] == ["momentum 0", "momentum 0.9"]


def test_what_is_fair_about_it_depends_on_what_is_raced_and_on_the_number_of_seeds():
    momentum = (axis("momentum", "0", "0.9"),)
    assert Race.planned(MLP, momentum).fairness == (
        "All begin with the same weights and see the pictures in the same order: what differs in "
        "the end is the effect of the momentum, in this one draw of luck."
    )
    assert Race.planned(MLP, momentum, (0, 1)).fairness == (
        "Under each seed all begin with the same weights and see the pictures in the same order. "
        "What differs beyond the luck of seeds is the effect of the momentum."
    )
    initializer = axis("initializer", "zeros", "he_normal")
    for axes in ((initializer,), (*momentum, initializer), (axis("units", "8", "9"), initializer)):
        for seeds in ((0,), (0, 1)):
            fairness = Race.planned(MLP, axes, seeds).fairness
            assert "each begins with other first weights, for these are what is raced" in fairness
            assert "same weights" not in fairness


def test_one_recipe_under_several_seeds_has_one_contestant():
    race = Race.planned(MLP, seeds=(0, 1, 2))
    [contestant] = race.contestants
    assert [recipe.training.seed for recipe in contestant.recipes] == [0, 1, 2]
    assert (race.name, contestant.values, race.is_grid) == ("seeds", (), False)
    assert "luck" in race.fairness


def test_a_grid_has_every_pair_of_values_row_by_row():
    axes = (axis("learning_rate", "0.1", "1"), axis("units", "8", "32", "128"))
    race = Race.planned(MLP, axes)
    assert race.is_grid
    assert [contestant.values for contestant in race.contestants] == [
        ("0.1", "8"),
        ("0.1", "32"),
        ("0.1", "128"),
        ("1", "8"),
        ("1", "32"),
        ("1", "128"),
    ]
    assert race.contestants[1].name == "rate 0.1 · 32 units"
    assert race.name == "learning rate and number of units"
    assert "first layer that differs" in race.fairness


def test_it_is_kept_as_text():
    axes = (axis("scaling", "none", "0-1"),)
    race = Race.planned(CNN, axes, seeds=(0, 1), ready="scaling", guess=1)
    assert Race.model_validate_json(race.model_dump_json()) == race


def test_more_seeds_are_others_and_as_many_as_fit():
    race = Race.planned(MLP, (axis("momentum", "0", "0.5", "0.9"),), seeds=(0, 4))
    assert race.with_more_seeds(2).seeds == (0, 4, 5, 6)
    assert race.seeds_left == 8
    six = Race.planned(MLP, (axis("batch_size", *"123456"),), seeds=(0, 1))
    assert six.seeds_left == 4
    assert more_seeds((2**31 - 2,), 3) == (2**31 - 2, 2**31 - 1, 0, 1)
    assert more_seeds((2**31 - 1, 1), 2) == (2**31 - 1, 1, 0, 2)
    with pytest.raises(RecipeError, match="42 runs are more than the 36"):
        six.with_more_seeds(5)
    with pytest.raises(RecipeError, match="1 to 10 seeds, and this one has 1,000,000,002"):
        six.with_more_seeds(10**9)


def test_it_costs_what_its_runs_cost():
    seeds = Race.planned(MLP, seeds=(0, 1, 2))
    assert cost(seeds, MNIST).runs == 3
    halves = Race.planned(MLP, (axis("images", "30000", "60000"),))
    one, both = cost(seeds, MNIST).seconds / 3, cost(halves, MNIST).seconds
    assert one == pytest.approx(run_seconds(MLP, MNIST))
    assert one < both < 2 * one


@pytest.mark.parametrize(
    ("axes", "seeds", "sentence"),
    [
        ((axis("colour", "1", "2"),), (0,), "no setting “colour”"),
        ((axis("momentum", "0"),), (0,), "2 to 6 values of a setting, and this one has 1"),
        ((axis("batch_size", *"1234567"),), (0,), "2 to 6 values of a setting, and this one has 7"),
        ((axis("momentum", "0", "0"),), (0,), "“momentum 0” and “momentum 0” give the same run"),
        ((axis("momentum", "0.5", ".50"),), (0,), "give the same run"),
        ((axis("learning_rate", "0.1", "-1"),), (0,), "“-1” .* a number, above 0 and at most 100"),
        ((axis("learning_rate", "0.1", "nan"),), (0,), "“nan” cannot be raced as learning rate"),
        ((axis("learning_rate", "0.1", ""),), (0,), "“” cannot be raced as learning rate"),
        ((axis("units", "8", "wide"),), (0,), "“wide” .* a whole number, at least 1"),
        ((axis("depth", "1", "99"),), (0,), "“99” .* at least 0 and at most 20"),
        ((axis("optimizer", "sgd", "magic"),), (0,), "“magic” .* one of sgd, adam"),
        ((axis("augmentation", "off", "fog"),), (0,), "one of off, flip"),
        ((axis("momentum", "0", "0." + "0" * 40),), (0,), "at most 32 characters"),
        ((axis("momentum", "0", "0.9"), axis("momentum", "0", "0.5")), (0,), "the same one"),
        ((axis("batch_size", *"123456"), axis("momentum", "0", "0.5")), (0,), "2 to 5 values"),
        ((axis("batch_size", *"12345"), axis("units", *"12345")), (0, 1), "50 runs are more"),
        ((axis("momentum", "0", "0.9"),) * 3, (0,), "no race"),
        ((axis("momentum", "0", "0.9"),), (), "1 to 10 seeds, and this one has 0"),
        ((axis("momentum", "0", "0.9"),), (-1,), "A seed is a whole number, at least 0"),
        ((), (0, 1), "3 to 10 seeds, and this one has 2"),
        ((), (0, 1, 1), "A seed stands there twice"),
        ((), tuple(range(1_000)), "3 to 10 seeds, and this one has 1,000"),
    ],
)
def test_what_is_no_race_is_said_in_a_sentence(axes, seeds, sentence):
    with pytest.raises(RecipeError, match=sentence):
        Race.planned(MLP, axes, seeds)
    with pytest.raises(ValidationError):
        Race(base=MLP, axes=axes, seeds=seeds)


def test_a_network_that_would_be_too_long_is_refused_in_the_words_of_the_recipe():
    block = "dense:8,batchnormalization,relu,dropout:0.5"
    long = MLP.with_settings("model", layers=f"flatten,{block},dense:10,softmax")
    with pytest.raises(RecipeError) as refused:
        Race.planned(long, (axis("depth", "1", "20"),))
    assert str(refused.value) == (
        "“20” cannot be raced as number of hidden layers: "
        "83 layers are more than the 64 that fit here."
    )


def test_what_a_recipe_does_not_have_is_not_raced():
    adam = MLP.with_settings("training", optimizer="adam")
    with pytest.raises(RecipeError, match="give the same run with this recipe"):
        Race.planned(adam, (axis("momentum", "0", "0.9"),))
    linear = MLP.with_settings("model", layers="flatten,dense:10,softmax")
    with pytest.raises(RecipeError, match="no hidden fully connected layer"):
        Race.planned(linear, (axis("depth", "1", "2"),))
