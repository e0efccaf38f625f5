"""A look inside a network as pictures and tables: colours, places, marks and words."""

import base64
import io
import math
import re

import numpy as np
import pytest
from PIL import Image

from core.runs.probe import LayerProbe, ProbeResult, Units
from dashboard.render.probe import layer_table, units_image, watched_grid, watched_image

BLUE, WHITE, ORANGE = (0x00, 0x72, 0xB2, 255), (255, 255, 255, 255), (0xE6, 0x9F, 0x00, 255)
DIGITS = [str(digit) for digit in range(10)]


def pixels(data_uri: str) -> np.ndarray:
    """An image in the page as RGBA `(height, width, 4)`."""
    kind, _, data = data_uri.partition(",")
    assert kind == "data:image/png;base64"
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(data))).convert("RGBA"))


def unit(image: np.ndarray, number: int, side: int) -> np.ndarray:
    """The square of one unit in a sheet of 2 rows of 8 with gaps between them and around."""
    gap = round(side / 12)
    row, column = divmod(number, 8)
    top, left = gap + row * (side + gap), gap + column * (side + gap)
    return image[top : top + side, left : left + side]


def look_of(predicted, shares=None) -> ProbeResult:
    shares = [0.5] * len(predicted) if shares is None else shares
    return ProbeResult(epoch=1, step=10, predicted=predicted, shares=shares, units=None, layers=())


def test_weights_are_blue_below_zero_white_at_zero_orange_above():
    weights = np.array([[-2.0, 0.0, 2.0]]).reshape(1, 1, 3, 1)
    picture = unit(pixels(units_image(Units.of(weights))), 0, 24)
    middle = picture[12]  # the strip of one row lies in the middle of its square
    assert [tuple(middle[column]) for column in (0, 12, 23)] == [BLUE, WHITE, ORANGE]


def test_all_units_share_one_scale():
    weights = np.stack([np.full((24, 24, 1), 1.0), np.full((24, 24, 1), -0.5)])
    image = pixels(units_image(Units.of(weights)))
    assert (unit(image, 0, 24) == ORANGE).all()
    # Half way from white to blue, to within one of 127 levels.
    assert np.abs(unit(image, 1, 24)[0, 0] - np.array([127.5, 184.5, 216.5, 255])).max() < 2


def test_the_ninth_unit_begins_the_second_row():
    weights = np.zeros((16, 28, 28, 1))
    weights[8] = 1
    image = pixels(units_image(Units.of(weights)))
    assert (unit(image, 8, 28) == ORANGE).all()
    assert (unit(image, 7, 28) == WHITE).all()


def test_kernels_of_three_channels_are_colours_around_grey():
    weights = np.zeros((2, 1, 1, 3))
    weights[0, 0, 0] = 1, 0, -1
    image = pixels(units_image(Units.of(weights)))
    assert tuple(unit(image, 0, 24)[0, 0]) == (255, 128, 0, 255)
    assert tuple(unit(image, 1, 24)[0, 0]) == (128, 128, 128, 255)


def test_weights_that_are_no_numbers_are_blank():
    image = pixels(units_image(Units.of(np.full((3, 5, 5, 1), np.nan))))
    assert (unit(image, 2, 25) == WHITE).all()


@pytest.mark.parametrize("shape", [(16, 3, 3, 1), (16, 48, 48, 1), (4, 3, 3, 3), (16, 9, 30, 1)])
def test_no_sheet_of_units_changes_the_height_of_its_place(shape):
    height, width, _ = pixels(units_image(Units.of(np.ones(shape)))).shape
    empty_height, empty_width, _ = pixels(units_image(None)).shape
    assert width / height == pytest.approx(empty_width / empty_height, rel=0.02)


def test_watched_pictures_stand_in_rows_of_five():
    pictures = np.arange(25, dtype=np.uint8)[:, None, None, None] * np.ones((1, 2, 3, 1), np.uint8)
    image = pixels(watched_image(pictures, 24))
    assert image.shape == (10, 15, 4)
    for place in range(25):
        row, column = divmod(place, 5)
        expected = int(place * 255 / 24)
        assert (image[2 * row : 2 * row + 2, 3 * column : 3 * column + 3, 0] == expected).all()


def test_fewer_pictures_leave_places_empty():
    pictures = np.full((3, 4, 4, 3), 200, np.uint8)
    assert pixels(watched_image(pictures, 255)).shape == (20, 20, 4)
    assert watched_grid(look_of([1, 2, 3]), np.array([1, 2, 4]), DIGITS).count("<i ") == 3


def test_right_and_wrong_have_marks_frames_and_words():
    labels = np.array([3, 1, 4])
    grid = watched_grid(look_of([3, 7, 4]), labels, DIGITS)
    assert re.findall(r'class="(right|wrong)"', grid) == ["right", "wrong", "right"]
    assert re.findall(r"<span>(.*?)</span>", grid) == ["✓ 3", "✗ 7", "✓ 4"]
    assert "2 of 3 watched pictures are read right. Wrong: 1 read as 7." in grid


def test_a_network_of_no_numbers_reads_nothing_right():
    grid = watched_grid(look_of([0, 0], [math.nan, math.nan]), np.array([0, 1]), DIGITS)
    assert re.findall(r"<span>(.*?)</span>", grid) == ["✗ NaN", "✗ NaN"]


def test_names_of_classes_are_text():
    grid = watched_grid(look_of([0]), np.array([1]), ["<b>", '"&'])
    assert "<b>" not in grid
    assert "✗ &lt;b&gt;" in grid


def test_a_bar_is_logarithmic():
    sizes = {1.0: "75.0%", 1e-2: "50.0%", 1e-9: "0.0%", 1e9: "100.0%", 0.0: "0.0%"}
    for gradient, width in sizes.items():
        assert f"--share:{width}" in layer_table([LayerProbe(name="dense", gradient=gradient)])
    table = layer_table([LayerProbe(name="dense", gradient=math.nan)])
    assert "--share:0.0%" in table
    assert "NaN" in table


def test_a_layer_tells_what_it_has():
    table = layer_table(
        [LayerProbe(name="dense", gradient=0.25), LayerProbe(name="activation", dead=0.125)]
    )
    rows = re.findall("<tr>(.*?)</tr>", table)[1:]
    assert "<b>0.25</b>" in rows[0]
    assert rows[0].endswith("<td></td>")
    assert "<td></td><td>12%</td>" in rows[1]


def test_where_no_unit_can_die_there_is_no_column_for_dead_ones():
    table = layer_table([LayerProbe(name="dense", gradient=0.25)])
    assert re.findall('<th scope="col">(.*?)</th>', table) == ["layer", "gradient"]
    assert table.count("<td>") == 1
