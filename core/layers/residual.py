"""The residual block: what it changes is added to what it was given.

Source: K. He, X. Zhang, S. Ren and J. Sun, Deep residual learning for image recognition (2015),
arXiv:1512.03385, figures 2 and 3; with a 1×1 convolution where the channels differ.
"""

from pydantic import Field

from core.layers.base import KerasLayer, Layer, Shape, Step, Weight, parts
from core.layers.pictures import Conv2D, need_picture
from core.layers.plain import Activation, BatchNormalization


class Add(KerasLayer):
    """The sum of two inputs of one shape. Only inside a block: a list has one input a layer."""


class Residual(Layer):
    """Two convolutions of 3×3 whose result is added to their input. Only in the Functional form."""

    filters: int = Field(ge=1, le=2048)

    def output_shape(self, input_shape: Shape) -> Shape:
        need_picture(self, input_shape)
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
