"""Characters on their side, as EMNIST publishes them, are turned; those that stand stay so."""

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from core.datasets.joining import join
from core.datasets.parts import FilePart
from tests.made.hand_drawn import DIGITS, Stroke, arc, draw

TIMES = 3
LETTERS: dict[str, list[Stroke]] = {
    "A": [[(0, 1), (0.35, 0), (0.7, 1)], [(0.15, 0.6), (0.55, 0.6)]],
    "C": [arc(0.4, 0.5, 0.4, 0.5, 310, 50)],
    "E": [[(0.6, 0), (0, 0), (0, 1), (0.6, 1)], [(0, 0.5), (0.5, 0.5)]],
    "F": [[(0.6, 0), (0, 0), (0, 1)], [(0, 0.5), (0.5, 0.5)]],
    "H": [[(0, 0), (0, 1)], [(0.6, 0), (0.6, 1)], [(0, 0.5), (0.6, 0.5)]],
    "I": [[(0, 0), (0, 1)]],
    "L": [[(0, 0), (0, 1), (0.6, 1)]],
    "P": [[(0, 1), (0, 0), *arc(0.2, 0.25, 0.35, 0.25, 270, 450), (0, 0.5)]],
    "T": [[(0, 0), (0.7, 0)], [(0.35, 0), (0.35, 1)]],
    "V": [[(0, 0), (0.35, 1), (0.7, 0)]],
}


def picture(strokes: list[Stroke], slant: float) -> np.ndarray:
    ink = draw(strokes, height=230, pen=24, slant=slant)
    return np.asarray(Image.fromarray(ink).resize((28, 28), Image.Resampling.BOX))


def digits() -> tuple[np.ndarray, np.ndarray]:
    drawn = [
        (picture(strokes, slant), digit)
        for digit, hands in DIGITS.items()
        for strokes in hands.values()
        for slant in (0, 0.15, 0.3)
    ]
    images, labels = zip(*drawn, strict=True)
    return np.array(images)[..., np.newaxis], np.array(labels)


def letters() -> tuple[np.ndarray, np.ndarray]:
    """Some of EMNIST's letters, numbered from 1."""
    images = [picture(strokes, slant) for strokes in LETTERS.values() for slant in (0, 0.15, 0.3)]
    return np.array(images)[..., np.newaxis], np.repeat([ord(c) - 64 for c in LETTERS], TIMES)


def turned(images: np.ndarray) -> np.ndarray:
    return images.transpose(0, 2, 1, 3)


@pytest.mark.parametrize("edge", [slice(4, 24), slice(0, 28)], ids=["no edge", "larger"])
@pytest.mark.parametrize("way", [np.array, turned], ids=["upright", "on their side"])
def test_digits_of_another_size(edge: slice, way: Callable):
    """Those of Andrew Ng's course are 20×20, and lie column by column."""
    images, labels = digits()
    images = images[:, edge, edge].repeat(2, axis=1).repeat(2, axis=2)
    splits = join([FilePart("", "ex3data1.mat", way(images), labels)])
    assert np.array_equal(splits.train[0], images)
    assert len(splits.notes) == (way is turned)


@pytest.mark.parametrize("where", ["CompleteMNIST.csv", "emnist-digits.npz", "archive/test.csv"])
@pytest.mark.parametrize("way", [np.array, turned], ids=["upright", "on their side"])
def test_digits_stand_upright_whatever_their_file_is_called(where, way: Callable):
    images, labels = digits()
    splits = join([FilePart("", where, way(images), labels)])
    assert np.array_equal(splits.train[0], images)
    assert len(splits.notes) == (way is turned)


@pytest.mark.parametrize("way", [np.array, turned], ids=["upright", "on their side"])
def test_letters_of_emnist_stand_upright(way: Callable):
    images, labels = letters()
    splits = join([FilePart("", "emnist-letters-train.csv", way(images), labels)])
    assert np.array_equal(splits.train[0], images)


def test_training_and_test_pictures_are_turned_together():
    images, labels = digits()
    parts = [
        FilePart("", "train.csv", turned(images), labels, "train"),
        FilePart("", "test.csv", turned(images[:3]), labels[:3], "test"),
    ]
    splits = join(parts)
    assert splits.test is not None and np.array_equal(splits.test[0], images[:3])


def test_pictures_that_are_no_characters_stay_as_they_are():
    """Ten classes of 28×28, wider than high, as shoes and bags are."""
    images = np.zeros((100, 28, 28, 1), np.uint8)
    for number in range(100):
        images[number, 8 : 20 - number % 5, 2 + number % 10 : 26] = 200
    splits = join([FilePart("", "archive/train.csv", images, np.arange(100) % 10)])
    assert np.array_equal(splits.train[0], images) and not splits.notes
