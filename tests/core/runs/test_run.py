"""The recipe of a stored run."""

import pytest

from core.recipe import PRESETS, Recipe
from core.runs.run import stored_recipe


def test_a_stored_recipe_is_the_one_that_was_stored():
    for recipe in PRESETS.values():
        assert stored_recipe(recipe.model_dump_json()) == recipe
    assert stored_recipe("{}") == Recipe()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        '{"x": 1}',
        '{"data": null}',
        '{"data": {"x": 1}}',
        '{"training": {"learning_rate": NaN}}',
        pytest.param('{"data": ' * 10_000, id="deep"),
        '{"data": {"dataset": "\\ud800"}}',
    ],
)
def test_what_is_no_recipe_is_a_value_error(text):
    with pytest.raises(ValueError):
        stored_recipe(text)
