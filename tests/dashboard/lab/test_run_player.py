"""What the player is told of a run: which pictures are watched, and which layers are measured."""

import json
import queue

import pytest
from streamlit.testing.v1 import AppTest

from core.datasets import Library
from core.preparation.split import largest_validating_class, split_and_scaling
from core.recipe import Recipe
from core.runs.probe import watched
from core.worker.train import TrainOptions, train
from dashboard.lab import services
from dashboard.render.probe import watched_image

MLP = "flatten,dense:12,relu,dense:10,softmax"
MIXED = (
    "conv2d:4:3,batchnormalization,relu,residual:4,dropout:0.2,flatten,"
    "dense:8,sigmoid,dense:10,softmax"
)


def recipe_of(layers: str = MLP, more: str = "") -> Recipe:
    link = (
        f"?data.dataset=digits&model.style=functional&training.epochs=1&model.layers={layers}{more}"
    )
    return Recipe.from_link(link)


@pytest.fixture(scope="module")
def library(tmp_path_factory) -> Library:
    return Library(tmp_path_factory.mktemp("home"))


@pytest.fixture
def page(library, monkeypatch):
    """`page(recipe)`: a page with the player, before there is a run."""
    monkeypatch.setattr(services, "library", lambda: library)

    def draw(recipe):
        from dashboard.lab import run_player

        run_player.show_run("player", recipe, None)

    def opened(recipe) -> AppTest:
        app = AppTest.from_function(draw, kwargs={"recipe": recipe})
        app.run(timeout=30)
        assert not app.exception
        return app

    return opened


def told(app: AppTest) -> dict:
    """What the page hands to the player."""
    [component] = app.get("bidi_component")
    return json.loads(component.proto.json)


@pytest.mark.parametrize("where", ["split", "test", "train"])
def test_the_pictures_are_those_that_the_worker_watches(page, library, where):
    recipe, digits = recipe_of(more=f"&data.validate_on={where}"), library.load("digits")
    chosen, _ = split_and_scaling(recipe.data, digits)
    indices = watched(chosen)
    x, y = (digits.x_test, digits.y_test) if where == "test" else (digits.x_train, digits.y_train)
    pictures = told(page(recipe))["watched"]
    assert pictures["image"] == watched_image(x[indices], digits.card.max_value)
    assert pictures["labels"] == y[indices].tolist()


def test_a_small_validation_set_is_watched_whole(page):
    recipe = recipe_of(more="&data.images=20&data.validate_on=split&data.validation_fraction=0.5")
    assert len(told(page(recipe))["watched"]["labels"]) == 10


@pytest.mark.parametrize("layers", [MLP, MIXED])
def test_before_the_first_look_every_layer_is_named(page, library, layers):
    recipe, probes = recipe_of(layers), []
    options = TrainOptions(probes.append, lambda snapshot: None, None, None)
    train(recipe, library.load("digits"), lambda event: None, queue.SimpleQueue(), options)
    names = [layer["name"] for layer in told(page(recipe))["watched"]["layers"]]
    assert names == [layer.name for layer in probes[-1].layers]


def test_layers_that_do_not_fit_are_not_named(page):
    assert told(page(recipe_of("dense:10,conv2d:8:9")))["watched"]["layers"] == []


def test_guessing_is_marked_in_both_charts(page):
    references = told(page(recipe_of()))["references"]
    assert references["loss"]["value"] == pytest.approx(2.302585)
    assert references["loss"]["words"] == "guessing: ln 10 = 2.30"
    assert references["accuracy"]["words"].startswith("always “")


def test_guessing_is_that_of_the_pictures_that_validate(page, library):
    recipe = recipe_of(more="&data.validate_on=split&data.mistake=last-validate")
    majority = told(page(recipe))["references"]["accuracy"]
    name, share = largest_validating_class(recipe.data, library.load("digits"))
    assert majority["value"] == pytest.approx(share)
    assert f"always “{name}”" in majority["words"]


def test_pictures_that_are_not_here_are_said(page):
    app = page(Recipe.from_link("?data.dataset=mnist"))
    assert "MNIST is not on this machine yet" in app.caption[0].value
    assert told(app)["watched"] is None
