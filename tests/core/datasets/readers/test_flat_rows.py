"""Rows of numbers become the pictures they were made of."""

import numpy as np
import pytest
from sklearn.datasets import load_sample_images

from core.datasets import DatasetError
from core.datasets.readers.flat_rows import unflatten

CUTS = [(y, x) for y in range(0, 250, 60) for x in range(0, 400, 60)]


def photos(side: int) -> np.ndarray:
    """Squares of scikit-learn's two photos, uint8 `(n, side, side, 3)`."""
    return np.stack(
        [
            photo[y : y + 4 * side : 4, x : x + 4 * side : 4]
            for photo in load_sample_images().images
            for y, x in CUTS
        ]
    )


def grey(side: int) -> np.ndarray:
    return photos(side).mean(axis=-1, keepdims=True).repeat(3, axis=-1)


def plain(side: int) -> np.ndarray:
    """Pictures of one colour each."""
    colours = np.random.default_rng(0).integers(0, 256, (30, 1, 1, 3))
    return np.tile(colours, (1, side, side, 1))


@pytest.mark.parametrize("make", [photos, grey, plain])
@pytest.mark.parametrize("side", [8, 28, 32])
def test_the_order_of_colours_is_found(make, side):
    made = make(side)
    interleaved = unflatten(made.reshape(len(made), -1), "ours")
    planes = unflatten(made.transpose(0, 3, 1, 2).reshape(len(made), -1), "ours")
    assert interleaved.colour_order == "interleaved" and planes.colour_order == "planes"
    assert np.array_equal(interleaved.images, made) and np.array_equal(planes.images, made)
    assert "red, green and blue of each pixel" in interleaved.notes[0]
    assert "all red values" in planes.notes[0]


def test_the_visitors_choice_counts():
    rows = photos(8).reshape(-1, 192)
    chosen = unflatten(rows, "ours", "planes")
    assert chosen.colour_order == "planes" and chosen.notes == ()
    assert (chosen.images[:, 0, 0] == rows[:, [0, 64, 128]]).all()


def test_grey_rows_have_no_order():
    rows = np.arange(2 * 784).reshape(2, 784)
    assert unflatten(rows, "ours").colour_order is None
    assert (unflatten(rows, "ours").images[1, 2, 3, 0]) == 784 + 2 * 28 + 3


def test_rows_that_are_no_square():
    with pytest.raises(DatasetError, match="50 pixels a picture"):
        unflatten(np.zeros((4, 50)), "ours")


def with_opacity(side: int, opacity: str) -> np.ndarray:
    """Photos with a fourth channel: opaque everywhere, or only in a round middle."""
    place = (np.arange(side) - side / 2) ** 2
    is_inside = place[:, None] + place < (side / 2.5) ** 2
    channel = np.where(is_inside | (opacity == "opaque"), 255, 0).astype(np.uint8)
    made = np.concatenate([photos(side), np.tile(channel, (len(CUTS) * 2, 1, 1))[..., None]], -1)
    made[made[..., 3] == 0] = 0
    return made


@pytest.mark.parametrize("opacity", ["opaque", "round"])
@pytest.mark.parametrize("side", [8, 28, 32])
def test_rows_with_opacity(opacity, side):
    made = with_opacity(side, opacity)
    interleaved = unflatten(made.reshape(len(made), -1) / 255, "ours")
    planes = unflatten(made.transpose(0, 3, 1, 2).reshape(len(made), -1), "ours")
    assert interleaved.colour_order == "interleaved" and planes.colour_order == "planes"
    assert np.array_equal(interleaved.images, made / 255) and np.array_equal(planes.images, made)


def stripes() -> np.ndarray:
    """Black and white, across and upright, one pixel wide."""
    upright = np.tile(np.arange(12) % 2 * 255, (12, 1))
    return np.stack([upright, upright.T, 255 - upright, 255 - upright.T] * 5)


def drawings_on_paper() -> np.ndarray:
    """Grey photos with an empty lower half."""
    made = grey(32)[..., 0].astype(np.uint8)
    made[:, 16:] = 255
    return made


@pytest.mark.parametrize(
    "made", [stripes(), drawings_on_paper(), grey(28)[..., 0], np.zeros((5, 8, 8))]
)
def test_grey_pictures_have_no_opacity(made):
    found = unflatten(made.reshape(len(made), -1), "ours")
    assert found.colour_order is None and np.array_equal(found.images[..., 0], made)
