"""Curves by epoch as one small chart in SVG, to be read and printed without scripts."""

import math
from collections.abc import Sequence
from functools import partial
from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup

from core.language import number
from dashboard.render.curve_picture import VerticalAxis, loss_axis, round_numbers

WIDTH, HEIGHT = 480, 220
_LEFT, _TOP, _RIGHT, _BOTTOM = 48, 8, 472, 192
_MOST_EPOCH_MARKS = 8
_LEAST_HIGH, _MOST_HIGH = 1e-9, 1e100
"""An axis of losses that are all as small as the first, or below 0, reaches up to 1."""

_FIGURE = Markup(
    '<figure class="curves"><svg viewBox="0 0 {width} {height}" role="img" aria-label="{alt}">'
    "{grid}{curves}</svg><figcaption><b>{title}</b>{legend}</figcaption></figure>"
)
_GRID = Markup(
    '<line class="grid" x1="{left}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}"/>'
    '<text x="{label}" y="{y:.1f}" text-anchor="end" dominant-baseline="middle">{words}</text>'
)
_EPOCH = Markup('<text x="{x:.1f}" y="{y}" text-anchor="middle">{words}</text>')
_LINE = Markup(
    '<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2" '
    'stroke-linejoin="round"{dashes}/>'
)
_DOT = Markup('<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>')
_DASHES = Markup(' stroke-dasharray="6 4"')
_LEGEND = Markup(
    '<span><svg viewBox="0 0 24 8" width="24" height="8" aria-hidden="true"><line x1="0" y1="4" '
    'x2="24" y2="4" stroke="{colour}" stroke-width="3"{dashes}/></svg> {name}</span>'
)


class SvgCurve(NamedTuple):
    """A curve: its name, its points, `(epoch, value)`, and how it is drawn."""

    name: str
    points: Sequence[tuple[float, float]]
    colour: str
    is_dashed: bool = False


def share_axis() -> VerticalAxis:
    """The axis of accuracies, from 0 to 1."""
    return VerticalAxis(0, 1, False, partial(number, spec=".0%"))


def losses_axis(curves: Sequence[SvgCurve]) -> VerticalAxis:
    """The axis of losses."""
    values = [value for curve in curves for _, value in curve.points]
    highest = max(filter(math.isfinite, values), default=0.0)
    high = min(highest, _MOST_HIGH) if highest > _LEAST_HIGH else 1.0
    return loss_axis([min(value, high) for value in values], high)


def curve_svg(title: str, alt: str, curves: Sequence[SvgCurve], axis: VerticalAxis) -> Markup:
    """The chart; `alt` says in words what it shows. A curve ends where a value is no number."""
    epochs = max([1.0, *(epoch for curve in curves for epoch, _ in curve.points)])
    return _FIGURE.format(
        width=WIDTH,
        height=HEIGHT,
        alt=alt,
        title=title,
        grid=_grid(axis, epochs),
        curves=Markup().join(_drawn(curve, axis, epochs) for curve in curves),
        legend=Markup().join(
            _LEGEND.format(name=curve.name, colour=curve.colour, dashes=_dashes(curve))
            for curve in curves
        ),
    )


def _grid(axis: VerticalAxis, epochs: float) -> Markup:
    rows = (
        _GRID.format(
            left=_LEFT, right=_RIGHT, label=_LEFT - 6, y=_y(axis, value), words=axis.write(value)
        )
        for value in axis.ticks
    )
    marks = (
        _EPOCH.format(x=_x(epoch, epochs), y=_BOTTOM + 18, words=number(epoch, ".0f"))
        for epoch in round_numbers(0, epochs, _MOST_EPOCH_MARKS)
        if epoch.is_integer()
    )
    return Markup().join([*rows, *marks])


def _drawn(curve: SvgCurve, axis: VerticalAxis, epochs: float) -> Markup:
    pieces = []
    for is_finite, points in groupby(curve.points, lambda point: math.isfinite(point[1])):
        if is_finite:
            pieces.append([(_x(epoch, epochs), _y(axis, value)) for epoch, value in points])
    lines = [
        _LINE.format(
            points=" ".join(f"{x:.1f},{y:.1f}" for x, y in piece),
            colour=curve.colour,
            dashes=_dashes(curve),
        )
        for piece in pieces
    ]
    if pieces:
        x, y = pieces[-1][-1]
        lines.append(_DOT.format(x=x, y=y, colour=curve.colour))
    return Markup().join(lines)


def _dashes(curve: SvgCurve) -> Markup:
    return _DASHES if curve.is_dashed else Markup()


def _x(epoch: float, epochs: float) -> float:
    return _LEFT + min(max(epoch / epochs, 0), 1) * (_RIGHT - _LEFT)


def _y(axis: VerticalAxis, value: float) -> float:
    return _BOTTOM - axis.share(value) * (_BOTTOM - _TOP)
