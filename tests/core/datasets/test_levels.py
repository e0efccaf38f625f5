"""Which values of arrays are black and white, from the numbers themselves."""

import numpy as np
import pytest

from core.datasets import DatasetError, levels
from core.datasets.parts import FilePart

RAMP = np.arange(256, dtype=np.uint8).reshape(4, 8, 8, 1)


def in_bytes(images: np.ndarray) -> tuple[np.ndarray, tuple[str, ...]]:
    (part,) = levels.in_bytes([FilePart("", "ours", images=images)])
    assert part.images is not None and part.images.dtype == np.uint8
    return part.images, part.notes


@pytest.mark.parametrize(
    "images",
    [
        RAMP.astype(np.int64),
        RAMP.astype(np.uint16),
        RAMP.astype(np.float16),
        RAMP / 255,
        (RAMP / 255).astype(np.float32),
        RAMP / 256,
        RAMP / 127.5 - 1,
        RAMP / 255 - 0.5,
        RAMP.astype(np.int16) - 128,
        RAMP - 127.5,
        RAMP.astype(np.uint16) * 257,
        RAMP.astype(np.int32) * 257,
        np.where(RAMP == 0, -0.03, np.where(RAMP == 255, 1.04, RAMP / 255)),
        np.where(RAMP == 0, -9.5, np.where(RAMP == 255, 262.5, RAMP)),
    ],
)
def test_the_same_picture_in_other_numbers(images):
    assert (in_bytes(images)[0] == RAMP).all()


@pytest.mark.parametrize("kind", [bool, np.uint8, np.int64, np.float32])
def test_masks_of_two_values(kind):
    mask = (RAMP > 99).astype(kind)
    assert (in_bytes(mask)[0] == np.where(RAMP > 99, 255, 0)).all()


def test_4095_is_white_where_values_go_that_far():
    images, notes = in_bytes(RAMP.astype(np.uint16) * 16)  # up to 4,080
    assert np.abs(images.astype(int) - RAMP).max() <= 1
    assert "up to 4,080" in notes[0] and "4,095" in notes[0]


@pytest.mark.parametrize(
    "images",
    [
        (RAMP - RAMP.mean()) / RAMP.std(),
        RAMP / 255 * 1.5,
        RAMP.astype(np.int64) + 100,
        np.where(RAMP == 7, np.nan, RAMP),
        RAMP.view(np.int8),
    ],
)
def test_values_that_pictures_do_not_have(images):
    with pytest.raises(DatasetError, match="pixel values from"):
        in_bytes(images)
