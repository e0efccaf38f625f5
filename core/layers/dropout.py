"""Layers that disturb training on purpose, against learning by heart."""

from collections.abc import Mapping, Sequence
from typing import Self

import numpy as np
from pydantic import Field

from core.layers.arithmetic import Moved
from core.layers.base import KerasLayer, Shape
from core.layers.onnx_node import OnnxNode


class Dropout(KerasLayer):
    """While training, sets a share of the numbers to zero at random."""

    belongs_to_previous = True
    only_in_training = True

    rate: float = Field(ge=0, lt=1)

    @classmethod
    def first(cls) -> Self:
        return cls(rate=0.25)

    @property
    def dropped_share(self) -> float:
        return self.rate

    def arithmetic(
        self,
        inputs: Sequence[np.ndarray],
        weights: Mapping[str, np.ndarray],
        place: tuple[int, ...],
    ) -> Moved:
        return Moved(float(inputs[0][place]), place)

    def onnx(self, weights: Mapping[str, np.ndarray], input_shape: Shape) -> tuple[OnnxNode, ...]:
        return ()
