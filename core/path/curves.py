"""A curve that was drawn before a run, beside the one that came of it."""

import math
from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np

from core.language import message

Points = Sequence[tuple[float, float]]
"""Epochs and values, from left to right."""
CurveShape = Literal[
    "level", "rises", "rises-level", "rises-falls", "falls", "falls-level", "falls-rises", "wanders"
]
Course = Literal["above", "below", "crosses", "same"]

LEVEL = 0.02
"""A curve of shares that spans less than this hardly changes; others, by this part of the value."""
COMES_BACK = 0.15
"""Which part of its span a curve has to go back before that counts as a turn."""
STAYS = 0.15
"""Which part of its span is so little that the second half of a curve stays level."""
WANDERS = 2.5
"""How many times its span a curve goes, up and down in all, if it wanders."""

SHAPES: dict[CurveShape, str] = {
    "level": message("hardly changes"),
    "rises": message("rises to the end"),
    "rises-level": message("rises, then stays level"),
    "rises-falls": message("rises, then falls again"),
    "falls": message("falls to the end"),
    "falls-level": message("falls, then stays level"),
    "falls-rises": message("falls, then rises again"),
    "wanders": message("goes up and down"),
}
COURSES: dict[Course, str] = {
    "above": message("Yours lies above it all the way."),
    "below": message("Yours lies below it all the way."),
    "crosses": message("The two cross."),
    "same": message("The two lie on each other."),
}


class CurveComparison(NamedTuple):
    """How a drawn curve lies beside the real one.

    `distance` is the mean distance at the epochs of the real one, in the unit of the curve, and
    `typical` the mean of what the real one amounts to.
    """

    distance: float
    typical: float
    drawn: CurveShape
    real: CurveShape
    course: Course


def compare(drawn: Points, real: Points) -> CurveComparison | None:
    """The drawn curve beside the real one; None if this has no finite value at all.

    Beyond its ends the drawn curve is taken to go on level.
    """
    finite = [(epoch, value) for epoch, value in real if math.isfinite(value)]
    if not finite:
        return None
    epochs, values = np.array(finite).T
    guessed = np.interp(epochs, *np.array(drawn).T)
    typical = float(np.abs(values).mean())
    return CurveComparison(
        distance=float(np.abs(guessed - values).mean()),
        typical=typical,
        drawn=shape(guessed),
        real=shape(values),
        course=_course(guessed - values, np.ptp(values)),
    )


def shape(values: Sequence[float] | np.ndarray) -> CurveShape:
    """The shape of a curve, from its values at even distances."""
    curve = np.asarray(values, float)
    span = float(np.ptp(curve))
    if span <= LEVEL * max(1.0, float(np.abs(curve).max())):
        return "level"
    if np.abs(np.diff(curve)).sum() > WANDERS * span:
        return "wanders"
    first, last, top, bottom = curve[0], curve[-1], curve.max(), curve.min()
    if top - max(first, last) >= COMES_BACK * span:
        return "rises-falls"
    if min(first, last) - bottom >= COMES_BACK * span:
        return "falls-rises"
    stays = len(curve) > 2 and np.ptp(curve[len(curve) // 2 :]) <= STAYS * span
    if last > first:
        return "rises-level" if stays else "rises"
    return "falls-level" if stays else "falls"


def _course(above: np.ndarray, span: float) -> Course:
    """Where the drawn curve lies, from how far it is above the real one, which spans so much."""
    apart = above[np.abs(above) > LEVEL * max(span, 1e-9)]
    if not len(apart):
        return "same"
    if (apart > 0).all():
        return "above"
    return "below" if (apart < 0).all() else "crosses"
