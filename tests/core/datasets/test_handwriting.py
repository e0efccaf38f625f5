"""Which datasets of one's own can be drawn for, and how a drawing becomes one of their pictures."""

from dataclasses import replace

import numpy as np
import pytest

from core.datasets import CARDS, Library
from core.datasets.card import Dataset
from core.datasets.handwriting import pen_of, written
from core.drawing import ink
from tests.made.hand_drawn import DIGITS, draw


@pytest.fixture(scope="module")
def digits(tmp_path_factory) -> Dataset:
    """The bundled digits on a larger ground: 24 × 24 pixels from 0 to 255."""
    loaded = Library(tmp_path_factory.mktemp("home")).load("digits")
    large = np.kron(loaded.x_train[:400], np.ones((1, 2, 2, 1), np.uint8)) * 15
    pictures = np.pad(large, ((0, 0), (4, 4), (4, 4), (0, 0)))
    card = replace(CARDS["digits"], name="", shape=(24, 24, 1), max_value=255, pen=None, own=True)
    return Dataset(pictures, loaded.y_train[:400], pictures[:9], loaded.y_train[:9], card)


@pytest.mark.parametrize(
    ("classes", "what"),
    [
        (("0", "1", "7"), "digit"),
        (("zero", "One"), "digit"),
        (("a", "B", "ж"), "letter"),
        (("cat", "dog"), None),
        (("0", "a"), None),
        (("10", "11"), None),
    ],
)
def test_names_of_classes_say_what_is_written(classes, what):
    assert written(classes) == what


def test_the_pictures_say_how_it_is_written(digits):
    pen = pen_of(digits)
    assert pen is not None and not pen.dark
    assert pen.box == pytest.approx(16 / 24, abs=0.05)
    on_paper = replace(digits, x_train=255 - digits.x_train)
    assert pen_of(on_paper) == replace(pen, dark=True)


@pytest.mark.parametrize(
    ("classes", "apart"),
    [("012", False), ("aBλ", False), ("いは", True), ("ыж", True), (("zero", "one"), False)],
)
def test_the_script_says_whether_strokes_lie_apart(digits, classes, apart):
    card = replace(digits.card, classes=tuple(classes))
    assert pen_of(replace(digits, card=card)).apart == apart


def test_a_drawing_lies_on_the_ground_of_the_pictures(digits):
    dark = replace(pen_of(digits), dark=True)
    drawing = draw(DIGITS[3]["round"])
    bright = ink.prepare(drawing, replace(digits.card, pen=replace(dark, dark=False)))
    np.testing.assert_array_equal(
        ink.prepare(drawing, replace(digits.card, pen=dark)), 255 - bright
    )
    rows = np.flatnonzero(bright.any(axis=(1, 2)))
    assert rows[-1] - rows[0] + 1 == 16


@pytest.mark.parametrize("what", ["noise", "colour", "photo", "blank"])
def test_pictures_without_ink_have_no_pen(digits, what):
    generator = np.random.default_rng(0)
    pictures = {
        "noise": generator.integers(0, 255, (50, 24, 24, 1), np.uint8),
        "colour": generator.integers(0, 255, (50, 24, 24, 3), np.uint8),
        "photo": np.tile(np.linspace(0, 255, 24, dtype=np.uint8)[:, None, None], (50, 1, 24, 1)),
        "blank": np.zeros((50, 24, 24, 1), np.uint8),
    }[what]
    assert pen_of(replace(digits, x_train=pictures)) is None


def test_own_digits_get_the_pad(digits, tmp_path):
    np.savez(tmp_path / "mine.npz", x=255 - digits.x_train, y=digits.y_train)
    library = Library(tmp_path / "home").on_behalf_of("ada")
    card = library.card(library.add([tmp_path / "mine.npz"], title="Mine"))
    assert (card.domain, card.pen.dark) == ("digit", True)
