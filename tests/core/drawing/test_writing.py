"""What is writing in a picture, and how many characters it has."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core.drawing.writing import Box, characters
from tests.made.hand_drawn import DIGITS, draw

SIDE = 140
FIVE = draw(DIGITS[5]["hat apart"], height=100, pen=10) > 127
ZERO = draw(DIGITS[0]["round"], height=100, pen=10) > 127
SIX = draw(DIGITS[6]["curved"], height=100, pen=10) > 127


def with_lines(ink, *paths, width=3):
    image = Image.fromarray(ink.astype(np.uint8) * 255)
    for path in paths:
        ImageDraw.Draw(image).line(path, fill=255, width=width)
    return np.asarray(image) > 127


def with_blot(ink, left, top, right, bottom):
    image = Image.fromarray(ink.astype(np.uint8) * 255)
    ImageDraw.Draw(image).ellipse((left, top, right, bottom), fill=255)
    return np.asarray(image) > 127


BOXED = [(30, 25), (110, 27), (108, 115), (31, 113), (30, 25)]
SIDES = [
    [(32, 25), (108, 26)],
    [(111, 30), (112, 108)],
    [(107, 114), (33, 113)],
    [(28, 108), (27, 30)],
]
RING = [(70 + 48 * np.cos(a), 70 + 55 * np.sin(a)) for a in np.linspace(0, 6.2, 50)]


@pytest.mark.parametrize(
    "picture",
    [
        with_lines(FIVE, BOXED),
        with_lines(FIVE, BOXED[:4]),
        with_lines(FIVE, *SIDES),
        with_lines(FIVE, RING),
        with_lines(FIVE, [(0, 20), (139, 24)], [(0, 122), (139, 126)], width=2),
        with_lines(FIVE, [(0, 130), (139, 120)], width=30),
        with_blot(FIVE, -10, 100, 30, 160),
        with_blot(FIVE, 105, 15, 135, 45),
    ],
    ids=["box", "open box", "box of four lines", "circle", "ruled", "table", "finger", "coin"],
)
def test_what_is_beside_a_digit_is_no_writing(picture):
    [found] = characters(picture)
    np.testing.assert_array_equal(found.ink, FIVE)


def test_a_box_holds_its_digit_and_a_digit_holds_none():
    columns, rows = np.flatnonzero(ZERO.any(axis=0)), np.flatnonzero(ZERO.any(axis=1))
    [found] = characters(ZERO)
    assert found.box == Box(columns[0], rows[0], len(columns), len(rows))


def test_a_dot_in_a_zero_does_not_make_it_a_frame():
    [found] = characters(with_blot(ZERO, 68, 68, 74, 74))
    assert (found.ink & ZERO).sum() == ZERO.sum()


@pytest.mark.parametrize("digit", DIGITS)
def test_every_way_of_drawing_a_digit_is_one_character(digit):
    for strokes in DIGITS[digit].values():
        ink = draw(strokes) > 127
        [found] = characters(ink)
        np.testing.assert_array_equal(found.ink, ink)


def test_two_digits_are_two_and_the_larger_comes_first():
    both = np.concatenate([SIX[:, 30:110], ZERO[:, 30:110]], axis=1)
    first, second = characters(both)
    assert first.ink.sum() >= second.ink.sum()
    np.testing.assert_array_equal(first.ink | second.ink, both)
    assert {first.box.left < 80, second.box.left < 80} == {True, False}


def test_where_strokes_may_lie_apart_all_is_one_character():
    both = np.concatenate([SIX[:, 30:110], ZERO[:, 30:110]], axis=1)
    [found] = characters(both, apart=True)
    np.testing.assert_array_equal(found.ink, both)
    assert characters(np.zeros((20, 30), bool), apart=True) == []


def test_two_digits_in_one_box_are_two():
    both = np.concatenate([SIX[:, 30:110], ZERO[:, 30:110]], axis=1)
    boxed = with_lines(np.pad(both, 20), [(5, 5), (194, 5), (194, 174), (5, 174), (5, 5)])
    assert len(characters(boxed)) == 2


def test_a_digit_cut_by_the_edge_is_writing_and_dirt_beside_it_is_not():
    cut = SIX[:, 60:]
    [found] = characters(with_blot(cut, 74, 8, 77, 11))
    assert (found.ink & cut).sum() == found.ink.sum()


@pytest.mark.parametrize("picture", [np.zeros((20, 30), bool), np.ones((20, 30), bool)])
def test_where_nothing_is_written_nothing_is_found(picture):
    assert characters(picture) == []
