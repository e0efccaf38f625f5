"""What is said of the arrays that `fit` is given names those of the program."""

import pytest

from core.bugs.listing import listing
from core.datasets import CARDS, Library
from core.recipe import Recipe
from dashboard.bugs.arrays import given_arrays


@pytest.mark.parametrize(
    ("settings", "names", "trained"),
    [
        ("data.validate_on=split", ["x_train", "y_train", "x_val", "y_val"], 1150),
        ("data.validate_on=test", ["x_train", "y_train", "x_test", "y_test"], 1437),
        ("data.validate_on=train", ["x_train", "y_train", "x_train", "y_train"], 1437),
        (
            "data.validate_on=split&augmentation.rotation_range=5&training.batch_size=24",
            ["batches", "batches", "x_val", "y_val"],
            24,
        ),
    ],
)
def test_each_array_has_its_name_in_the_program(tmp_path, settings, names, trained):
    recipe = Recipe.from_link(f"data.dataset=digits&data.scaling=0-1&{settings}")
    arrays = given_arrays(recipe, Library(tmp_path).load("digits"))
    assert [array.name for array in arrays] == names
    assert [array.use for array in arrays] == ["train", "train", "validate", "validate"]
    assert [array.shape[0] for array in arrays[:2]] == [trained] * 2
    _, fit = listing(recipe, CARDS["digits"]).split("model.fit(")
    assert f"validation_data=({names[2]}, {names[3]})" in fit
    assert f"{names[0]}," in fit
