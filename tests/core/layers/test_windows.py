"""Where windows stand, worked by hand after TensorFlow's rule for SAME and VALID padding."""

import numpy as np
import pytest

from core.layers.windows import Padding, Window


@pytest.mark.parametrize(
    ("size", "stride", "padding", "side", "starts"),
    [
        (3, 1, "valid", 5, [0, 1, 2]),
        (3, 2, "valid", 6, [0, 2]),
        (3, 1, "same", 5, [-1, 0, 1, 2, 3]),  # one pixel is added on both sides
        (3, 2, "same", 5, [-1, 1, 3]),
        (3, 2, "same", 6, [0, 2, 4]),  # one pixel in all, which is added at the end
        (4, 1, "same", 5, [-1, 0, 1, 2, 3]),  # three in all: one before, two after
        (5, 2, "same", 6, [-1, 1, 3]),
        (2, 3, "same", 5, [0, 3]),  # no window reaches beyond: nothing is added
    ],
)
def test_windows_start_where_tensorflow_has_them(
    size: int, stride: int, padding: Padding, side: int, starts: list[int]
) -> None:
    window = Window(size, stride, padding)
    assert window.places(side) == len(starts)
    assert [window.start(side, at) for at in range(len(starts))] == starts
    numbers = np.arange(side * side).reshape(side, side, 1)
    first_of_each = window.patches(numbers)[:, :, 0, 0, 0]
    expected = [[np.nan if min(row, column) < 0 else row * side + column for column in starts]
                for row in starts]  # fmt: skip
    np.testing.assert_array_equal(first_of_each, expected)


def test_a_filters_sum_is_divided_among_the_channels() -> None:
    picture = np.array([[[1, 10], [2, 20]], [[3, 30], [4, 40]]])
    kernel = np.array([[[1.0, 0.5], [0.0, 1.0]], [[2.0, 0.0], [1.0, 1.0]]])
    (whole,) = Window(2, 1, "valid").contributions(picture, kernel)[0]
    assert whole.tolist() == [1 + 2 * 3 + 4, 5 + 20 + 40]


def test_a_window_fits_only_where_the_picture_is_as_large_unless_it_is_padded() -> None:
    assert not Window(3, 1, "valid").fits(2, 5)
    assert Window(3, 1, "valid").fits(3, 3)
    assert Window(3, 1, "same").fits(2, 2)
