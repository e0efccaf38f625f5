"""A digit on paper, photographed, becomes ink."""

import numpy as np
import pytest
from PIL import Image
from sklearn.svm import SVC

from core.datasets import CARDS, Library
from core.drawing.ink import prepare, stroke_width
from core.drawing.paper import (
    SeveralCharacters,
    around,
    boxes_in_photo,
    ink_in_photo,
    on_larger_paper,
)
from core.drawing.photo import PhotoError, cut
from tests.made.hand_drawn import DIGITS, SIDE, draw
from tests.made.on_paper import chalk, in_a_box, photograph

SMALL = CARDS["digits"]
USUAL_STROKE = CARDS["mnist"].pen.usual_stroke
PLAIN = {digit: next(iter(shapes.values())) for digit, shapes in DIGITS.items()}


def in_colour(grey):
    return np.repeat(np.asarray(grey, np.uint8)[:, :, np.newaxis], 3, axis=2)


def alone(ink):
    """Cut to the box around it, 140 pixels high."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    box = Image.fromarray(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
    return np.asarray(box.resize((round(box.width * 140 / box.height), 140))) > 127


def overlap(one, other):
    """The part of either that both have, of two drawings of one size."""
    one, other = alone(one), alone(other)
    width = max(one.shape[1], other.shape[1])
    one, other = (np.pad(ink, ((0, 0), (0, width - ink.shape[1]))) for ink in (one, other))
    return (one & other).sum() / (one | other).sum()


def framed(photo):
    """What lies in the frame that is put around the writing."""
    whole = on_larger_paper(photo)
    return cut(whole, around(whole, boxes_in_photo(whole)[0]))


def test_a_dark_block_on_white_paper_is_found_where_it_lies():
    page = np.full((280, 280), 240)
    page[80:200, 130:160] = 30
    [box] = boxes_in_photo(in_colour(page))
    assert box == pytest.approx((130, 80, 30, 120), abs=1)
    assert alone(ink_in_photo(in_colour(page))).all()


@pytest.mark.parametrize("digit", PLAIN)
def test_lines_shadow_and_grain_vanish(digit):
    drawn = draw(PLAIN[digit], height=170, pen=24)
    rng = np.random.default_rng(digit)
    assert overlap(ink_in_photo(photograph(drawn, rng, turn=0)), drawn) > 0.75


@pytest.mark.parametrize("digit", [0, 5, 8])
def test_a_thick_faint_stroke_is_not_lost_in_the_darkness_that_it_makes(digit):
    drawn = draw(PLAIN[digit], height=190, pen=36)
    page = 200 - drawn * (200 * 0.4 / 255) + np.random.default_rng(0).normal(0, 4, drawn.shape)
    assert overlap(ink_in_photo(in_colour(page)), drawn) > 0.75


@pytest.mark.parametrize("board", [0, 40, 90])
def test_chalk_on_a_board_is_ink(board):
    drawn = draw(PLAIN[5], pen=24)
    assert overlap(ink_in_photo(in_colour(board + drawn * (0.9 - board / 255))), drawn) > 0.75


@pytest.mark.parametrize(
    ("pen", "ground"),
    [
        ((250, 230, 60), (255, 255, 255)),
        ((230, 240, 235), (40, 90, 60)),
        ((0, 0, 255), (0, 0, 0)),
        ((20, 20, 20), (255, 0, 0)),
    ],
    ids=["yellow on white", "white on green", "blue on black", "black on red"],
)
def test_ink_of_one_colour_is_found_on_another(pen, ground):
    drawn = draw(PLAIN[5], pen=24)
    share = drawn[:, :, np.newaxis] / 255
    photo = np.round(np.array(ground) * (1 - share) + np.array(pen) * share).astype(np.uint8)
    assert overlap(ink_in_photo(photo), drawn) > 0.75


def test_the_grain_of_a_black_jpeg_is_no_writing():
    drawn = draw(PLAIN[8], height=230, pen=40)
    assert overlap(ink_in_photo(chalk(drawn, np.random.default_rng(0))), drawn) > 0.75


def test_a_tall_crop_keeps_all_of_its_digit():
    drawn = draw(PLAIN[7], height=240, pen=34)
    tall = 220 - 0.8 * drawn[:, 22:118].astype(float)
    assert overlap(ink_in_photo(framed(in_colour(tall))), drawn) > 0.8


def test_a_small_digit_on_a_large_page_is_found():
    drawn = draw(PLAIN[3], height=246, pen=34)
    page = np.zeros((2000, 1500), np.uint8)
    page[1500:1640, 200:340] = drawn
    photo = photograph(page, np.random.default_rng(0), turn=0, side=1000)
    [box] = boxes_in_photo(photo)
    # Drawn 123 + 17 pixels high around (1570, 270), and photographed half as large.
    assert box.height == pytest.approx(70, abs=4)
    assert (box.left + box.width / 2, box.top + box.height / 2) == pytest.approx((135, 785), abs=4)
    assert overlap(ink_in_photo(framed(photo)), drawn) > 0.75


def test_a_box_drawn_around_a_digit_is_not_read():
    drawn = draw(PLAIN[2], height=150, pen=22)
    rng = np.random.default_rng(0)
    boxed = np.pad(in_a_box(drawn, rng), 30)
    assert overlap(ink_in_photo(photograph(boxed, rng, turn=0)), drawn) > 0.75


def test_two_digits_are_said_to_be_two():
    both = np.concatenate([draw(PLAIN[4], pen=28), draw(PLAIN[1], pen=28)], axis=1)
    photo = photograph(both, np.random.default_rng(0))
    assert len(boxes_in_photo(photo)) == 2
    with pytest.raises(SeveralCharacters, match=r"2 characters were found.*One digit at a time"):
        ink_in_photo(photo)
    assert overlap(ink_in_photo(framed(photo)), draw(PLAIN[4], pen=28)) > 0.75


def test_a_ballpoint_is_thickened_to_a_usual_stroke():
    page = in_colour(255 - draw(PLAIN[2], pen=5) * 0.8)
    assert stroke_width(draw(PLAIN[2], pen=5)) < USUAL_STROKE[0]
    assert USUAL_STROKE[0] < stroke_width(ink_in_photo(page)) < USUAL_STROKE[1]


def test_the_edge_of_the_table_is_no_writing():
    page = np.full((280, 280), 220)
    page[:, :40] = 30
    clean = np.full((280, 280), 220)
    for sheet in (page, clean):
        sheet[80:200, 150:170] = 30
    assert overlap(ink_in_photo(in_colour(page)), ink_in_photo(in_colour(clean))) > 0.95


def test_a_digit_that_touches_the_edge_is_still_writing():
    page = np.full((280, 280), 220)
    page[100:, 120:150] = 30
    assert ink_in_photo(in_colour(page)).any()


def ruled(side=280):
    page = np.full((side, side), 200.0)
    page[::24] = 185
    return page + np.random.default_rng(0).normal(0, 3, page.shape)


BLANK = photograph(np.zeros((SIDE, SIDE), np.uint8), np.random.default_rng(3))[:, :, 0]


@pytest.mark.parametrize(
    "page",
    [np.full((280, 280), 230), np.zeros((60, 60)), ruled(), BLANK, np.full((1, 1), 7)],
    ids=["white", "black", "faint lines", "ruled, in shadow", "one pixel"],
)
def test_paper_without_writing_is_said(page):
    with pytest.raises(PhotoError, match=r"No writing was found in this photo\. Write one digit"):
        ink_in_photo(in_colour(page))


def test_photographed_digits_are_read_as_well_as_drawn_ones(tmp_path):
    dataset = Library(tmp_path).load("digits")
    reader = SVC(C=10).fit(dataset.x_train.reshape(-1, 64) / 16, dataset.y_train)
    rng = np.random.default_rng(0)
    labels, drawn, photographed = [], [], []
    for digit, strokes in PLAIN.items():
        for pen in (10, 24):
            ink = draw(strokes, height=160, pen=pen)
            assert ink.shape == (SIDE, SIDE)
            labels.append(digit)
            drawn.append(prepare(ink, SMALL))
            photographed.append(prepare(ink_in_photo(photograph(ink, rng)), SMALL))

    def right(pictures):
        return (reader.predict(np.reshape(pictures, (-1, 64)) / 16) == labels).mean()

    assert right(photographed) >= 0.9
    assert right(photographed) >= right(drawn) - 0.1
