"""Curves by epoch as a picture, for notebooks: not every program shows them SVG."""

import io
import math
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from PIL import Image, ImageDraw

from core.language import number
from dashboard.render.curve_picture import FAINT, GRID, TEXT, VerticalAxis, round_numbers
from dashboard.render.curve_svg import SvgCurve
from dashboard.render.lettering import font

SIZE = (500, 360)
"""Of a chart, in pixels."""
_SCALE = 2
"""It is drawn so many times as large and then shrunk, so that lines are smooth."""
_WIDTH, _HEIGHT = (_SCALE * length for length in SIZE)
_LEFT, _TOP, _RIGHT, _BOTTOM = 120, 84, _WIDTH - 24, _HEIGHT - 120
_LEGEND = _HEIGHT - 36
_SMALL, _LARGE = 24, 28
_LINE, _DOT = 4, 7
_DASH, _GAP = 16, 12
_MOST_EPOCH_MARKS = 8
_COLOURS = 64

_Place = tuple[float, float]


class PngChart(NamedTuple):
    """A chart: its title, its curves, and their vertical axis."""

    title: str
    curves: Sequence[SvgCurve]
    axis: VerticalAxis


def curves_png(charts: Sequence[PngChart]) -> bytes:
    """The charts side by side as a PNG. A curve has a gap where a value is no number."""
    picture = Image.new("RGB", (_WIDTH * len(charts), _HEIGHT), "white")
    for place, chart in enumerate(charts):
        picture.paste(_drawn(chart), (place * _WIDTH, 0))
    content = io.BytesIO()
    small = picture.resize((SIZE[0] * len(charts), SIZE[1]), Image.Resampling.LANCZOS)
    small.quantize(_COLOURS).save(content, "PNG", optimize=True)
    return content.getvalue()


def _drawn(chart: PngChart) -> Image.Image:
    picture = Image.new("RGB", (_WIDTH, _HEIGHT), "white")
    pen = ImageDraw.Draw(picture)
    epochs = max([1.0, *(epoch for curve in chart.curves for epoch, _ in curve.points)])
    pen.text((_LEFT, _TOP - 28), chart.title, TEXT, font(_LARGE), "ls")
    _draw_grid(pen, chart.axis, epochs)
    for curve in chart.curves:
        for piece in _pieces(curve, chart.axis, epochs):
            _draw_line(pen, piece, curve)
    _draw_legend(pen, chart.curves)
    return picture


def _draw_grid(pen: ImageDraw.ImageDraw, axis: VerticalAxis, epochs: float) -> None:
    for value in axis.ticks:
        y = _y(axis, value)
        pen.line([(_LEFT, y), (_RIGHT, y)], GRID, 2)
        pen.text((_LEFT - 12, y), axis.write(value), FAINT, font(_SMALL), "rm")
    for epoch in round_numbers(0, epochs, _MOST_EPOCH_MARKS):
        if epoch.is_integer():
            place = _x(epoch, epochs), _BOTTOM + 12
            pen.text(place, number(epoch, ".0f"), FAINT, font(_SMALL), "ma")


def _draw_legend(pen: ImageDraw.ImageDraw, curves: Sequence[SvgCurve]) -> None:
    x: float = _LEFT
    for curve in curves:
        _draw_line(pen, [(x, _LEGEND), (x + 56, _LEGEND)], curve, with_end=False)
        pen.text((x + 68, _LEGEND), curve.name, TEXT, font(_SMALL), "lm")
        x += 68 + font(_SMALL).getlength(curve.name) + 36


def _draw_line(
    pen: ImageDraw.ImageDraw, places: Sequence[_Place], curve: SvgCurve, *, with_end: bool = True
) -> None:
    pieces = _dashes(places) if curve.is_dashed else [places]
    for piece in pieces:
        pen.line([*piece], curve.colour, _LINE, joint="curve")
    if with_end:
        pen.circle(places[-1], _DOT, curve.colour)


def _pieces(curve: SvgCurve, axis: VerticalAxis, epochs: float) -> Iterator[list[_Place]]:
    """A curve in pixels, in pieces, as it is cut where a value is no number."""
    for is_finite, points in groupby(curve.points, lambda point: math.isfinite(point[1])):
        if is_finite:
            yield [(_x(epoch, epochs), _y(axis, value)) for epoch, value in points]


def _dashes(places: Sequence[_Place]) -> Iterator[list[_Place]]:
    """A line in dashes, which go on around its corners."""
    gone = 0.0
    for start, end in pairwise(places):
        length = math.dist(start, end)
        at = 0.0
        while at < length:
            phase = (gone + at) % (_DASH + _GAP)
            step = min((_DASH if phase < _DASH else _DASH + _GAP) - phase, length - at)
            if phase < _DASH:
                yield [
                    _between(start, end, at / length),
                    _between(start, end, (at + step) / length),
                ]
            at += max(step, 1e-3)
        gone += length


def _between(start: _Place, end: _Place, share: float) -> _Place:
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


def _x(epoch: float, epochs: float) -> float:
    return _LEFT + min(max(epoch / epochs, 0), 1) * (_RIGHT - _LEFT)


def _y(axis: VerticalAxis, value: float) -> float:
    return _BOTTOM - axis.share(value) * (_BOTTOM - _TOP)
