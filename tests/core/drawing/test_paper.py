"""A digit on paper, photographed, becomes ink."""

import numpy as np
import pytest
from PIL import Image
from sklearn.svm import SVC

from core.datasets import CARDS, Library
from core.drawing.ink import prepare, stroke_width
from core.drawing.paper import ink_in_photo
from core.drawing.photo import PhotoError
from tests.made.hand_drawn import DIGITS, SIDE, draw
from tests.made.on_paper import photograph

SMALL = CARDS["digits"]
USUAL_STROKE = CARDS["mnist"].pen.usual_stroke
PLAIN = {digit: next(iter(shapes.values())) for digit, shapes in DIGITS.items()}


def in_colour(grey):
    return np.repeat(np.asarray(grey, np.uint8)[:, :, np.newaxis], 3, axis=2)


def overlap(found, drawn):
    """The part of either that both have, of ink on pads of one size."""
    found, drawn = found > 127, drawn > 127
    return (found & drawn).sum() / (found | drawn).sum()


def test_a_dark_block_on_white_paper_is_found_where_it_lies():
    page = np.full((280, 280), 240)
    page[80:200, 130:160] = 30
    ink = ink_in_photo(in_colour(page))
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    assert (rows[0], rows[-1]) == pytest.approx((80, 199), abs=1)
    assert (columns[0], columns[-1]) == pytest.approx((130, 159), abs=1)


@pytest.mark.parametrize("digit", PLAIN)
def test_lines_shadow_and_grain_vanish(digit):
    drawn = draw(PLAIN[digit], height=170, pen=24)
    found = ink_in_photo(photograph(drawn, np.random.default_rng(digit), turn=0))
    large = np.asarray(Image.fromarray(drawn).resize((280, 280)))
    assert overlap(found, large) > 0.75


def test_chalk_on_a_blackboard_is_ink():
    drawn = draw(PLAIN[5], pen=24)
    board = in_colour(40 + drawn * 0.7)
    large = np.asarray(Image.fromarray(drawn).resize((280, 280)))
    assert overlap(ink_in_photo(board), large) > 0.75


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
    np.testing.assert_array_equal(ink_in_photo(in_colour(page)), ink_in_photo(in_colour(clean)))


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
