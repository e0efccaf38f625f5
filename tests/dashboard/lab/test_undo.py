"""One Undo for the recipe, on every page that changes it."""

import pytest
from streamlit.testing.v1 import AppTest

from core.recipe import Recipe, preset
from tests.paths import APP
from tests.widgets import named, on_page, on_screen


@pytest.fixture
def app(engine, in_the_app) -> AppTest:
    in_the_app(engine)
    return AppTest.from_file(APP, default_timeout=30)


def test_changes_are_taken_back_on_another_page_one_by_one(app):
    app.query_params["training.epochs"] = "7"
    on_page(app, "train").run()
    assert app.button(key="undo").disabled
    for epochs in (8, 9):
        named(app.number_input, "training.epochs").set_value(epochs).run()
    named(app.number_input, "training.patience").set_value(3).run()
    on_page(app, "model").run()
    app.button(key="remove-layer-2").click().run()
    for patience, epochs, layers in ((3, 9, 5), (0, 9, 5), (0, 7, 5)):
        app.button(key="undo").click().run()
        recipe = on_screen(app).recipe
        assert (recipe.training.patience, recipe.training.epochs) == (patience, epochs)
        assert len(recipe.model.layers) == layers
    assert app.button(key="undo").disabled


def test_another_dataset_says_what_it_changed_and_gives_it_back(app):
    app.query_params["training.epochs"] = "7"
    on_page(app, "data").run()
    before = on_screen(app).recipe
    app.button(key="choose-emnist-letters").click().run()
    assert on_screen(app).recipe.training.epochs == 7
    [notice] = [box.value for box in app.success if "is chosen" in box.value]
    assert "the recipe changed in model.layers." in notice
    app.button(key="undo_notice_0").click().run()
    assert on_screen(app).recipe == before == Recipe.from_link("training.epochs=7")


def test_a_visit_begins_with_nothing_to_take_back(app):
    on_page(app, "augment").run()
    assert app.button(key="undo").disabled
    app.button(key="augment_gentle").click().run()
    app.button(key="undo").click().run()
    assert on_screen(app).recipe == preset("digits-mlp")
