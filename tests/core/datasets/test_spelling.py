"""Class names that differ only in how they are written are one class, whatever the files."""

import numpy as np

from core.datasets.joining import join
from core.datasets.parts import FilePart


def joined(*words: str) -> tuple[list[str], tuple[str, ...], tuple[str, ...]]:
    """Each picture's class after joining, the classes and the notes."""
    classes = tuple(dict.fromkeys(words))
    labels = np.array([classes.index(word) for word in words])
    images = np.arange(9, 9 + len(words), dtype=np.uint8).reshape(-1, 1, 1, 1).repeat(9, axis=1)
    splits = join([FilePart("", "ours.csv", images, labels, classes=classes)])
    return [splits.classes[label] for label in splits.train[1]], splits.classes, splits.notes


def test_case_spaces_and_accents_make_no_second_class():
    composed, decomposed = "caf\u00e9", "cafe\u0301"
    of, classes, notes = joined("Dog", "dog", "dog ", composed, decomposed, composed, "eel", "dog")
    assert of == ["dog"] * 3 + [composed] * 3 + ["eel", "dog"]
    assert classes == (composed, "dog", "eel")
    assert "“Dog”, “dog”, “dog ” were taken for one class." in notes


def test_capital_and_small_letters_are_two_classes():
    assert joined("A", "a", "B", "b")[1] == ("A", "a", "B", "b")
    assert joined("cat", "dog")[2] == ()
