"""One chart of a run's curves as a picture, drawn with Pillow up to any moment of the run."""

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from PIL import ImageDraw

from core.language import number
from core.runs.history import Point
from dashboard.render.charts import REFERENCE, Reference
from dashboard.render.lettering import fitted, font

TEXT = "#262730"
FAINT = "#6b6e76"
GRID = "#e6e7eb"
LOG_ABOVE = 4
"""A loss that reaches so many times that of guessing has a logarithmic axis, as in the player."""
SMALL = 22
_DASH, _GAP = 14, 10
_MOST_TICKS = 5
_DECADES = 6
"""A logarithmic axis reaches at most so many powers of ten down: a loss can be 0."""


class PictureArea(NamedTuple):
    """A part of the picture, in pixels."""

    left: int
    top: int
    right: int
    bottom: int


class DrawnCurve(NamedTuple):
    """A curve: its points in the order of their epochs, and how it is drawn."""

    points: Sequence[Point]
    colour: str
    width: int


class VerticalAxis(NamedTuple):
    """The vertical axis: its range, whether it is logarithmic, and how its numbers are written."""

    low: float
    high: float
    logarithmic: bool
    write: Callable[[float], str]

    def share(self, value: float) -> float:
        """How far up a value is, from 0 to 1; what lies beyond the range is at its end."""
        low, high, value = self.low, self.high, min(max(value, self.low), self.high)
        if self.logarithmic:
            low, high, value = math.log(low), math.log(high), math.log(value)
        return (value - low) / (high - low)

    @property
    def ticks(self) -> list[float]:
        """Round numbers within the range."""
        if not self.logarithmic:
            return round_numbers(self.low, self.high, _MOST_TICKS)
        powers = range(math.ceil(math.log10(self.low)), math.floor(math.log10(self.high)) + 1)
        return [10.0**power for power in powers]


class Chart(NamedTuple):
    """The curves of one figure, `loss` or `accuracy`, over the epochs from 0 to `epochs`."""

    box: PictureArea
    figure: str
    epochs: float
    axis: VerticalAxis
    lines: Sequence[DrawnCurve]
    reference: Reference

    def draw_frame(self, pen: ImageDraw.ImageDraw) -> None:
        """What stands still: grid, numbers, and the dashed line of the reference."""
        left, _, right, bottom = self.box
        for value in self.axis.ticks:
            y = self._y(value)
            pen.line([(left, y), (right, y)], GRID, 2)
            pen.text((left - 12, y), self.axis.write(value), FAINT, font(SMALL), "rm")
        pen.line([(left, bottom), (right, bottom)], FAINT, 2)
        for epoch in round_numbers(0, self.epochs, 8):
            if epoch.is_integer():
                pen.text(
                    (self._x(epoch), bottom + 10), number(epoch, ".0f"), FAINT, font(SMALL), "ma"
                )
        y = self._y(self.reference.value)
        for x in range(left, right, _DASH + _GAP):
            pen.line([(x, y), (min(x + _DASH, right), y)], REFERENCE, 3)
        words = fitted(self.reference.words, SMALL, right - left)
        pen.text((right, y - 6), words, FAINT, font(SMALL), "rd")

    def draw_curves(self, pen: ImageDraw.ImageDraw, epoch: float) -> None:
        """The curves as far as they have come when so many epochs are done."""
        for line in self.lines:
            pieces = self._pieces(line.points, epoch)
            for piece in pieces:
                if len(piece) == 1:
                    pen.circle(piece[0], line.width, line.colour)
                else:
                    pen.line(piece, line.colour, line.width, joint="curve")
            if pieces:
                pen.circle(pieces[-1][-1], 1.5 * line.width, line.colour)

    def _pieces(self, points: Sequence[Point], epoch: float) -> list[list[tuple[float, float]]]:
        """A curve up to an epoch in pixels, in pieces.

        It is cut where a value is not finite, and where a whole epoch lies between two points: of
        a fast run little is told.
        """
        pieces: list[list[tuple[float, float]]] = []
        last = -math.inf  # the epoch at which the newest piece ends, while it can go on
        for point in points:
            value = getattr(point, self.figure)
            if not math.isfinite(value):
                last = -math.inf
                continue
            place, goes_on = (self._x(point.epoch), self._y(value)), point.epoch - last <= 1
            if point.epoch > epoch:
                if goes_on:
                    pieces[-1].append(_between(pieces[-1][-1], place, self._x(epoch)))
                break
            if not goes_on:
                pieces.append([])
            pieces[-1].append(place)
            last = point.epoch
        return pieces

    def _x(self, epoch: float) -> float:
        return self.box.left + epoch / self.epochs * (self.box.right - self.box.left)

    def _y(self, value: float) -> float:
        return self.box.bottom - self.axis.share(value) * (self.box.bottom - self.box.top)


def _between(start: tuple[float, float], end: tuple[float, float], x: float) -> tuple[float, float]:
    """The place at `x` on the straight line from one place to another."""
    share = (x - start[0]) / (end[0] - start[0])
    return x, start[1] + share * (end[1] - start[1])


def loss_axis(losses: Sequence[float], reference: float) -> VerticalAxis:
    """The axis that shows all these losses; logarithmic where they reach far above guessing."""
    write = partial(number, spec="g")
    finite = [loss for loss in losses if math.isfinite(loss)]
    high = max([reference, *finite]) * 1.05
    if high <= LOG_ABOVE * reference:
        return VerticalAxis(0, high, False, write)
    lowest = min(loss for loss in [reference, *finite] if loss > 0)
    return VerticalAxis(max(lowest / 1.2, high / 10**_DECADES), high, True, write)


def round_numbers(low: float, high: float, most: int) -> list[float]:
    """At most about so many multiples of 1, 2 or 5 times a power of ten, from low to high."""
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    return [
        float(step * place) for place in range(math.ceil(low / step), math.floor(high / step) + 1)
    ]
