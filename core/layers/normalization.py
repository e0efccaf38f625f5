"""Layers that bring numbers to mean 0 and deviation 1, then to a mean and deviation they learn."""

from collections.abc import Mapping, Sequence

import numpy as np
from pydantic import Field

from core.layers.arithmetic import Normalised
from core.layers.base import KerasLayer, Shape, Weight
from core.layers.onnx_node import OnnxNode

EPSILON = 1e-3
"""What Keras adds to the variance, so that nothing is divided by zero."""


class Normalization(KerasLayer):
    """A mean is taken away, and the rest divided by a deviation; each channel has its scale."""

    belongs_to_previous = True
    normalises = True
    multipliers = ("gamma",)

    def weights(self, input_shape: Shape) -> tuple[Weight, ...]:
        channels = input_shape[-1:]
        return (Weight("gamma", channels), Weight("beta", channels))


class BatchNormalization(Normalization):
    """Brings each channel to a mean and a spread that it learns.

    While training, it measures the batch; afterwards it uses the averages it has kept.
    S. Ioffe and C. Szegedy, Batch normalization (2015).
    """

    measures_batch = True

    momentum: float = Field(0.99, ge=0, lt=1)
    """How much of the kept averages stays at each step."""

    def weights(self, input_shape: Shape) -> tuple[Weight, ...]:
        channels = input_shape[-1:]
        return (
            *super().weights(input_shape),
            Weight("moving_mean", channels, trainable=False),
            Weight("moving_variance", channels, trainable=False),
        )

    def arithmetic(
        self,
        inputs: Sequence[np.ndarray],
        weights: Mapping[str, np.ndarray],
        place: tuple[int, ...],
    ) -> Normalised:
        names = ("moving_mean", "moving_variance", "gamma", "beta")
        mean, variance, gamma, beta = (float(weights[name]) for name in names)
        return Normalised(float(inputs[0][place]), mean, variance, gamma, beta, EPSILON)

    def onnx(self, weights: Mapping[str, np.ndarray], input_shape: Shape) -> tuple[OnnxNode, ...]:
        factor = weights["gamma"] / np.sqrt(weights["moving_variance"] + EPSILON)
        return (
            OnnxNode("Sub", (weights["moving_mean"],)),
            OnnxNode("Mul", (factor,)),
            OnnxNode("Add", (weights["beta"],)),
        )


class LayerNormalization(Normalization):
    """Brings the numbers at each place of a picture (or the row) to a mean and a spread.

    It measures the numbers of one picture alone, across its channels, in training and afterwards.
    J. L. Ba, J. R. Kiros and G. E. Hinton, Layer normalization (2016).
    """

    def arithmetic(
        self,
        inputs: Sequence[np.ndarray],
        weights: Mapping[str, np.ndarray],
        place: tuple[int, ...],
    ) -> Normalised:
        numbers = np.asarray(inputs[0][place[:-1]], np.float64)
        mean, variance = float(numbers.mean()), float(numbers.var())
        gamma, beta = float(weights["gamma"]), float(weights["beta"])
        return Normalised(float(inputs[0][place]), mean, variance, gamma, beta, EPSILON)

    def onnx(self, weights: Mapping[str, np.ndarray], input_shape: Shape) -> tuple[OnnxNode, ...]:
        scales = (weights["gamma"], weights["beta"])
        return (OnnxNode("LayerNormalization", scales, {"axis": -1, "epsilon": EPSILON}),)
