"""Windows that move over a picture, as Conv2D and the poolings of Keras move them.

Source of the padding: TensorFlow's documentation of `tf.nn.convolution`, "SAME" and "VALID".
"""

from typing import NamedTuple, overload

import numpy as np

from core.layers import AveragePooling2D, Conv2D, KerasLayer, MaxPooling2D


class Window(NamedTuple):
    """The window of a layer: `size` pixels square, moved by `stride`; `padding` as in Keras."""

    size: int
    stride: int
    padding: str

    def start(self, side: int, at: int) -> int:
        """Where the window of output `at` begins on a side of so many pixels; may be below 0."""
        return at * self.stride - self._edges(side)[0]

    def patches(self, picture: np.ndarray, beyond: float = np.nan) -> np.ndarray:
        """What each window sees of `(height, width, channels)`: `beyond` over the picture's edge.

        float64 `(rows, columns, size, size, channels)`.
        """
        edges = [self._edges(side) for side in picture.shape[:2]]
        padded = np.pad(picture.astype(np.float64), [*edges, (0, 0)], constant_values=beyond)
        seen = np.lib.stride_tricks.sliding_window_view(padded, (self.size, self.size), (0, 1))
        return np.moveaxis(seen[:: self.stride, :: self.stride], 2, -1)

    def _edges(self, side: int) -> tuple[int, int]:
        """How many pixels are added before and after a side."""
        if self.padding == "valid":
            return 0, 0
        count = -(-side // self.stride)
        added = max((count - 1) * self.stride + self.size - side, 0)
        return added // 2, added - added // 2


@overload
def window_of(layer: Conv2D | MaxPooling2D | AveragePooling2D) -> Window: ...
@overload
def window_of(layer: KerasLayer) -> Window | None: ...
def window_of(layer: KerasLayer) -> Window | None:
    """The window of a Conv2D or a pooling; None for layers without one."""
    match layer:
        case Conv2D():
            return Window(layer.kernel_size, layer.strides, layer.padding)
        case MaxPooling2D() | AveragePooling2D():
            return Window(layer.pool_size, layer.strides or layer.pool_size, layer.padding)
    return None
