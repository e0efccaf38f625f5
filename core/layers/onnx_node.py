"""How a layer says in ONNX what it does: operators, one after the other.

ONNX is a format for networks that programs beside Keras read. Its convolutions and poolings want
the channels first, Keras has them last. Source of the operators: onnx.ai/onnx/operators.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from core.layers.windows import Window


class OnnxNode(NamedTuple):
    """One operator: it is given what the operator before it gave, and then its `constants`."""

    operator: str
    constants: tuple[np.ndarray, ...] = ()
    attributes: Mapping[str, Any] = MappingProxyType({})


def channels_first(*nodes: OnnxNode) -> tuple[OnnxNode, ...]:
    """The operators for pictures `(n, channels, height, width)`, between two that turn them so."""
    return (
        OnnxNode("Transpose", attributes={"perm": [0, 3, 1, 2]}),
        *nodes,
        OnnxNode("Transpose", attributes={"perm": [0, 2, 3, 1]}),
    )


def moving(window: Window, height: int, width: int) -> dict[str, Any]:
    """The attributes of an operator that moves a window over a picture of this size."""
    (top, bottom), (left, right) = window.edges(height), window.edges(width)
    return {
        "kernel_shape": [window.size, window.size],
        "strides": [window.stride, window.stride],
        "pads": [top, left, bottom, right],
    }
