"""A drawing becomes what the network was trained on."""

import dataclasses

import numpy as np
import pytest
from scipy import ndimage
from sklearn.neural_network import MLPClassifier
from sklearn.svm import SVC
from threadpoolctl import threadpool_limits

from core.datasets import CARDS, Library
from core.drawing.ink import WAYS, EmptyInk, pen_finding, prepare, stroke_width
from tests.made.hand_drawn import DIGITS, arc, draw, enlarge

MNIST, SMALL = CARDS["mnist"], CARDS["digits"]

PLAIN = {digit: next(iter(shapes.values())) for digit, shapes in DIGITS.items()}
ALL = [
    pytest.param(strokes, id=f"{digit} {name}")
    for digit, shapes in DIGITS.items()
    for name, strokes in shapes.items()
]
RING = [arc(0.5, 0.5, 0.5, 0.5, 0, 360)]


def rectangle(height, width, top, left, side=280):
    ink = np.zeros((side, side), np.uint8)
    ink[top : top + height, left : left + width] = 255
    return ink


def extent(picture):
    rows, columns = np.flatnonzero(picture.any(axis=1)), np.flatnonzero(picture.any(axis=0))
    return rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1


# MNIST


def test_a_rectangle_worked_by_hand():
    # 100 × 40 fits the box as 20 × 8. Its middle, (9.5, 3.5), goes to 14 as nearly as whole pixels
    # allow: rows 4 to 23 (middle 13.5), columns 10 to 17 (middle 13.5).
    expected = np.zeros((28, 28, 1), np.uint8)
    expected[4:24, 10:18] = 255
    np.testing.assert_array_equal(prepare(rectangle(100, 40, 150, 30), MNIST), expected)


def test_centred_and_boxed_differ_by_the_weight():
    # A T of 100 × 100 with arms of 20: in the box 20 × 20 with arms of 4. Centre of mass of the
    # rows: (20·4·1.5 + 16·4·11.5) / (20·4 + 16·4) = 5.94, so it starts 8 rows down, not 4.
    ink = rectangle(20, 100, 10, 10) | rectangle(100, 20, 10, 50)
    centred, boxed = (
        np.flatnonzero(prepare(ink, MNIST, way).any(axis=(1, 2))) for way in ("centred", "boxed")
    )
    assert (centred[0], centred[-1]) == (8, 27)
    assert (boxed[0], boxed[-1]) == (4, 23)


def test_emnists_letters_have_their_box_in_the_middle():
    # The T above, its longer side 28 - 2·2 pixels: 24 × 24, 2 rows down, wherever its weight lies.
    ink = rectangle(20, 100, 10, 10) | rectangle(100, 20, 10, 50)
    inked = np.flatnonzero(prepare(ink, CARDS["emnist-letters"]).any(axis=(1, 2)))
    assert (inked[0], inked[-1]) == (2, 25)


def test_raw_is_the_whole_pad():
    # 280 pixels on 28: each pixel of the picture is ten of the pad.
    picture = prepare(rectangle(100, 40, 150, 30), MNIST, "raw")[:, :, 0]
    assert extent(picture >= 128) == (10, 4)
    assert picture[20, 4] == 255
    assert picture[2, 20] == 0


@pytest.mark.parametrize("strokes", ALL)
def test_size_and_place_are_mnists(strokes):
    picture = prepare(draw(strokes), MNIST)[:, :, 0]
    assert max(extent(picture)) == 20
    assert ndimage.center_of_mass(picture) == pytest.approx((14, 14), abs=0.51)


@pytest.mark.parametrize("card", [MNIST, SMALL], ids=lambda card: card.name)
@pytest.mark.parametrize("strokes", ALL)
def test_where_it_was_drawn_does_not_matter(strokes, card):
    here = draw(strokes, height=120, middle=(90, 90))
    there = np.roll(here, (40, 37), axis=(0, 1))
    np.testing.assert_array_equal(prepare(here, card), prepare(there, card))


@pytest.mark.parametrize("strokes", ALL)
def test_how_large_it_was_drawn_does_not_matter(strokes):
    ink = draw(strokes)
    threefold = ink.repeat(3, axis=0).repeat(3, axis=1)
    difference = prepare(threefold, MNIST).astype(int) - prepare(ink, MNIST)
    assert np.abs(difference).mean() < 2  # of 255


def test_a_lopsided_drawing_keeps_all_its_ink():
    # The weight lies at the top: centred, the thin tail would stick out below.
    ink = rectangle(50, 100, 0, 0) | rectangle(200, 6, 50, 47)
    picture = prepare(ink, MNIST)[:, :, 0]
    assert extent(picture) == (20, 8)
    assert picture[27].any()


def test_colour_pictures_get_the_ink_in_each_channel():
    picture = prepare(draw(PLAIN[3]), CARDS["cifar10"])
    assert picture.shape == (32, 32, 3)
    assert (picture == picture[:, :, :1]).all()
    # 20/28 of 32
    assert max(extent(picture[:, :, 0])) == 23


def test_values_reach_the_largest_of_the_card_and_no_more():
    quarter = dataclasses.replace(MNIST, max_value=64)
    assert prepare(rectangle(100, 40, 0, 0), quarter).max() == 64


# Any collection


@pytest.mark.parametrize("card", [MNIST, SMALL], ids=lambda card: card.name)
def test_specks_are_ignored_and_strokes_are_not(card):
    ink = draw(PLAIN[4], middle=(160, 150))
    dusty = ink.copy()
    dusty[2, 3] = dusty[137, 5] = dusty[4:6, 130:132] = 255
    np.testing.assert_array_equal(prepare(dusty, card), prepare(ink, card))
    blotted = ink.copy()
    blotted[2:12, 3:13] = 255
    assert (prepare(blotted, card) != prepare(ink, card)).any()


def test_dust_alone_is_a_drawing():
    dust = np.zeros((280, 280), np.uint8)
    dust[::10, ::10] = 255  # 784 specks of 0.13 % each
    assert extent(prepare(dust, MNIST)[:, :, 0])[0] == 20


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("card", CARDS.values(), ids=lambda card: card.name)
def test_every_way_gives_a_picture_of_the_dataset(card, way):
    picture = prepare(draw(PLAIN[8]), card, way)
    assert picture.shape == card.shape
    assert picture.dtype == np.uint8
    assert 0 < picture.max() <= card.max_value


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "ink",
    [
        np.eye(280, dtype=np.uint8) * 255,
        np.full((1, 1), 255, np.uint8),
        np.full((3, 200), 255, np.uint8),
        np.full((200, 3), 7, np.uint8),
        np.tile(np.array([[255, 0, 0, 0], [0, 0, 0, 0]], np.uint8), (70, 35)),
        np.tile(np.array([[255], [0]], np.uint8), (70, 140)),
    ],
    ids=["hairline", "one pixel", "flat", "faint", "dots", "hatching"],
)
@pytest.mark.parametrize("card", [MNIST, SMALL], ids=lambda card: card.name)
def test_whatever_is_drawn_leaves_ink(ink, card, way):
    assert prepare(ink, card, way).any()
    assert stroke_width(ink) > 0


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("card", [MNIST, SMALL], ids=lambda card: card.name)
def test_an_empty_pad_is_refused(card, way):
    with pytest.raises(EmptyInk, match=r"Draw a digit first: the pad is empty\."):
        prepare(np.zeros((140, 140), np.uint8), card, way)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (np.ones((28, 28)), r"float64 \(28, 28\)"),
        (np.ones((28, 28, 1), np.uint8), r"uint8 \(28, 28, 1\)"),
        ([[255]], "a list"),
        (None, "a NoneType"),
    ],
)
def test_what_is_no_drawing_is_refused(wrong, named):
    with pytest.raises(ValueError, match=rf"uint8 \(height, width\).*this is {named}"):
        prepare(wrong, MNIST)


def test_an_unknown_way_is_refused():
    with pytest.raises(ValueError, match="raw, boxed, centred; “stretched”"):
        prepare(draw(PLAIN[1]), MNIST, "stretched")


# The 8 × 8 digits


def test_a_block_of_ink_worked_by_hand():
    # 160 × 100 fills 32 × 20 of the bitmap: 640 pixels, far above the usual 312. Thinned twice it
    # is 28 × 16: rows 2 to 29, columns 8 to 23. The blocks above and below are half full.
    expected = np.zeros((8, 8, 1), np.uint8)
    expected[:, 2:6] = 16
    expected[[0, 7], 2:6] = 8
    np.testing.assert_array_equal(prepare(rectangle(160, 100, 20, 30), SMALL), expected)


@pytest.fixture(scope="module")
def digits(tmp_path_factory):
    return Library(tmp_path_factory.mktemp("home")).load("digits")


def first_and_last_start(pictures):
    """Leftmost inked column of the first and of the last row of each picture."""
    return (pictures[:, 0] > 0).argmax(axis=1), (pictures[:, -1] > 0).argmax(axis=1)


def test_the_collection_is_as_its_preparation_says(digits):
    pictures = np.concatenate([digits.x_train, digits.x_test])[:, :, :, 0]
    assert pictures.any(axis=2).all()  # full height
    covered = pictures.mean(axis=(1, 2)) / 16
    assert (covered.mean(), covered.std()) == pytest.approx((0.305, 0.034), abs=0.0005)
    assert covered.max() < 0.43
    first, last = first_and_last_start(pictures)
    assert (np.abs(first - last) <= 1).sum() == 1793


@pytest.mark.parametrize("pen", [16, 28, 40])
def test_drawings_look_like_the_collection(pen):
    drawings = [
        draw(strokes, pen=pen, slant=slant)
        for shapes in DIGITS.values()
        for strokes in shapes.values()
        for slant in (-0.2, 0, 0.2)
    ]
    pictures = np.stack([prepare(ink, SMALL)[:, :, 0] for ink in drawings])
    assert pictures.any(axis=2).all()
    covered = pictures.mean(axis=(1, 2)) / 16
    assert covered.mean() == pytest.approx(0.305, abs=0.015)
    assert ((covered > 0.18) & (covered < 0.43)).all()
    first, last = first_and_last_start(pictures)
    assert (np.abs(first - last) <= 1).mean() > 0.9


def flat(pictures):
    return np.asarray(pictures).reshape(len(pictures), 64) / 16


def test_redrawn_digits_are_read_almost_as_well_as_the_collections_own(digits):
    reader = SVC(C=10).fit(flat(digits.x_train), digits.y_train)
    rng = np.random.default_rng(0)
    drawn = [enlarge(x[:, :, 0], int(rng.integers(110, 261)), rng) for x in digits.x_test]

    def accuracy(way):
        return reader.score(flat([prepare(ink, SMALL, way) for ink in drawn]), digits.y_test)

    clean = reader.score(flat(digits.x_test), digits.y_test)
    assert clean > 0.98
    assert accuracy("centred") > clean - 0.05
    assert accuracy("raw") < 0.5


@pytest.mark.parametrize("seed", range(3))
def test_nine_of_ten_hand_drawn_digits_are_read_right(digits, seed):
    reader = MLPClassifier((128,), learning_rate_init=0.003, tol=1e-3, random_state=seed)
    with threadpool_limits(1):  # on products this small, threads only wait for each other
        reader.fit(flat(digits.x_train), digits.y_train)
    for pen in (20, 28, 34):
        for slant in (0, 0.1):
            drawn = [prepare(draw(s, pen=pen, slant=slant), SMALL) for s in PLAIN.values()]
            assert (reader.predict(flat(drawn)) == list(PLAIN)).sum() >= 9


# The pen


def test_stroke_width_of_a_ring():
    # A pen of 20 along a circle of diameter 160 is 180 wide: 20 · 20/180 in the box.
    ink = draw(RING, height=160, pen=20)
    assert stroke_width(ink) == pytest.approx(20 * 20 / 180, rel=0.03)


def test_stroke_width_of_a_disc():
    # Twice the area over the perimeter of a disc is its radius: 10 in a box of 20.
    y, x = np.ogrid[:201, :201]
    disc = np.where((x - 100) ** 2 + (y - 100) ** 2 <= 100**2, 255, 0).astype(np.uint8)
    assert stroke_width(disc) == pytest.approx(10, rel=0.02)


def test_there_is_no_finding_where_nobody_measured_the_strokes():
    assert pen_finding(draw(RING, height=230, pen=8), CARDS["kmnist"]) is None


def test_the_finding_names_the_width_and_the_cure():
    assert pen_finding(draw(RING, height=160, pen=20), MNIST) is None
    thin = pen_finding(draw(RING, height=230, pen=8), MNIST)
    # 8 · 20/238 = 0.67 and 40 · 20/120 = 6.67
    assert "0.7 pixels" in thin
    assert "too thin" in thin
    assert "draw smaller" in thin
    thick = pen_finding(draw(RING, height=80, pen=40), MNIST)
    assert "6.7 pixels" in thick
    assert "too thick" in thick
    assert "draw larger" in thick
