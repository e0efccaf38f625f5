"""The arithmetic of single numbers, worked by hand."""

import numpy as np

from core.layers.arithmetic import Normalised, OverWindow


def test_a_normalised_number() -> None:
    # (7 - 3) / sqrt(3.75 + 0.25) = 2, times 1.5, less 1
    assert Normalised(7.0, 3.0, 3.75, 1.5, -1.0, 0.25).result == 2.0


def test_what_lies_beyond_the_edge_is_neither_the_largest_nor_in_the_mean() -> None:
    numbers = np.array([[np.nan, np.nan], [-4.0, -1.0]])
    assert OverWindow(numbers, "max").result == -1.0
    assert OverWindow(numbers, "mean").result == -2.5
