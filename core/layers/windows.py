"""Windows that move over a picture, as Keras's convolutions and poolings move them.

Source of the padding: TensorFlow's documentation of `tf.nn.convolution`, "SAME" and "VALID".
"""

import math
from typing import Literal, NamedTuple

import numpy as np

Padding = Literal["valid", "same"]


class Window(NamedTuple):
    """A window: `size` pixels square, moved by `stride`; `padding` as in Keras."""

    size: int
    stride: int
    padding: Padding

    def fits(self, height: int, width: int) -> bool:
        """Whether there is a place for it on a picture of this size."""
        return self.padding == "same" or min(height, width) >= self.size

    def places(self, side: int) -> int:
        """How many places it has along a side of so many pixels."""
        cut = self.size - 1 if self.padding == "valid" else 0
        return math.ceil((side - cut) / self.stride)

    def edges(self, side: int) -> tuple[int, int]:
        """How many pixels are added before and after a side."""
        if self.padding == "valid":
            return 0, 0
        added = max((self.places(side) - 1) * self.stride + self.size - side, 0)
        return added // 2, added - added // 2

    def start(self, side: int, at: int) -> int:
        """Where the window of output `at` begins on a side of so many pixels; may be below 0."""
        return at * self.stride - self.edges(side)[0]

    def patches(self, picture: np.ndarray, beyond: float = np.nan) -> np.ndarray:
        """What each window sees of `(height, width, channels)`: `beyond` over the picture's edge.

        float64 `(rows, columns, size, size, channels)`.
        """
        edges = [self.edges(side) for side in picture.shape[:2]]
        padded = np.pad(picture.astype(np.float64), [*edges, (0, 0)], constant_values=beyond)
        seen = np.lib.stride_tricks.sliding_window_view(padded, (self.size, self.size), (0, 1))
        return np.moveaxis(seen[:: self.stride, :: self.stride], 2, -1)

    def contributions(self, picture: np.ndarray, kernel: np.ndarray) -> np.ndarray:
        """What each channel of `(height, width, channels)` adds to a filter's sum at every place.

        `kernel` is `(size, size, channels)`; the result is float64 `(rows, columns, channels)`.
        """
        return np.einsum("rcijk,ijk->rck", self.patches(picture, 0.0), kernel)
