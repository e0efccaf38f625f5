"""Poolings: one number for many. Sizes as in keras.io/api/layers."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Self

import numpy as np
from pydantic import Field

from core.layers.arithmetic import OverWindow
from core.layers.base import KerasLayer, Shape
from core.layers.onnx_node import OnnxNode, channels_first, moving
from core.layers.windowed import WindowedLayer
from core.layers.windows import Padding, Window

MAX_POOL = 31
"""Rows and columns of the largest window of a pooling."""

# As Keras 3.15 says it, without the arguments that it prints below; a test holds it against Keras.
_NO_ROOM = (
    "ValueError: Exception encountered when calling {kind}.call().\n\n"
    "Computed output size would be zero or negative. Received: "
    "`inputs.shape=[None {height} {width} {channels}]`, `pool_size=[{size} {size}]`, "
    "`strides=({stride}, {stride})`, `padding={padding}`."
)


class Pooling(WindowedLayer):
    """One number for each window of each channel."""

    rule: ClassVar[str]
    """Which number: "max" or "mean"."""
    onnx_operator: ClassVar[str]
    """What ONNX calls it."""
    pools = True

    pool_size: int
    strides: int | None
    padding: Padding

    @property
    def window(self) -> Window:
        return Window(self.pool_size, self.strides or self.pool_size, self.padding)

    def output_shape(self, input_shape: Shape) -> Shape:
        return (*self.places(input_shape), input_shape[-1])

    def keras_error(self, input_shape: Shape) -> str | None:
        if len(input_shape) != 3 or self.window.fits(*input_shape[:2]):
            return None
        height, width, channels = input_shape
        return _NO_ROOM.format(
            kind=self.kind,
            height=height,
            width=width,
            channels=channels,
            size=self.window.size,
            stride=self.window.stride,
            padding=self.window.padding,
        )

    def arithmetic(
        self,
        inputs: Sequence[np.ndarray],
        weights: Mapping[str, np.ndarray],
        place: tuple[int, ...],
    ) -> OverWindow:
        row, column, channel = place
        return OverWindow(self.window.patches(inputs[0])[row, column, :, :, channel], self.rule)

    def onnx(self, weights: Mapping[str, np.ndarray], input_shape: Shape) -> tuple[OnnxNode, ...]:
        attributes = moving(self.window, *input_shape[:2])
        return channels_first(OnnxNode(self.onnx_operator, (), attributes))


class MaxPooling2D(Pooling):
    """Keeps the largest number of each window."""

    rule = "max"
    onnx_operator = "MaxPool"

    pool_size: int = Field(2, ge=1, le=MAX_POOL)
    strides: int | None = Field(None, ge=1, le=16)
    padding: Padding = "valid"


class AveragePooling2D(Pooling):
    """Keeps the mean of each window."""

    rule = "mean"
    onnx_operator = "AveragePool"

    # Unlike MaxPooling2D's, it has no default in Keras.
    pool_size: int = Field(ge=1, le=MAX_POOL)
    strides: int | None = Field(None, ge=1, le=16)
    padding: Padding = "valid"

    @classmethod
    def first(cls) -> Self:
        return cls(pool_size=2)


class GlobalPooling(KerasLayer):
    """One number for each channel: a picture becomes one short row."""

    rule: ClassVar[str]
    """Which number: "max" or "mean"."""
    onnx_operator: ClassVar[str]
    """What ONNX calls it."""
    needs_picture = True

    def output_shape(self, input_shape: Shape) -> Shape:
        self.check_input(input_shape)
        return input_shape[-1:]

    def arithmetic(
        self,
        inputs: Sequence[np.ndarray],
        weights: Mapping[str, np.ndarray],
        place: tuple[int, ...],
    ) -> OverWindow:
        return OverWindow(np.asarray(inputs[0][..., place[-1]], np.float64), self.rule)

    def onnx(self, weights: Mapping[str, np.ndarray], input_shape: Shape) -> tuple[OnnxNode, ...]:
        rows_and_columns = np.array([1, 2])
        return (OnnxNode(self.onnx_operator, (rows_and_columns,), {"keepdims": 0}),)


class GlobalAveragePooling2D(GlobalPooling):
    """Keeps the mean of each channel: a picture becomes one short row."""

    rule = "mean"
    onnx_operator = "ReduceMean"


class GlobalMaxPooling2D(GlobalPooling):
    """Keeps the largest number of each channel: a picture becomes one short row."""

    rule = "max"
    onnx_operator = "ReduceMax"
