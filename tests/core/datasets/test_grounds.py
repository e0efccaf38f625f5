"""Drawings on light and on dark ground are told apart, and can be made alike."""

from pathlib import Path

import numpy as np
import pytest

from core.datasets import Library
from core.datasets.grounds import count, grounds_of, on_ground


def strokes(number: int, white: int = 255) -> np.ndarray:
    """Light lines on dark, a little different each."""
    images = np.zeros((number, 12, 12, 1), np.uint8)
    for place in range(number):
        images[place, 2:10, 3 + place % 5] = white - place % 3
    return images


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    images = strokes(40)
    images[:10] = 255 - images[:10]
    np.savez(tmp_path / "ours.npz", x=images, y=np.arange(40) % 2)
    return tmp_path / "ours.npz"


def test_mixed_grounds_are_noticed_and_left_as_they_are(mixed, tmp_path):
    finding = Library(tmp_path / "home").inspect([mixed])
    assert finding.grounds == (10, 30)
    assert any("light ground: 10; light on a dark one: 30" in n for n in finding.notes)
    assert grounds_of(finding.dataset.x_train).tolist().count(1) > 0


@pytest.mark.parametrize(("ground", "sign"), [("light", 1), ("dark", -1)])
def test_they_are_made_alike_if_wished(mixed, tmp_path, ground, sign):
    library = Library(tmp_path / "home")
    finding = library.inspect([mixed], ground=ground)
    data = library.load(library.accept(finding))
    for images in (data.x_train, data.x_test):
        assert (grounds_of(images) == sign).all()
    assert ("inverted" in data.card.note) and finding.grounds == (10, 30)


def test_one_digit_that_fills_its_picture_is_no_other_ground():
    images = strokes(100)
    images[7] = 255
    counted = count([images])
    assert counted == (1, 99) and counted.are_all_dark


def test_sixteen_is_white_where_pixels_go_up_to_sixteen():
    images = strokes(20, white=16)
    assert count([images], white=16) == (0, 20)
    light = on_ground(images, "light", white=16)
    assert light.max() == 16 and np.array_equal(16 - light, images)


def test_photos_have_no_ground():
    photos = np.random.default_rng(0).integers(60, 200, (20, 12, 12, 3), dtype=np.uint8)
    assert count([photos]) is None
