"""McNemar's exact test, against values worked by hand."""

import numpy as np
import pytest

from core.experiments.mcnemar import disagreement


def read(labels: np.ndarray, wrong: range) -> np.ndarray:
    """What a network reads that is wrong in these places."""
    said = labels.copy()
    said[list(wrong)] += 1
    return said


LABELS = np.zeros(20, np.int64)


def test_only_the_pictures_count_that_one_alone_reads_right():
    # Both wrong at 0 and 1; the second alone right at 2 to 9, the first alone at 10 and 11.
    second_wrong = np.zeros(20, np.int64)
    second_wrong[[0, 1, 10, 11]] = 1
    found = disagreement(LABELS, read(LABELS, range(10)), second_wrong)
    assert found.first_alone.tolist() == [10, 11]
    assert found.second_alone.tolist() == [*range(2, 10)]
    # 2 · (1 + 10 + 45) / 2¹⁰
    assert found.p_value == pytest.approx(0.109375)
    assert "do not tell which is better" in found.in_words("a", "b")


def test_eight_of_eight_are_more_than_chance():
    found = disagreement(LABELS, read(LABELS, range(8)), LABELS)
    assert found.p_value == pytest.approx(2 / 2**8)
    words = found.in_words("a", "b")
    assert "“a” alone reads 0 right, “b” alone 8" in words
    assert "“b” is the better network" in words


def test_networks_that_never_disagree():
    found = disagreement(LABELS, LABELS, LABELS)
    assert found.p_value == 1
    assert found.in_words("a", "b") == "Of 20 pictures, both networks read the same ones right."
