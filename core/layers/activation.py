"""Activations: a function of each number."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NamedTuple, Self

import numpy as np
from pydantic import Field

from core.language import message, say
from core.layers.arithmetic import Applied, Shared
from core.layers.base import KerasLayer, Shape
from core.layers.onnx_node import OnnxNode
from core.numerics.softmax import softmax

ActivationName = Literal[
    "relu", "sigmoid", "tanh", "softmax", "linear", "elu", "selu", "gelu", "leaky_relu"
]

# G. Klambauer et al., Self-normalizing neural networks, 2017; Keras has the same digits.
SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772
LEAKY_RELU_SLOPE = 0.2
"""The slope below 0 of Keras's function `leaky_relu`; its layer LeakyReLU has another."""


class Function(NamedTuple):
    """An activation function of one number x, and its formula in words."""

    value: Callable[[float], float]
    rule: str


FUNCTIONS: dict[str, Function] = {
    "relu": Function(lambda x: max(x, 0.0), message("max(0, x)")),
    # So written, no power of e is too large for a float.
    "sigmoid": Function(lambda x: np.exp(-np.logaddexp(0, -x)), message("1 / (1 + e^−x)")),
    "tanh": Function(math.tanh, message("(e^x − e^−x) / (e^x + e^−x)")),
    "linear": Function(lambda x: x, message("x")),
    "elu": Function(lambda x: x if x > 0 else math.expm1(x), message("x if x > 0, else e^x − 1")),
    "selu": Function(
        lambda x: SELU_SCALE * (x if x > 0 else SELU_ALPHA * math.expm1(x)),
        message("1.0507 · (x if x > 0, else 1.6733 · (e^x − 1))"),
    ),
    "gelu": Function(
        lambda x: x * (1 + math.erf(x / math.sqrt(2))) / 2,
        message("x · Φ(x), Φ the normal distribution"),
    ),
}
"""The activations that look at one number alone and have no setting.

`softmax` looks at a row of numbers, and `leaky_relu` has a slope.
"""

ONNX_OPERATORS = {
    "relu": "Relu",
    "sigmoid": "Sigmoid",
    "tanh": "Tanh",
    "softmax": "Softmax",
    "linear": "Identity",
    "elu": "Elu",
    "selu": "Selu",
    "gelu": "Gelu",
}
"""ONNX's name of each activation that has no setting; its defaults are those of Keras."""


class Activation(KerasLayer):
    """A function of each number (softmax: of each row of numbers)."""

    belongs_to_previous = True

    activation: ActivationName

    @classmethod
    def first(cls) -> Self:
        return cls(activation="relu")

    @property
    def label(self) -> str:
        return self.activation

    @property
    def function(self) -> str:
        return self.activation

    @property
    def saturates(self) -> bool:
        return self.activation in ("sigmoid", "tanh", "softmax")

    @property
    def units_can_die(self) -> bool:
        return self.activation == "relu"

    def arithmetic(
        self,
        inputs: Sequence[np.ndarray],
        weights: Mapping[str, np.ndarray],
        place: tuple[int, ...],
    ) -> Applied | Shared:
        if self.activation == "softmax":
            return Shared(softmax(inputs[0][place[:-1]]), place[-1])
        x = float(inputs[0][place])
        if self.activation == "leaky_relu":
            return _leaky_relu(x, LEAKY_RELU_SLOPE)
        function = FUNCTIONS[self.activation]
        return Applied(self.activation, say(function.rule), x, float(function.value(x)))

    def onnx(self, weights: Mapping[str, np.ndarray], input_shape: Shape) -> tuple[OnnxNode, ...]:
        if self.activation == "leaky_relu":
            return (_onnx_leaky_relu(LEAKY_RELU_SLOPE),)
        return (OnnxNode(ONNX_OPERATORS[self.activation]),)

    def token(self) -> str:
        return self.activation


class LeakyReLU(KerasLayer):
    """Leaves a number above 0 as it is, and makes one below 0 small: its units cannot die.

    A. L. Maas, A. Y. Hannun and A. Y. Ng, Rectifier nonlinearities improve neural network acoustic
    models (2013).
    """

    belongs_to_previous = True

    negative_slope: float = Field(0.3, ge=0, lt=1)
    """What a number below 0 is multiplied by."""

    @property
    def function(self) -> str:
        return "leaky_relu"

    @property
    def units_can_die(self) -> bool:
        return self.negative_slope == 0

    def arithmetic(
        self,
        inputs: Sequence[np.ndarray],
        weights: Mapping[str, np.ndarray],
        place: tuple[int, ...],
    ) -> Applied:
        return _leaky_relu(float(inputs[0][place]), self.negative_slope)

    def onnx(self, weights: Mapping[str, np.ndarray], input_shape: Shape) -> tuple[OnnxNode, ...]:
        return (_onnx_leaky_relu(self.negative_slope),)


def _leaky_relu(x: float, slope: float) -> Applied:
    rule = say("x if x > 0, else {slope:g} · x", slope=slope)
    return Applied("leaky_relu", rule, x, x if x > 0 else slope * x)


def _onnx_leaky_relu(slope: float) -> OnnxNode:
    return OnnxNode("LeakyRelu", (), {"alpha": slope})
