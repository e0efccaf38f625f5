"""The learning-rate range test: a rate that rises with each batch, and what its losses suggest.

Leslie N. Smith, "Cyclical Learning Rates for Training Neural Networks", 2015 (arXiv 1506.01186),
section 3.3: train on a few batches while the rate rises, and see where the loss begins to fall and
where it diverges. Rates rise geometrically, losses are smoothed, the test stops at four times the
best smoothed loss, and the first tenth of the batches suggests nothing, as in `lr_find` of fastai
(`fastai.callback.schedule`), which also gives both suggestions. Unlike there, a slope is measured
across a power of ten, not between two batches: that would be their noise.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from core.datasets import DatasetCard
from core.recipe import Recipe
from core.recipe.work import batch_seconds

LOWEST, HIGHEST = 1e-7, 10.0
BATCHES, FEWEST = 100, 20
SECONDS = 20.0
"""How long a test may be expected to take; a network that needs longer gets fewer batches."""

STOP_FACTOR = 4.0
REACH = 0.5
"""How far smoothing reaches back, and a slope to either side, in powers of ten of the rate.

With the 0.98 of fastai smoothing would reach back over four of them here, and so put both
suggestions at too high a rate."""
LEFT_OUT = 0.1
"""The share of the batches, the first ones, that suggest nothing and stop nothing."""
LEAST_FALL, MOST_NOISE = 0.05, 4.0
"""The loss has fallen if it is lower by this share, and by so many standard deviations of what
remains in it of the difference between batches."""


class TooSlow(RuntimeError):
    """A test would take, or has taken, too long; the message is a sentence."""


class Suggestions(NamedTuple):
    """Two learning rates, each rounded to two digits.

    `steepest` is where the smoothed loss falls fastest over the logarithm of the rate, and
    `tenth_of_minimum` a tenth of the rate at which it is smallest.
    """

    steepest: float
    tenth_of_minimum: float


class RangeTest(NamedTuple):
    """A range test, as far as it has come.

    `rates` are those of all its batches. `losses` are the mean losses of the batches on which it
    has trained, each before its own step, and all finite numbers. If it is over and there are fewer
    of them, the loss diverged: then the last one is too large, or the next one was no number.
    """

    rates: tuple[float, ...]
    losses: tuple[float, ...]

    @property
    def stopped(self) -> bool:
        """Whether, if it is over, it was stopped before its last batch."""
        return len(self.losses) < len(self.rates)

    @property
    def has_diverged(self) -> bool:
        """Whether it is to stop: the last loss is `STOP_FACTOR` times the best one, smoothed.

        The first losses are hardly smoothed yet, so they do not count.
        """
        curve = self.smoothed[self._first :]
        return len(curve) > 0 and bool(curve[-1] > STOP_FACTOR * curve.min())

    @property
    def tried(self) -> tuple[float, ...]:
        """The rates of the batches that have a loss."""
        return self.rates[: len(self.losses)]

    @property
    def smoothed(self) -> np.ndarray:
        """The losses, smoothed; float64 of the same length."""
        return smoothed(self.losses, smoothing(len(self.rates)))

    def loss_at(self, rate: float) -> float | None:
        """The smoothed loss at any learning rate; None where none was tried."""
        if not self.losses or not self.tried[0] <= rate <= self.tried[-1]:
            return None
        return float(np.interp(math.log(rate), np.log(self.tried), self.smoothed))

    @property
    def suggestions(self) -> Suggestions | None:
        """What the losses suggest; None if they do not fall, at whatever rate."""
        curve, first = self.smoothed, self._first
        if len(curve) <= first or not self._falls(curve):
            return None
        lowest = int(curve.argmin())
        slopes = {place: self._slope(curve, place) for place in range(first, lowest + 1)}
        if not slopes:
            return None
        steepest = min(slopes, key=slopes.__getitem__)
        return Suggestions(rounded(self.rates[steepest]), rounded(self.rates[lowest] / 10))

    @property
    def _first(self) -> int:
        """The first batch that may suggest something, or stop the test."""
        return max(math.ceil(LEFT_OUT * len(self.rates)), self._reach)

    @property
    def _reach(self) -> int:
        """How many batches make up `REACH`."""
        return max(1, round(REACH / powers_of_ten(len(self.rates))))

    def _slope(self, curve: np.ndarray, place: int) -> float:
        """How steep a curve is at a batch, from `REACH` before it to `REACH` after it."""
        begin, end = place - self._reach, min(place + self._reach, len(curve) - 1)
        return float(curve[end] - curve[begin]) / (end - begin)

    def _falls(self, curve: np.ndarray) -> bool:
        began = float(np.mean(self.losses[: self._first]))
        # The median does not heed the few batches in which the loss falls or diverges. Of normal
        # numbers it is 0.6745 deviations, and of their differences √2 times as much.
        deviation = float(np.median(np.abs(np.diff(self.losses)))) / (0.6745 * math.sqrt(2))
        beta = smoothing(len(self.rates))
        noise = deviation * math.sqrt((1 - beta) / (1 + beta))
        return began - float(curve.min()) > max(LEAST_FALL * began, MOST_NOISE * noise)


def rates(count: int) -> tuple[float, ...]:
    """`count` learning rates from `LOWEST` to `HIGHEST`, each so many times the one before."""
    return tuple(map(float, np.geomspace(LOWEST, HIGHEST, count)))


def powers_of_ten(count: int) -> float:
    """How far the rates of neighbouring batches lie apart, in a test of so many, two or more."""
    return math.log10(HIGHEST / LOWEST) / (count - 1)


def smoothing(count: int) -> float:
    """The weight of what was before, in a test of so many batches; see `REACH`."""
    return math.exp(-powers_of_ten(count) / REACH)


def smoothed(losses: Sequence[float], beta: float) -> np.ndarray:
    """Exponentially smoothed losses, float64 of the same length.

    Each is beta times the one before plus 1 − beta times its own, corrected for the zero with which
    that begins, as Adam corrects its moments (Kingma and Ba, 2014, section 3).
    """
    average, found = 0.0, np.empty(len(losses))
    for number, loss in enumerate(losses):
        average = beta * average + (1 - beta) * loss
        found[number] = average / (1 - beta ** (number + 1))
    return found


def batch_count(recipe: Recipe, card: DatasetCard) -> int | None:
    """On how many batches a recipe is tested: `BATCHES`, or as many as fit into `SECONDS`.

    None if not even `FEWEST` do. It depends on the recipe alone, not on the machine, so that the
    same recipe always has the same test. LayerError if its layers do not fit the pictures.
    """
    fitting = int(SECONDS / batch_seconds(recipe, card))
    return min(fitting, BATCHES) if fitting >= FEWEST else None


def rounded(rate: float) -> float:
    """A learning rate to two digits: neighbouring rates of a test differ by a fifth and more."""
    return float(f"{rate:.2g}")
