"""Pictures made worse, on pictures whose change can be worked by hand."""

import numpy as np
import pytest

from core.numerics.metrics import wilson
from core.numerics.robustness import CORRUPTIONS, STEPS, corrupted, curves

BY_NAME = {kind.name: kind for kind in CORRUPTIONS}


def picture(rows) -> np.ndarray:
    """One grey picture `(1, height, width, 1)`."""
    return np.array(rows, np.uint8)[np.newaxis, ..., np.newaxis]


def changed(name: str, images: np.ndarray, strength: float, max_value: int = 255) -> list:
    return corrupted(BY_NAME[name], images, strength, max_value)[0, ..., 0].tolist()


@pytest.mark.parametrize("kind", CORRUPTIONS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("shape, most", [((5, 8, 8, 1), 16), ((5, 12, 10, 3), 255)])
def test_shape_type_and_range_stay_and_strength_0_changes_nothing(kind, shape, most):
    images = np.random.default_rng(1).integers(0, most + 1, shape).astype(np.uint8)
    before = images.copy()
    for strength in kind.strengths:
        after = corrupted(kind, images, strength, most)
        assert (after.shape, after.dtype) == (shape, np.uint8)
        assert after.max() <= most
        if strength in (0, kind.strengths[-1]):
            assert np.array_equal(after, images) == (strength == 0)
    np.testing.assert_array_equal(images, before)


def test_a_quarter_turn_against_the_clock():
    assert changed("rotation", picture([[1, 2, 3], [4, 5, 6], [7, 8, 9]]), 90) == [
        [3, 6, 9],
        [2, 5, 8],
        [1, 4, 7],
    ]


def test_a_shift_to_the_right_repeats_the_left_edge():
    assert changed("shift", picture([[10, 20, 30, 40]]), 0.5) == [[10, 10, 10, 20]]
    assert changed("shift", picture([[10, 20, 30, 40]]), 0.125) == [[10, 15, 25, 35]]  # half a one


@pytest.mark.parametrize("name", ["rotation", "shift", "blur", "contrast"])
def test_a_picture_of_one_grey_stays_so(name):
    """What turns or moves into the picture is its edge, and no black."""
    grey = np.full((1, 6, 8, 1), 200, np.uint8)
    for strength in BY_NAME[name].strengths:
        np.testing.assert_array_equal(corrupted(BY_NAME[name], grey, strength, 255), grey)


@pytest.mark.parametrize("name", ["rotation", "shift", "blur"])
def test_pictures_and_colours_do_not_run_into_each_other(name):
    images = np.random.default_rng(2).integers(0, 256, (3, 8, 6, 3)).astype(np.uint8)
    kind = BY_NAME[name]
    together = corrupted(kind, images, kind.strengths[-2], 255)
    for number, channel in np.ndindex(3, 3):
        alone = corrupted(kind, images[[number], ..., channel, None], kind.strengths[-2], 255)
        np.testing.assert_array_equal(together[number, ..., channel], alone[0, ..., 0])


def test_contrast_draws_each_picture_to_its_own_mean():
    both = np.concatenate([picture([[0, 100]]), picture([[100, 200]])])
    pale = corrupted(BY_NAME["contrast"], both, 0.5, 255)
    assert pale[..., 0].tolist() == [[[25, 75]], [[125, 175]]]
    # A colour picture has one mean for all channels: (0 + 0 + 90) / 3 = 30.
    blue = np.array([0, 0, 90], np.uint8).reshape(1, 1, 1, 3)
    assert corrupted(BY_NAME["contrast"], blue, 0.5, 255).ravel().tolist() == [15, 15, 60]


def test_blur_spreads_a_dot_evenly_and_keeps_its_sum():
    dot = np.zeros((1, 11, 11, 1), np.uint8)
    dot[0, 5, 5] = 250
    after = corrupted(BY_NAME["blur"], dot, 0.09, 255)[0, ..., 0].astype(float)
    np.testing.assert_array_equal(after, after.T)
    np.testing.assert_array_equal(after, after[::-1])
    assert after.sum() == pytest.approx(250, abs=12)  # each of about 30 pixels is rounded
    # Deviation 0.99 pixels: the middle of a two-dimensional Gaussian is 1 / 2πσ² of the whole.
    assert after.max() == pytest.approx(250 / (2 * np.pi * 0.99**2), rel=0.03)


def test_noise_has_the_deviation_that_it_says():
    grey = np.full((50, 28, 28, 1), 128, np.uint8)
    after = corrupted(BY_NAME["noise"], grey, 0.1, 255)
    assert after.std() == pytest.approx(25.5, rel=0.01)
    assert after.mean() == pytest.approx(128, abs=0.5)
    # A share of the largest value that a pixel can have, which is 16 for the digits.
    after = corrupted(BY_NAME["noise"], grey // 16, 0.1, 16)
    assert after.std() == pytest.approx(1.6, rel=0.03)


def test_the_curves_of_a_network_that_reads_one_pixel():
    # Bright left pixel: class 1. To shift repeats the left edge, so the answer stays.
    images = np.zeros((10, 8, 8, 1), np.uint8)
    images[:5, :, :2] = 255
    labels = np.repeat([1, 0], 5)

    asked = []

    def answer(pictures):
        asked.append(pictures)
        return np.eye(2, dtype=np.float32)[(pictures[:, 4, 0, 0] > 127).astype(int)]

    found = list(curves(answer, images, labels, 255))
    assert len(found) == STEPS == 31
    # As they are once for all kinds, then at each strength.
    worse = [
        corrupted(kind, images, step, 255) for kind in CORRUPTIONS for step in kind.strengths[1:]
    ]
    for shown, expected in zip(asked, [images, *worse], strict=True):
        np.testing.assert_array_equal(shown, expected)
    shifts = [row for row in found if row.corruption == "shift"]
    assert [row.accuracy for row in shifts] == [1] * 6
    assert shifts[0].interval == wilson(10, 10)
    upright = {row.strength: row.accuracy for row in found if row.corruption == "rotation"}
    assert upright[0] == 1
    assert upright[90] == 0.5  # the bar lies on its side: all are read as class 0
