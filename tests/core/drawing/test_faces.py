"""Where the face is. The photo is NASA's portrait of Eileen Collins, which scikit-image carries."""

import numpy as np
import pytest
from PIL import Image, ImageDraw
from skimage import data

from core.drawing.faces import MARGIN, find_face

LEFT_EYE, RIGHT_EYE, MOUTH = (205, 113), (245, 111), (227, 155)  # column and row, seen by eye


@pytest.fixture(scope="module")
def portrait():
    return data.astronaut()


def holds(crop, point):
    x, y = point
    return crop.left <= x < crop.left + crop.side and crop.top <= y < crop.top + crop.side


def test_the_face_is_in_the_frame_and_fills_it(portrait):
    face, is_sure = find_face(portrait)
    assert is_sure
    assert all(holds(face, point) for point in (LEFT_EYE, RIGHT_EYE, MOUTH))
    # In FER-2013 the eyes are a third to a half of the picture apart.
    assert 1 / 3 < (RIGHT_EYE[0] - LEFT_EYE[0]) / face.side < 1 / 2
    assert face.left + face.side / 2 == pytest.approx(225, abs=0.1 * face.side)


def test_the_size_of_the_photo_does_not_matter(portrait):
    small = find_face(np.asarray(Image.fromarray(portrait).resize((300, 300)))).crop
    large = find_face(np.asarray(Image.fromarray(portrait).resize((1024, 1024)))).crop
    for one, other in zip(small, large, strict=True):
        assert one / 300 == pytest.approx(other / 1024, abs=0.04)


def test_a_face_before_a_wall_is_found_whatever_the_wall_resembles(portrait):
    face = Image.fromarray(portrait[40:180, 155:295]).resize((90, 90))
    wall = Image.fromarray(data.brick()).convert("RGB")
    wall.paste(face, (300, 350))
    found, is_sure = find_face(np.asarray(wall))
    assert is_sure
    assert holds(found, (345, 395))
    assert found.side < 100


def test_a_face_behind_a_mask_is_a_guess(portrait):
    masked = Image.fromarray(portrait)
    ImageDraw.Draw(masked).rectangle((180, 138, 280, 200), fill=(150, 180, 210))
    # Of her alone, for elsewhere nothing may be more like a face.
    face, is_sure = find_face(np.asarray(masked.crop((140, 20, 330, 210))))
    assert not is_sure
    assert all(holds(face, (x - 140, y - 20)) for x, y in (LEFT_EYE, RIGHT_EYE))


def test_the_margin_is_the_collections():
    # 48 pixels a side, of which the finder's box is 46.3 in the median.
    assert pytest.approx(1.037, abs=0.001) == MARGIN


def test_a_face_cut_by_the_edge_stays_in_the_photo(portrait):
    narrow = np.ascontiguousarray(portrait[60:190, 165:290])
    face = find_face(narrow).crop
    assert face.left >= 0
    assert face.top >= 0
    assert face.left + face.side <= 125
    assert face.top + face.side <= 130


@pytest.mark.parametrize(
    "photo",
    [
        data.coffee(),
        data.chelsea(),  # a cat
        np.ascontiguousarray(data.astronaut()[::-1]),  # on its head
        np.zeros((200, 300, 3), np.uint8),
        np.zeros((5, 300, 3), np.uint8),
        np.zeros((1, 1, 3), np.uint8),
    ],
    ids=["coffee", "cat", "upside down", "black", "a strip", "one pixel"],
)
def test_where_there_is_no_face_none_is_found(photo):
    assert find_face(photo) is None
