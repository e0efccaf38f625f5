"""The living pictures on a page: which pictures, which layers, and nothing that jumps."""

import queue
import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.datasets import Library
from core.preparation.split import split_and_scaling
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
    """`page(recipe, probe)`: the living pictures of a run."""
    monkeypatch.setattr(services, "library", lambda: library)

    def draw(recipe, probe):
        from core.runs.history import History
        from dashboard.lab import services
        from dashboard.train.living_pictures import show_probe

        show_probe(History(recipe), probe, services.library().card(recipe.data.dataset))

    def opened(recipe, probe=None) -> AppTest:
        app = AppTest.from_function(draw, kwargs={"recipe": recipe, "probe": probe})
        app.run(timeout=30)
        assert not app.exception
        return app

    return opened


@pytest.fixture(scope="module")
def probes(library):
    """`probes(recipe)`: the probes of a real run."""

    def run(recipe):
        shown = []
        options = TrainOptions(shown.append, lambda snapshot: None, None, None)
        dataset = library.load(recipe.data.dataset)
        train(recipe, dataset, lambda event: None, queue.SimpleQueue(), options)
        return shown

    return run


def words(app: AppTest) -> str:
    return "\n".join(block.value for block in (*app.markdown, *app.caption, *app.html))


def names_of_layers(app: AppTest) -> list[str]:
    return re.findall(r'<th scope="row" title="(.*?)">', words(app))


@pytest.mark.parametrize("where", ["split", "test", "train"])
def test_the_pictures_are_those_that_the_worker_watches(page, probes, library, where):
    recipe = recipe_of(more=f"&data.validate_on={where}")
    digits, probe = library.load("digits"), probes(recipe)[-1]
    chosen, _ = split_and_scaling(recipe.data, digits)
    indices = watched(chosen)
    x, y = (digits.x_test, digits.y_test) if where == "test" else (digits.x_train, digits.y_train)
    app = page(recipe, probe)
    assert watched_image(x[indices], digits.card.max_value) in words(app)
    right = int((np.array(probe.predicted) == y[indices]).sum())
    assert f"**{right} of 25 read right**" in words(app)


def test_a_small_validation_set_is_watched_whole(page):
    recipe = recipe_of(more="&data.images=20&data.validate_on=split&data.validation_fraction=0.5")
    assert "**10 validation pictures to watch**" in words(page(recipe))


@pytest.mark.parametrize("layers", [MLP, MIXED])
def test_before_the_first_look_every_layer_has_its_row(page, probes, layers):
    recipe = recipe_of(layers)
    probe = probes(recipe)[-1]
    before, after = page(recipe), page(recipe, probe)
    assert names_of_layers(before) == names_of_layers(after) == [row.name for row in probe.layers]
    assert "**25 validation pictures to watch**" in words(before)
    for kind in ("markdown", "caption", "html", "imgs"):
        assert len(before.get(kind)) == len(after.get(kind))


def test_units_that_see_no_picture_are_not_shown(page, probes):
    recipe = recipe_of("maxpooling2d,flatten,dense:10,softmax")
    [probe, *_] = probes(recipe)
    assert probe.units is None
    assert "They do not look at the picture itself" in words(page(recipe, probe))


def test_layers_that_do_not_fit_have_no_rows(page):
    assert names_of_layers(page(recipe_of("dense:10,conv2d:8:9"))) == []


def test_pictures_that_are_not_here_are_said(page):
    recipe = Recipe.from_link("?data.dataset=mnist")
    assert "MNIST is not on this machine yet" in words(page(recipe))
