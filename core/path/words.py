"""Quantities in words: their values with units, as a student reads them."""

import math
from collections.abc import Iterable

from core.coach.evidence import loss_in_words
from core.language import listed, message, number, say
from core.path.quantities import QUANTITIES, Unit

POINTS = message("{points:.1f} points")
SECONDS = message("{seconds:,.1f} s")
FIGURE = message("{title} {value}")
FIGURE_OF_RUN = message("{title} {value} ({run})")


def in_words(value: float, unit: Unit) -> str:
    """A value as a student reads it: 95.0%, 320,773, 2.30, 4.2 s."""
    if not math.isfinite(value) or unit == "loss":
        return loss_in_words(value)
    if unit == "share":
        return number(value, ".1%")
    if unit == "seconds":
        return say(SECONDS, seconds=value)
    is_whole = unit == "count" or (value == round(value) and abs(value) < 1e15)
    return number(value, ",.0f" if is_whole else ".4g")


def distance_in_words(distance: float, unit: Unit) -> str:
    """How far two values lie apart: 7.5 points for shares, and else as `in_words`."""
    return say(POINTS, points=100 * distance) if unit == "share" else in_words(distance, unit)


def figures(values: Iterable[tuple[str, str, float]]) -> str:
    """Quantities in one line: “validation accuracy 95.0%, parameters 7,850 (small)”.

    Each with its run, "" for the one that is asked about, its name, and its value.
    """
    named = []
    for run, name, value in values:
        quantity = QUANTITIES[name]
        title, told = say(quantity.title), in_words(value, quantity.unit)
        named.append(say(FIGURE_OF_RUN if run else FIGURE, title=title, value=told, run=run))
    return listed(named)
