"""Lines and repairs of a puzzle, what a visitor plants, and links that stand for no puzzle."""

import base64
import json
import re
import zlib
from dataclasses import replace

import keras
import pytest

from core.bugs import CASES, PuzzleError, own_puzzle, plantable, puzzle_of, token_of
from core.bugs.checks import one_change
from core.bugs.listing import changed_lines, listing
from core.bugs.repairs import repairs
from core.datasets import CARDS
from core.recipe import MAX_EPOCHS, PRESETS, Recipe

DIGITS = CARDS["digits"]
RECIPE = Recipe.from_link(
    "data.dataset=digits&data.scaling=0-1&data.validate_on=split&training.learning_rate=0.1"
)


def test_lines_that_are_changed_added_or_missing():
    assert changed_lines("a\nb\nc", "a\nx\nc") == {1}
    assert changed_lines("a\nb\nc", "a\nc") == {1}
    assert changed_lines("a\nb\nc", "a\nb\nx\nc") == {1}
    assert changed_lines("a\n# b\nc", "a\n# x\nd") == {2}
    assert changed_lines("a\n# b\nc", "a\n# x\nc") == {1}
    assert changed_lines("a\nb\nb\nc", "a\nb\nc") == {1, 2}
    assert changed_lines("a\nb\nb\nc\nd", "a\nb\nc\nd") == {1, 2}


def test_the_line_of_a_softmax_that_is_missing_is_the_one_before_it():
    puzzle = CASES["odd-numbers"].puzzle(0)
    [line] = puzzle.guilty_lines
    assert puzzle.code.splitlines()[line].strip() == "layers.Dense(10),"
    assert "Put softmax after it" in [repair.label for repair in puzzle.repairs_of(line)]


def test_the_right_name_stands_at_another_place_in_other_cases_and_with_other_seeds():
    def places(cases, seeds):
        puzzles = [CASES[name].puzzle(seed) for name in cases for seed in seeds]
        return {puzzle.choices.index(puzzle.fault.name) for puzzle in puzzles}

    for seed in range(5):
        assert len(places(CASES, [seed])) >= 3
    for name in CASES:
        assert len(places([name], range(20))) >= 4


def test_two_changes_are_one_too_many():
    both = RECIPE.with_settings("training", optimizer="adam", learning_rate=0.001)
    finding = one_change(RECIPE, both)
    assert not finding.is_met
    assert "2 things were changed: optimizer sgd → adam · learning rate 0.1 → 0.001" in (
        finding.sentence
    )
    assert one_change(RECIPE, RECIPE.with_settings("training", epochs=7)).is_met
    assert not one_change(RECIPE, RECIPE).is_met


@pytest.mark.parametrize("name", ["red-letters", "more-red-letters"])
@pytest.mark.parametrize("seed", [0, 1])
def test_the_error_message_is_what_keras_says(name, seed):
    puzzle = CASES[name].puzzle(seed)
    keras.backend.clear_session()
    with pytest.raises(ValueError) as raised:
        exec(listing(puzzle.faulty, puzzle.card), {})
    said = f"ValueError: {raised.value}"
    assert re.sub("\x1b\\[[0-9;]*m", "", said).startswith(puzzle.error)


@pytest.mark.parametrize("name", ["homework-mnist-mended", "digits-mlp", "fashion-mnist-mlp"])
def test_faults_are_planted_in_other_recipes(name):
    recipe = PRESETS[name]
    card = CARDS[recipe.data.dataset]
    faults = plantable(recipe, card)
    assert len(faults) >= 10
    for fault in faults:
        puzzle = own_puzzle(fault, recipe, card, 5)
        assert puzzle.faulty != recipe
        assert puzzle.guilty_lines
        assert puzzle.guilty_lines <= set(puzzle.suspicious_lines)
        token = token_of(puzzle)
        assert fault.split("-")[0] not in token
        assert puzzle_of(token, CARDS.__getitem__) == puzzle


@pytest.mark.parametrize(
    ("fault", "section", "settings", "mend"),
    [
        # The batches are shuffled in a line that the fault leaves out.
        ("not-shuffled", "augmentation", {"rotation_range": 10}, "Shuffle in every epoch"),
        # The network ends in a layer without weights of its own.
        (
            "linear-output",
            "model",
            {"layers": "conv2d:10:3,globalaveragepooling2d,softmax"},
            "Put softmax after it",
        ),
    ],
)
def test_what_mends_a_planted_fault_is_offered_where_it_stands(fault, section, settings, mend):
    puzzle = own_puzzle(fault, RECIPE.with_settings(section, **settings), DIGITS, 0)
    offered = [repair.label for line in puzzle.guilty_lines for repair in puzzle.repairs_of(line)]
    assert mend in offered


@pytest.mark.parametrize(
    "layers",
    [
        "flatten,dense:10,relu,softmax",
        "conv2d:10:3,relu,globalaveragepooling2d,softmax",
        "residual:10,globalaveragepooling2d,softmax",
    ],
)
def test_a_network_with_another_activation_at_its_end_cannot_lose_its_last_one(layers):
    recipe = RECIPE.with_settings("model", style="functional", layers=layers)
    faults = plantable(recipe, DIGITS)
    assert "relu-output" in faults
    assert "linear-output" not in faults


def test_what_is_faulty_already_is_not_planted_again():
    raw = RECIPE.with_settings("data", scaling="none")
    assert "unscaled-pixels" not in plantable(raw, DIGITS)
    with pytest.raises(PuzzleError, match="cannot be planted"):
        own_puzzle("unscaled-pixels", raw, DIGITS, 0)
    assert plantable(RECIPE.with_settings("model", layers="flatten,dense:3"), DIGITS) == []


@pytest.mark.parametrize(
    ("size", "layers"),
    [
        (64, "maxpooling2d,flatten,dense:10,softmax"),
        (32, "maxpooling2d:2:strides=1,flatten,dense:10,softmax"),
        (28, "maxpooling2d,flatten,dense:10,softmax"),
    ],
)
def test_a_pooling_too_many_is_planted_only_where_one_of_that_size_can_be(size, layers):
    card = replace(DIGITS, shape=(size, size, 1))
    recipe = RECIPE.with_settings("model", layers=layers)
    assert ("poolings" in plantable(recipe, card)) == (size == 28)


def test_of_a_recipe_at_its_bounds_only_what_is_possible_is_offered():
    largest = RECIPE.with_settings("training", epochs=MAX_EPOCHS).with_settings(
        "model", layers="flatten,dense:16384,relu,dense:10,softmax"
    )
    assert len(plantable(largest, DIGITS)) > 10
    offered = repairs(largest)
    assert len({one.recipe for one in offered}) == len(offered)
    for label, recipe in offered:
        assert recipe != largest, label
        assert Recipe.from_link(recipe.to_link()) == recipe, label


def packed(content) -> str:
    return base64.urlsafe_b64encode(zlib.compress(json.dumps(content).encode())).decode()


TOKEN = token_of(own_puzzle("zero-weights", RECIPE, DIGITS, 0))
LINK = RECIPE.to_link()


@pytest.mark.parametrize(
    "token",
    [
        "",
        "é",
        TOKEN[:-4],
        TOKEN[:9] + "A" + TOKEN[10:],
        "A" * 5_000,
        base64.urlsafe_b64encode(zlib.compress(b" " * 10_000_000)).decode(),
        packed(["zero-weights", 0]),
        packed(["zero-weights", -1, LINK]),
        packed(["zero-weights", 2**40, LINK]),
        packed(["zero-weights", True, LINK]),
        packed([["zero-weights"], 0, LINK]),
        packed(["no-such-fault", 0, LINK]),
        packed(["zero-weights", 0, "?data.dataset=digits&training.epochs=-1"]),
        packed(["zero-weights", 0, 3]),
        packed([[[[]]]] * 3),
        packed({"fault": "zero-weights"}),
        base64.urlsafe_b64encode(zlib.compress(b"[" * 9_000)).decode(),
    ],
)
def test_a_link_that_was_changed_is_said(token):
    with pytest.raises(PuzzleError, match=r"stands for no puzzle|cannot be planted"):
        puzzle_of(token, CARDS.__getitem__)
