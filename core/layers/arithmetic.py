"""How one number of a layer's output comes about, term by term, in plain NumPy.

Keras computes in float32; here every sum is float64, and the results agree to 1e-5.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.special import erf, expit

from core.layers import (
    Activation,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    KerasLayer,
    MaxPooling2D,
)
from core.layers.residual import Add
from core.layers.windows import window_of
from core.numerics.softmax import Softmax, softmax

EPSILON = 1e-3
"""What Keras's BatchNormalization adds to the variance."""
# G. Klambauer et al., Self-normalizing neural networks, 2017; Keras has the same digits.
SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772
LEAK = 0.2

ELEMENTWISE = {
    "relu": lambda x: max(x, 0.0),
    "sigmoid": expit,
    "tanh": np.tanh,
    "linear": lambda x: x,
    "elu": lambda x: x if x > 0 else np.expm1(x),
    "selu": lambda x: SELU_SCALE * (x if x > 0 else SELU_ALPHA * np.expm1(x)),
    "gelu": lambda x: x * (1 + erf(x / np.sqrt(2))) / 2,
    "leaky_relu": lambda x: x if x > 0 else LEAK * x,
}
"""The activations that look at one number alone; softmax looks at a row."""


class WeightedSum(NamedTuple):
    """Dense and Conv2D: numbers times weights, added up, plus a bias.

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
    """A pooling: `rule` ("max" or "mean") over `(rows, columns)`, NaN beyond the edge."""

    numbers: np.ndarray
    rule: str

    @property
    def result(self) -> float:
        return float(np.nanmax(self.numbers) if self.rule == "max" else np.nanmean(self.numbers))


class Normalised(NamedTuple):
    """BatchNormalization: `(number - mean) / sqrt(variance + EPSILON) * gamma + beta`."""

    number: float
    mean: float
    variance: float
    gamma: float
    beta: float

    @property
    def result(self) -> float:
        scaled = (self.number - self.mean) / np.sqrt(self.variance + EPSILON)
        return float(scaled * self.gamma + self.beta)


class Applied(NamedTuple):
    """A function of one number, by the name in Keras."""

    function: str
    number: float

    @property
    def result(self) -> float:
        return float(ELEMENTWISE[self.function](self.number))


@dataclass(frozen=True)
class Shared:
    """Softmax: the share of one among some."""

    steps: Softmax
    index: int

    @property
    def result(self) -> float:
        return float(self.steps.shares[self.index])


class Added(NamedTuple):
    """Add: the sum of two numbers at the same place."""

    numbers: tuple[float, ...]

    @property
    def result(self) -> float:
        return sum(self.numbers)


class Moved(NamedTuple):
    """Flatten and, outside training, Dropout: the number at `place` of the input, as it is."""

    number: float
    place: tuple[int, ...]

    @property
    def result(self) -> float:
        return self.number


Arithmetic = WeightedSum | OverWindow | Normalised | Applied | Shared | Added | Moved


def arithmetic(
    layer: KerasLayer,
    inputs: Sequence[np.ndarray],
    weights: Mapping[str, np.ndarray],
    place: tuple[int, ...],
) -> Arithmetic:
    """How the number at `place` of a layer's output comes about.

    `inputs` are what the layer is given, without a batch axis. `weights` are those of the unit
    (or channel) `place[-1]`: the layer's arrays by name, each at that index of its last axis.
    """
    given = np.asarray(inputs[0], np.float64)
    unit = place[-1]
    match layer:
        case Dense():
            return WeightedSum(given[place[:-1]], _double(weights["kernel"]), _bias(weights))
        case Conv2D():
            numbers = window_of(layer).patches(given, 0.0)[place[:2]]
            return WeightedSum(numbers, _double(weights["kernel"]), _bias(weights))
        case MaxPooling2D():
            return OverWindow(window_of(layer).patches(given)[place[:2]][..., unit], "max")
        case AveragePooling2D():
            return OverWindow(window_of(layer).patches(given)[place[:2]][..., unit], "mean")
        case GlobalAveragePooling2D():
            return OverWindow(given[..., unit], "mean")
        case BatchNormalization():
            names = ("moving_mean", "moving_variance", "gamma", "beta")
            return Normalised(float(given[place]), *(float(weights[name]) for name in names))
        case Activation(activation="softmax"):
            return Shared(softmax(given[place[:-1]]), unit)
        case Activation():
            return Applied(layer.activation, float(given[place]))
        case Add():
            return Added(tuple(float(array[place]) for array in inputs))
        case Flatten():
            source = tuple(int(index) for index in np.unravel_index(unit, given.shape))
            return Moved(float(given[source]), source)
        case Dropout():
            return Moved(float(given[place]), place)
    raise TypeError(f"There is no arithmetic for {type(layer).__name__}.")


def contributions(layer: Conv2D, picture: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """What each input channel adds to a filter's output, at every place, without the bias.

    `picture` is `(height, width, channels)` and `kernel` one filter's `(size, size, channels)`;
    the result is float64 `(rows, columns, channels)`.
    """
    patches = window_of(layer).patches(picture, 0.0)
    return np.einsum("rcijk,ijk->rck", patches, _double(kernel))


def _double(array: np.ndarray) -> np.ndarray:
    return np.asarray(array, np.float64)


def _bias(weights: Mapping[str, np.ndarray]) -> float:
    return float(weights["bias"]) if "bias" in weights else 0.0
