"""Mean pictures, pixel counts and oddities of datasets, against values worked by hand."""

import numpy as np
import pytest

from core.datasets import Library
from core.datasets.oddities import find_oddities
from core.datasets.survey import mean_pictures, pixel_counts


@pytest.fixture(scope="module")
def digits(tmp_path_factory):
    return Library(tmp_path_factory.mktemp("home")).load("digits")


def test_mean_pictures(digits):
    means = mean_pictures(digits.x_train, digits.y_train, 10)
    for label in range(10):
        expected = digits.x_train[digits.y_train == label].mean(axis=0)
        assert means[label] == pytest.approx(expected, abs=1e-4)


def test_a_class_without_pictures_is_black():
    means = mean_pictures(np.full((2, 1, 1, 1), 9, np.uint8), np.array([0, 0]), 3)
    assert means.ravel().tolist() == [9, 0, 0]


def test_pixel_counts():
    images = np.array([0, 0, 255, 7], np.uint8).reshape(2, 2, 1, 1)
    counts = pixel_counts(images)
    assert (counts[0], counts[7], counts[255], counts.sum()) == (2, 1, 1, 4)


def test_blank_copied_contradicting_and_leaked_pictures_are_found():
    rng = np.random.default_rng(0)
    train = rng.integers(0, 256, (8, 4, 4, 1), np.uint8)
    test = rng.integers(0, 256, (3, 4, 4, 1), np.uint8)
    labels = np.array([0, 1, 2, 0, 1, 2, 0, 1])
    train[2] = 0
    train[3] = train[0]  # the same label
    train[5] = train[1]  # another label
    test[2] = train[4]
    odd = find_oddities(train, labels, test)
    assert odd.blank == [2]
    assert odd.copies == [[0, 3], [1, 5]]
    assert odd.contradictions == [[1, 5]]
    assert odd.leaked == [(4, 2)]


def test_the_bundled_digits_are_clean(digits):
    odd = find_oddities(digits.x_train, digits.y_train, digits.x_test)
    assert (odd.blank, odd.contradictions) == ([], [])
