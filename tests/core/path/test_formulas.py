"""Formulas and conditions: what they come to, and that nothing else can stand in them."""

import pytest

from core.path.formulas import LONGEST, Condition, Formula

KNOWN = {
    ("", "val_accuracy"): 0.9,
    ("", "parameters"): 1000.0,
    ("as-written", "val_accuracy"): 0.5,
    ("mended", "val_accuracy"): 0.92,
}


def value(run: str, quantity: str) -> float | None:
    return KNOWN.get((run, quantity))


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("val_accuracy >= 0.9", True),
        ("val_accuracy >= 90 %", True),
        ("val_accuracy>90.5%", False),
        ("0.8 < val_accuracy < 0.9", False),
        ("0.8 < val_accuracy <= 0.9", True),
        ("val_accuracy >= 0.95 and parameters <= 50_000", False),
        ("val_accuracy >= 0.95 or parameters <= 50_000", True),
        ("not (val_accuracy >= 0.95 or parameters > 2_000)", True),
        ("parameters == 1000", True),
        ("parameters != 1000", False),
        ("mended.val_accuracy > as-written.val_accuracy", True),
        ("mended.val_accuracy - as-written.val_accuracy >= 42 %", True),
        ("-1 < parameters / 2 - 499 * 1 < 1", False),
        ("abs(as-written.val_accuracy - mended.val_accuracy) > 41 %", True),
        ("abs(test_accuracy) > 0", None),
        ("always", True),
        ("not always", False),
        # What is not known decides nothing, unless the rest has decided.
        ("test_accuracy > 0.5", None),
        ("test_accuracy > 0.5 and val_accuracy > 0.5", None),
        ("test_accuracy > 0.5 and val_accuracy < 0.5", False),
        ("test_accuracy > 0.5 or val_accuracy > 0.5", True),
        ("not test_accuracy > 0.5", None),
        ("missing.val_accuracy > 0.5", None),
        ("parameters / (val_accuracy - 0.9) > 1", None),
    ],
)
def test_a_condition(text, holds):
    assert Condition.read(text).holds(value) is holds


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("val_accuracy", 0.9),
        ("parameters * 2 + 1", 2001),
        ("mended.val_accuracy - as-written.val_accuracy", 0.42),
        ("-parameters / 4", -250),
        ("test_accuracy + 1", None),
        ("2.5", 2.5),
    ],
)
def test_a_formula(text, number):
    assert Formula.read(text).value(value) == pytest.approx(number)


@pytest.mark.parametrize(
    ("text", "unit", "is_whole"),
    [
        ("val_accuracy", "share", False),
        ("mended.val_accuracy", "share", False),
        ("mended.val_accuracy - as-written.val_accuracy", "share", False),
        ("initial_loss", "loss", False),
        ("parameters", "count", True),
        ("parameters * classes + 2", "count", True),
        ("parameters / classes", "number", False),
        ("parameters + 0.5", "count", False),
        ("seconds / epochs_done", "number", False),
    ],
)
def test_the_unit_of_a_formula(text, unit, is_whole):
    formula = Formula.read(text)
    assert (formula.unit, formula.is_whole) == (unit, is_whole)


def test_the_names_in_it():
    condition = Condition.read("mended.gap > gap and as-written.val_loss < 1")
    assert set(condition.names) == {("mended", "gap"), ("", "gap"), ("as-written", "val_loss")}


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true') == 0",
        "val_accuracy.__class__ == 1",
        "val_accuracy",
        "1",
        "'a' == 'a'",
        "accuracy_of_mine > 0.5",
        "open > 1",
        "abs > 1",
        "abs() > 1",
        "abs(1, 2) > 1",
        "abs(x=1) > 1",
        "abs(*gap) > 1",
        "max(gap, 1) > 1",
        "abs(gap).real > 1",
        "(lambda: 1)() > 0",
        "[1][0] > 0",
        "{1: 2}[1] > 0",
        "9 ** 9 ** 9 > 1",
        "1 << 99999 > 1",
        "parameters // 2 > 1",
        "(x := 1) > 0",
        "val_accuracy if always else gap > 1",
        "1 in (1, 2)",
        "val_accuracy is 1",
        "f'{val_accuracy}' > 1",
        "_['mended'].val_accuracy.real > 1",
        "mended.val_accuracy.real > 1",
        "mended.nothing > 1",
        "1e999 > 2",
        "True > 0",
        "True",
        "None",
        "... > 1",
        "1j > 0",
        "0x > 1",
        "always > 1",
        "val_accuracy = 1",
        "val_accuracy >= ",
        "import os",
        "1 > 0; 1 > 0",
        "val_accuracy\n> 1\nimport os",
        "",
        "\0",
        "\ud800 > 1",
        "(" * 140 + "1 > 0",
        "not " * 74 + "1",
        "1 > 0 or " * 40 + "1 > 0",
        "x" * (LONGEST + 1),
    ],
)
def test_nothing_else_is_a_condition(text):
    with pytest.raises(ValueError, match=r"\w{3}.*\.$"):
        Condition.read(text)


@pytest.mark.parametrize("text", ["val_accuracy > 1", "always", "not gap", "gap and gap", ""])
def test_a_condition_is_no_formula(text):
    with pytest.raises(ValueError, match=r"\w{3}.*\.$"):
        Formula.read(text)
