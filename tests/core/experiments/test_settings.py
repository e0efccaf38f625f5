"""Which settings count: all that can change what comes of a recipe, and no others."""

import pytest

from core.experiments.settings import NAMES, differing, in_effect
from core.recipe import Recipe


def test_every_setting_has_a_name_but_the_style_of_the_code():
    keys = [
        f"{section}.{name}"
        for section, kind in Recipe.sections().items()
        for name in kind.model_fields
    ]
    keys.remove("model.style")
    assert list(NAMES) == keys


@pytest.mark.parametrize(
    "link",
    [
        "training.optimizer=adam&training.momentum=0.9",
        "training.weight_decay=0.1",
        "training.loss=sparse_categorical_crossentropy&training.label_smoothing=0.1",
        "data.validation_fraction=0.5",
        "data.seed=3",
        "augmentation.fill_mode=wrap",
        "augmentation.rotation_range=10&augmentation.cval=9",
        "model.style=functional",
    ],
)
def test_what_means_nothing_makes_no_difference(link):
    recipe = Recipe.from_link(link)
    last = link.rpartition("&")[2].partition("=")[0]
    section, name = last.split(".")
    default = getattr(getattr(Recipe(), section), name)
    assert last not in in_effect(recipe)
    assert differing(recipe.with_settings(section, **{name: default}), recipe) == []


def test_momentum_comes_with_its_optimizer():
    sgd = Recipe.from_link("training.momentum=0.9")
    adam = Recipe.from_link("training.optimizer=adam")
    assert differing(sgd, adam) == ["training.optimizer"]
