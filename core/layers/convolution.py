"""Convolutions: filters that slide over a picture. Sizes as in keras.io/api/layers."""

from collections.abc import Mapping, Sequence
from typing import Self

import numpy as np
from pydantic import Field

from core.layers.arithmetic import WeightedSum, bias_of
from core.layers.base import Initializer, Shape, Weight
from core.layers.onnx_node import OnnxNode, channels_first, moving
from core.layers.windowed import WindowedLayer
from core.layers.windows import Padding, Window


class Convolution(WindowedLayer):
    """Filters that slide over the picture, each with the same weights everywhere."""

    size_setting = "filters"
    convolves = True

    filters: int = Field(ge=1, le=2048)
    kernel_size: int = Field(ge=1, le=31)
    strides: int = Field(1, ge=1, le=16)
    padding: Padding = "valid"
    use_bias: bool = True

    @classmethod
    def first(cls) -> Self:
        return cls(filters=32, kernel_size=3, padding="same")

    @property
    def window(self) -> Window:
        return Window(self.kernel_size, self.strides, self.padding)

    def output_shape(self, input_shape: Shape) -> Shape:
        return (*self.places(input_shape), self.filters)

    def weights(self, input_shape: Shape) -> tuple[Weight, ...]:
        bias = (Weight("bias", (self.filters,)),) if self.use_bias else ()
        return (*self.kernels(input_shape[-1]), *bias)

    def kernels(self, channels: int) -> tuple[Weight, ...]:
        """The weights without the bias, for a picture of so many channels."""
        raise NotImplementedError

    def filter_kernel(self, weights: Mapping[str, np.ndarray]) -> np.ndarray:
        raise NotImplementedError

    def arithmetic(
        self,
        inputs: Sequence[np.ndarray],
        weights: Mapping[str, np.ndarray],
        place: tuple[int, ...],
    ) -> WeightedSum:
        numbers = self.window.patches(inputs[0], 0.0)[place[:2]]
        return WeightedSum(numbers, self.filter_kernel(weights), bias_of(weights))


class Conv2D(Convolution):
    """Small filters that slide over the picture, the same weights everywhere."""

    initializer_setting = "kernel_initializer"
    kernel = "kernel"
    multipliers = ("kernel",)

    kernel_initializer: Initializer = "glorot_uniform"

    def kernels(self, channels: int) -> tuple[Weight, ...]:
        return (Weight("kernel", (self.kernel_size, self.kernel_size, channels, self.filters)),)

    def filter_kernel(self, weights: Mapping[str, np.ndarray]) -> np.ndarray:
        return np.asarray(weights["kernel"], np.float64)

    def onnx(self, weights: Mapping[str, np.ndarray], input_shape: Shape) -> tuple[OnnxNode, ...]:
        over_picture = moving(self.window, *input_shape[:2])
        return channels_first(_convolution(weights["kernel"], weights.get("bias"), **over_picture))

    def unit_pictures(self, arrays: Mapping[str, np.ndarray], picture: Shape) -> np.ndarray:
        return np.moveaxis(arrays["kernel"], -1, 0)


class SeparableConv2D(Convolution):
    """One small window of weights for each channel, and each filter mixes what they give.

    F. Chollet, Xception: deep learning with depthwise separable convolutions (2017). A filter does
    what one of Conv2D with the weights `depthwise_kernel * pointwise_kernel` would do.
    """

    kernel = "pointwise_kernel"
    multipliers = ("depthwise_kernel", "pointwise_kernel")

    def kernels(self, channels: int) -> tuple[Weight, ...]:
        return (
            Weight("depthwise_kernel", (self.kernel_size, self.kernel_size, channels, 1)),
            Weight("pointwise_kernel", (1, 1, channels, self.filters)),
        )

    def weights_of_unit(self, arrays: Mapping[str, np.ndarray], unit: int) -> dict[str, np.ndarray]:
        # The filters share the depthwise kernel.
        own = {name: array for name, array in arrays.items() if name != "depthwise_kernel"}
        shared = {"depthwise_kernel": arrays["depthwise_kernel"][..., 0]}
        return shared | super().weights_of_unit(own, unit)

    def filter_kernel(self, weights: Mapping[str, np.ndarray]) -> np.ndarray:
        return np.multiply(weights["depthwise_kernel"], weights["pointwise_kernel"], dtype=float)

    def onnx(self, weights: Mapping[str, np.ndarray], input_shape: Shape) -> tuple[OnnxNode, ...]:
        over_picture = moving(self.window, *input_shape[:2])
        # A filter for each channel, which sees that channel alone.
        kernel, channels = np.swapaxes(weights["depthwise_kernel"], 2, 3), input_shape[-1]
        return channels_first(
            _convolution(kernel, None, group=channels, **over_picture),
            _convolution(weights["pointwise_kernel"], weights.get("bias")),
        )


def _convolution(kernel: np.ndarray, bias: np.ndarray | None, **attributes: object) -> OnnxNode:
    """ONNX's convolution with a kernel of Keras, `(height, width, channels, filters)`."""
    filters_first = kernel.transpose(3, 2, 0, 1)
    return OnnxNode("Conv", (filters_first,) if bias is None else (filters_first, bias), attributes)
