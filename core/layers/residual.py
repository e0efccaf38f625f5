"""The residual block: what it changes is added to what it was given.

Source: K. He, X. Zhang, S. Ren and J. Sun, Deep residual learning for image recognition (2015),
arXiv:1512.03385, figures 2 and 3; with a 1×1 convolution where the channels differ.
"""

from collections.abc import Mapping, Sequence
from typing import Self

import numpy as np
from pydantic import Field

from core.layers.activation import Activation
from core.layers.arithmetic import Added
from core.layers.base import KerasLayer, Layer, Shape, Step, Weight, parts
from core.layers.convolution import Conv2D
from core.layers.normalization import BatchNormalization
from core.layers.onnx_node import OnnxNode


class Add(KerasLayer):
    """The sum of two inputs of one shape. Only inside a block: a list has one input a layer."""

    belongs_to_previous = True

    def arithmetic(
        self,
        inputs: Sequence[np.ndarray],
        weights: Mapping[str, np.ndarray],
        place: tuple[int, ...],
    ) -> Added:
        return Added(tuple(float(array[place]) for array in inputs))

    def onnx(self, weights: Mapping[str, np.ndarray], input_shape: Shape) -> tuple[OnnxNode, ...]:
        return (OnnxNode("Add"),)


class Residual(Layer):
    """Two convolutions of 3×3 whose result is added to their input. Only in the Functional form."""

    size_setting = "filters"
    needs_picture = True
    convolves = True
    normalises = True
    only_functional = True

    filters: int = Field(ge=1, le=2048)

    @classmethod
    def first(cls) -> Self:
        return cls(filters=32)

    def output_shape(self, input_shape: Shape) -> Shape:
        self.check_input(input_shape)
        return (*input_shape[:2], self.filters)

    def weights(self, input_shape: Shape) -> tuple[Weight, ...]:
        return tuple(
            weight
            for part in parts(self, input_shape)
            for weight in part.step.layer.weights(part.input_shape)
        )

    def steps(self, input_shape: Shape) -> tuple[Step, ...]:
        convolution = Conv2D(filters=self.filters, kernel_size=3, padding="same")
        relu = Activation(activation="relu")
        shortcut = Step(Conv2D(filters=self.filters, kernel_size=1))
        return (
            Step(convolution, ("x",), "residual"),
            Step(BatchNormalization(), ("residual",), "residual"),
            Step(relu, ("residual",), "residual"),
            Step(convolution, ("residual",), "residual"),
            Step(BatchNormalization(), ("residual",), "residual"),
            *([shortcut] if input_shape[-1] != self.filters else []),
            Step(Add(), ("x", "residual"), "x"),
            Step(relu),
        )
