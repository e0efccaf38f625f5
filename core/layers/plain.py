"""Layers for numbers in any arrangement."""

import math
from typing import Literal

from pydantic import Field

from core.layers.base import KerasLayer, Shape, Weight

ActivationName = Literal[
    "relu", "sigmoid", "tanh", "softmax", "linear", "elu", "selu", "gelu", "leaky_relu"
]


class Flatten(KerasLayer):
    """Lays all numbers of a picture in one row."""

    def output_shape(self, input_shape: Shape) -> Shape:
        return (math.prod(input_shape),)


class Dense(KerasLayer):
    """Every unit sees every number: weights times input, plus a bias."""

    units: int = Field(ge=1, le=16_384)
    use_bias: bool = True

    def output_shape(self, input_shape: Shape) -> Shape:
        return (*input_shape[:-1], self.units)

    def weights(self, input_shape: Shape) -> tuple[Weight, ...]:
        kernel = Weight("kernel", (input_shape[-1], self.units))
        return (kernel, Weight("bias", (self.units,))) if self.use_bias else (kernel,)


class Activation(KerasLayer):
    """A function of each number (softmax: of each row of numbers)."""

    activation: ActivationName

    def token(self) -> str:
        return self.activation


class Dropout(KerasLayer):
    """While training, sets a share of the numbers to zero at random."""

    rate: float = Field(ge=0, lt=1)


class BatchNormalization(KerasLayer):
    """Brings each channel to a mean and a spread that it learns.

    While training, it measures the batch; afterwards it uses the averages it has kept.
    """

    momentum: float = Field(0.99, ge=0, lt=1)
    """How much of the kept averages stays at each step."""

    def weights(self, input_shape: Shape) -> tuple[Weight, ...]:
        channels = input_shape[-1:]
        return (
            Weight("gamma", channels),
            Weight("beta", channels),
            Weight("moving_mean", channels, trainable=False),
            Weight("moving_variance", channels, trainable=False),
        )
