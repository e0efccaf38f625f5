"""The fully connected layer."""

import math
from collections.abc import Mapping, Sequence
from typing import Self

import numpy as np
from pydantic import Field

from core.layers.arithmetic import WeightedSum, bias_of
from core.layers.base import Initializer, KerasLayer, Shape, Weight
from core.layers.onnx_node import OnnxNode


class Dense(KerasLayer):
    """Every unit sees every number: weights times input, plus a bias."""

    size_setting = "units"
    initializer_setting = "kernel_initializer"
    reads_rows = True
    kernel = "kernel"
    multipliers = ("kernel",)

    units: int = Field(ge=1, le=16_384)
    use_bias: bool = True
    kernel_initializer: Initializer = "glorot_uniform"

    @classmethod
    def first(cls) -> Self:
        return cls(units=64)

    def output_shape(self, input_shape: Shape) -> Shape:
        return (*input_shape[:-1], self.units)

    def weights(self, input_shape: Shape) -> tuple[Weight, ...]:
        kernel = Weight("kernel", (input_shape[-1], self.units))
        return (kernel, Weight("bias", (self.units,))) if self.use_bias else (kernel,)

    def arithmetic(
        self,
        inputs: Sequence[np.ndarray],
        weights: Mapping[str, np.ndarray],
        place: tuple[int, ...],
    ) -> WeightedSum:
        numbers = np.asarray(inputs[0][place[:-1]], np.float64)
        return WeightedSum(numbers, np.asarray(weights["kernel"], np.float64), bias_of(weights))

    def onnx(self, weights: Mapping[str, np.ndarray], input_shape: Shape) -> tuple[OnnxNode, ...]:
        bias = (OnnxNode("Add", (weights["bias"],)),) if self.use_bias else ()
        return (OnnxNode("MatMul", (weights["kernel"],)), *bias)

    def unit_pictures(self, arrays: Mapping[str, np.ndarray], picture: Shape) -> np.ndarray | None:
        of_units = arrays["kernel"].T
        if of_units.shape[1] != math.prod(picture):
            return None
        return of_units.reshape(-1, *picture)
