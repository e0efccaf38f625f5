"""Layers for pictures `(height, width, channels)`; source of the sizes: keras.io/api/layers."""

import math
from typing import Literal

from pydantic import Field

from core.layers.base import KerasLayer, Layer, LayerError, Shape, Weight

Padding = Literal["valid", "same"]


def need_picture(layer: Layer, input_shape: Shape) -> None:
    """LayerError if what a layer receives is not a picture."""
    if len(input_shape) != 3:
        raise LayerError(
            f"{type(layer).__name__} needs a picture (height, width, channels), "
            f"but it receives the shape {input_shape}. Put it before Flatten."
        )


class _Window(KerasLayer):
    """A window that moves over a picture."""

    def _moved_over(self, input_shape: Shape, size: int, stride: int, padding: Padding) -> Shape:
        need_picture(self, input_shape)
        if padding == "valid" and min(input_shape[:2]) < size:
            height, width = input_shape[:2]
            raise LayerError(
                f"{type(self).__name__} looks through a window of {size}×{size}, but the picture "
                f"that reaches it is only {height}×{width}. "
                'Remove a layer before it, or use padding="same".'
            )
        cut = size - 1 if padding == "valid" else 0
        return tuple(math.ceil((side - cut) / stride) for side in input_shape[:2])


class Conv2D(_Window):
    """Small filters that slide over the picture, the same weights everywhere."""

    filters: int = Field(ge=1, le=2048)
    kernel_size: int = Field(ge=1, le=31)
    strides: int = Field(1, ge=1, le=16)
    padding: Padding = "valid"
    use_bias: bool = True

    def output_shape(self, input_shape: Shape) -> Shape:
        moved = self._moved_over(input_shape, self.kernel_size, self.strides, self.padding)
        return (*moved, self.filters)

    def weights(self, input_shape: Shape) -> tuple[Weight, ...]:
        size, channels = self.kernel_size, input_shape[-1]
        kernel = Weight("kernel", (size, size, channels, self.filters))
        return (kernel, Weight("bias", (self.filters,))) if self.use_bias else (kernel,)


class _Pooling(_Window):
    """One number for each window of each channel."""

    pool_size: int = Field(2, ge=1, le=31)
    strides: int | None = Field(None, ge=1, le=16)
    padding: Padding = "valid"

    def output_shape(self, input_shape: Shape) -> Shape:
        stride = self.strides or self.pool_size
        moved = self._moved_over(input_shape, self.pool_size, stride, self.padding)
        return (*moved, input_shape[-1])


class MaxPooling2D(_Pooling):
    """Keeps the largest number of each window."""


class AveragePooling2D(_Pooling):
    """Keeps the mean of each window."""

    pool_size: int = Field(ge=1, le=31)


class GlobalAveragePooling2D(KerasLayer):
    """Keeps the mean of each channel: a picture becomes one short row."""

    def output_shape(self, input_shape: Shape) -> Shape:
        need_picture(self, input_shape)
        return input_shape[-1:]
