"""A card says everything that depends on its dataset, and nothing else names it."""

import ast

import pytest

from core.datasets import BUNDLED, CARDS
from core.recipe import PRESETS, Recipe, first_recipe
from tests.paths import ROOT

ALL = pytest.mark.parametrize("card", CARDS.values(), ids=lambda card: card.name)


def test_no_dataset_is_named_outside_its_card():
    naming = {
        f"{path.relative_to(ROOT)}:{node.lineno} {node.value}"
        for folder in ("core", "dashboard")
        for path in (ROOT / folder).rglob("*.py")
        if "cards" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in CARDS
    }
    assert naming == set()


@ALL
def test_classes_that_a_card_names_are_its_own(card):
    pairs = (card.taken_for, card.torn_between, card.upside_down, card.mirrored)
    for pair in filter(None, pairs):
        assert pair[0] != pair[1] and set(pair) <= set(card.classes)
    assert card.example in card.classes
    assert {name for _, name in card.class_synonyms} <= set(card.classes)


@ALL
def test_presets_are_for_their_dataset(card):
    names = [preset.name for preset in card.presets]
    assert card.first_preset in names
    assert all(PRESETS[name].data.dataset == card.name for name in names)
    assert first_recipe(card.name, card.num_classes) == PRESETS[card.first_preset]


def test_presets_have_names_of_their_own():
    assert len(PRESETS) == sum(len(card.presets) for card in CARDS.values())


def test_the_homework_is_as_it_was_written():
    """Raw pixels validated on the test set; and faces validated on their own training set."""
    assert PRESETS["homework-mnist"] == Recipe.from_link("data.dataset=mnist")
    faces = PRESETS["homework-fer2013"].data
    assert (faces.scaling, faces.validate_on) == ("0-1", "train")


def test_one_dataset_needs_no_download():
    assert [card for card in CARDS.values() if card.bundled] == [BUNDLED]
    assert BUNDLED.name == Recipe().data.dataset == "digits"
