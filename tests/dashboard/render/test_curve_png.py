"""Curves as a picture: each in its colour, whatever its values are."""

import io
import math

import pytest
from PIL import Image

from dashboard.render.charts import PREDICTION, VALIDATION
from dashboard.render.curve_png import SIZE, PngChart, curves_png
from dashboard.render.curve_svg import SvgCurve, losses_axis, share_axis

DRAWN = SvgCurve("drawn", [(0, 0.1), (10, 0.9)], PREDICTION, is_dashed=True)
CAME = SvgCurve("came", [(0, 0.2), (4, math.nan), (5, 0.7), (10, 0.8)], VALIDATION)


def picture(*charts: PngChart) -> Image.Image:
    return Image.open(io.BytesIO(curves_png(charts))).convert("RGB")


def has(colour: str, drawn: Image.Image) -> bool:
    """Whether some pixels have about this colour."""
    wanted = bytes.fromhex(colour[1:])
    colours = drawn.getcolors(drawn.width * drawn.height)
    return any(
        count > 20 and max(abs(a - b) for a, b in zip(rgb, wanted, strict=True)) < 24
        for count, rgb in colours
    )


def test_each_curve_has_its_colour_and_charts_stand_side_by_side():
    one = picture(PngChart("Curves", [DRAWN, CAME], share_axis()))
    assert one.size == SIZE and has(PREDICTION, one) and has(VALIDATION, one)
    alone = picture(PngChart("Curve", [DRAWN], share_axis()))
    assert not has(VALIDATION, alone)
    both = picture(*[PngChart("Curve", [CAME], share_axis())] * 2)
    assert both.size == (2 * SIZE[0], SIZE[1])


@pytest.mark.parametrize("value", [5e-324, 1e-320, 0.0, -3.0, 1.79e308, 1e12, math.inf, math.nan])
def test_a_loss_of_any_size_is_drawn(value):
    curves = [SvgCurve("loss", [(0, value), (1, 2 * value)], VALIDATION)]
    assert picture(PngChart("Loss", curves, losses_axis(curves))).size == SIZE
