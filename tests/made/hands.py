"""A hundred digits by ten hands, each with its own shapes, pen, slant, size and place."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from tests.made.hand_drawn import DIGITS, Stroke, draw


class Hand(NamedTuple):
    """How somebody draws: `shapes` names one of `DIGITS` for each digit from 0 on.

    `slant`, `height`, `pen` and `middle` are those of `draw`. Digits are `width` times as wide as
    usual, and lines leave their way by `tremor` of the digit's height, to either side.
    """

    shapes: tuple[str, ...]
    slant: float = 0
    height: float = 190
    pen: float = 28
    middle: tuple[float, float] = (140, 140)
    width: float = 1
    tremor: float = 0.01


# fmt: off
HANDS = {
    "schoolbook": Hand((
        "round", "single stroke", "round", "round", "closed", "two strokes", "curved", "plain",
        "two circles", "straight tail",
    )),
    "European": Hand((
        "round", "with a flag", "round", "round", "open", "two strokes", "straight", "with a bar",
        "one line", "curved tail",
    ), slant=0.1),
    "long flags": Hand((
        "slim", "with a long flag", "like a swan", "flat top", "open and pointed", "hat apart",
        "straight", "with serif and bar", "open at the top", "like a g",
    ), slant=0.2, tremor=0.02),
    "looped": Hand((
        "not closed", "with a curved flag", "with a loop", "with a small upper half", "open",
        "like an s", "with a large loop", "with a curved stem", "one line", "curved tail",
    ), slant=0.15, width=1.15),
    "angular": Hand((
        "slim", "with flag and foot", "angular", "angular", "open and square", "one stroke",
        "straight", "with a sloping bar", "two circles", "small loop",
    ), tremor=0.015),
    "slanted": Hand((
        "round", "leaning", "like a swan", "round", "open and pointed", "one stroke", "curved",
        "plain", "one line", "leaning tail",
    ), slant=0.35),
    "leaning back": Hand((
        "round", "with a flag", "like a z", "flat top", "open and square", "two strokes",
        "like a b", "with a bar", "two circles", "straight tail",
    ), slant=-0.15),
    "small, in a corner": Hand((
        "round", "with a flag", "round", "round", "closed", "two strokes", "curved", "with a bar",
        "open at the top", "straight tail",
    ), height=90, pen=20, middle=(75, 205), tremor=0.02),
    "large and thin": Hand((
        "not closed", "with a flag", "with a loop", "with a small upper half", "short stem",
        "hat apart", "with a large loop", "with a curved stem", "open at the top", "small loop",
    ), height=245, pen=16, width=1.1),
    "thick and wide": Hand((
        "round", "with flag and foot", "like a z", "round", "closed", "one stroke", "like a b",
        "with serif and bar", "slim", "like a g",
    ), height=200, pen=38, width=1.25, middle=(160, 130)),
}
# fmt: on


def drawn_by(hand: Hand, seed: int = 0) -> Iterator[tuple[int, np.ndarray]]:
    """The digits 0 to 9 by this hand, each with its ink as of `draw`; no two times the same."""
    rng = np.random.default_rng(seed)
    for digit, shape in enumerate(hand.shapes):
        strokes = [_unsteady(stroke, hand, rng) for stroke in DIGITS[digit][shape]]
        ink = draw(strokes, height=hand.height, pen=hand.pen, slant=hand.slant, middle=hand.middle)
        yield digit, ink


def _unsteady(stroke: Stroke, hand: Hand, rng: np.random.Generator) -> Stroke:
    """The stroke as wide as the hand makes it, bent by slow random waves."""
    points = np.array(stroke) * (hand.width, 1)
    lengths = np.hypot(*np.diff(points, axis=0).T)
    along = np.concatenate([[0], np.cumsum(lengths)])
    places = np.linspace(0, along[-1], 40)
    path = np.stack([np.interp(places, along, axis) for axis in points.T], axis=1)
    turns = np.linspace(0, 1, len(path))
    for waves in (1, 2, 3):
        size, phase = rng.normal(0, hand.tremor, 2), rng.uniform(0, 2 * np.pi, 2)
        path += size * np.sin(2 * np.pi * waves * turns[:, np.newaxis] + phase)
    return [(float(x), float(y)) for x, y in path]
