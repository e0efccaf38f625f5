"""Layers that only arrange numbers anew."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from core.layers.arithmetic import Moved
from core.layers.base import KerasLayer, Shape
from core.layers.onnx_node import OnnxNode


class Flatten(KerasLayer):
    """Lays all numbers of a picture in one row."""

    flattens = True

    def output_shape(self, input_shape: Shape) -> Shape:
        return (math.prod(input_shape),)

    def arithmetic(
        self,
        inputs: Sequence[np.ndarray],
        weights: Mapping[str, np.ndarray],
        place: tuple[int, ...],
    ) -> Moved:
        source = tuple(int(index) for index in np.unravel_index(place[-1], inputs[0].shape))
        return Moved(float(inputs[0][source]), source)

    def onnx(self, weights: Mapping[str, np.ndarray], input_shape: Shape) -> tuple[OnnxNode, ...]:
        return (OnnxNode("Flatten"),)
