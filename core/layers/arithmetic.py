"""The ways in which one number of a layer's output can come about, term by term, in plain NumPy.

Keras computes in float32; here every sum is float64, and the results agree to 1e-5.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from core.numerics.softmax import Softmax


class WeightedSum(NamedTuple):
    """Numbers times weights, added up, plus a bias.

    `numbers` and `weights` have one shape: `(inputs,)` or `(size, size, channels)`; a number
    beyond the picture's edge is 0.
    """

    numbers: np.ndarray
    weights: np.ndarray
    bias: float

    @property
    def products(self) -> np.ndarray:
        """Each number times its weight."""
        return self.numbers * self.weights

    @property
    def result(self) -> float:
        return float(self.products.sum() + self.bias)


class OverWindow(NamedTuple):
    """The largest or the mean (`rule`: "max", "mean") of `(rows, columns)`, NaN beyond the edge."""

    numbers: np.ndarray
    rule: str

    @property
    def result(self) -> float:
        return float(np.nanmax(self.numbers) if self.rule == "max" else np.nanmean(self.numbers))


class Normalised(NamedTuple):
    """`(number - mean) / sqrt(variance + epsilon) * gamma + beta`."""

    number: float
    mean: float
    variance: float
    gamma: float
    beta: float
    epsilon: float

    @property
    def result(self) -> float:
        scaled = (self.number - self.mean) / np.sqrt(self.variance + self.epsilon)
        return float(scaled * self.gamma + self.beta)


class Applied(NamedTuple):
    """A function of one number: its name in Keras, and `rule`, its formula in x."""

    function: str
    rule: str
    number: float
    result: float


@dataclass(frozen=True)
class Shared:
    """Softmax: the share of one among some."""

    steps: Softmax
    unit: int

    @property
    def result(self) -> float:
        return float(self.steps.shares[self.unit])


class Added(NamedTuple):
    """The sum of numbers at the same place."""

    numbers: tuple[float, ...]

    @property
    def result(self) -> float:
        return sum(self.numbers)


class Moved(NamedTuple):
    """The number at `place` of the input, as it is."""

    number: float
    place: tuple[int, ...]

    @property
    def result(self) -> float:
        return self.number


Arithmetic = WeightedSum | OverWindow | Normalised | Applied | Shared | Added | Moved


def bias_of(weights: Mapping[str, np.ndarray]) -> float:
    """The bias of a unit, 0 if its layer has none."""
    return float(weights.get("bias", 0.0))
