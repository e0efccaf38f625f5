"""Nothing that a recipe, a link or an event can hold is undocumented."""

from typing import get_args

from core.coach import RULES
from core.code import sections
from core.datasets import CARDS
from core.layers import KINDS, ActivationName, KerasLayer
from core.recipe import PRESETS, Recipe
from core.recipe.model_presets import MODEL_PRESETS
from core.runs.events import STATUS
from tests.paths import ROOT

REFERENCE = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")


def undocumented(names) -> set[str]:
    return {name for name in names if f"`{name}`" not in REFERENCE}


def test_settings():
    keys = {
        f"{section}.{name}"
        for section, part in Recipe.model_fields.items()
        for name in part.annotation.model_fields
    }
    assert not undocumented(keys)


def test_choices_of_settings():
    parts = [part.annotation for part in Recipe.model_fields.values()]
    choices = {
        choice
        for part in parts
        for field in part.model_fields.values()
        for choice in get_args(field.annotation)
        if isinstance(choice, str)
    }
    assert "split" in choices
    assert not undocumented(choices)


def test_layers():
    single = {kind for kind in KINDS.values() if issubclass(kind, KerasLayer)}
    assert not {kind for kind in single if f"layers.{kind.__name__}(" not in REFERENCE}
    blocks = {name for name, kind in KINDS.items() if kind not in single}
    assert not {name for name in blocks if f"`{name}:" not in REFERENCE}
    assert not undocumented(get_args(ActivationName))


def test_datasets_presets_and_events():
    assert not undocumented(CARDS)
    assert not undocumented(PRESETS)
    assert not undocumented(MODEL_PRESETS)
    assert not undocumented(STATUS)


def test_parts_of_the_script():
    assert not undocumented(sections(Recipe.from_link("augmentation.rotation_range=10")))


def test_rules_of_the_coach():
    assert not undocumented(rule.name for rule in RULES)
