"""Curves drawn with Pillow."""

import numpy as np
from PIL import Image, ImageDraw

from core.runs.history import Point
from dashboard.render.charts import Reference
from dashboard.render.curve_picture import Chart, DrawnCurve, PictureArea, VerticalAxis


def test_no_line_leads_over_an_epoch_of_which_nothing_is_known():
    points = [Point(epoch, 1.0, 0.5) for epoch in (0.5, 1.5, 4.0, 7.0, 8.0)]
    image = Image.new("L", (200, 100), "white")
    axis = VerticalAxis(0, 2, False, str)
    curves = [DrawnCurve(points, "black", 2)]
    chart = Chart(PictureArea(0, 0, 200, 100), "loss", 10, axis, curves, Reference(1.0, ""))
    chart.draw_curves(ImageDraw.Draw(image), 7.5)
    is_drawn = (np.asarray(image) == 0).any(axis=0)
    # At 20 pixels an epoch: a line, a moment alone, and a line as far as the run has come.
    assert is_drawn[11:30].all()
    assert is_drawn[80]
    assert is_drawn[141:150].all()
    assert not is_drawn[32:77].any()
    assert not is_drawn[84:138].any()
    assert not is_drawn[154:].any()
