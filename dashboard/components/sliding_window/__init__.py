"""A filter that slides over a picture: at each place, the patch times the kernel, written out."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from dashboard.components import texts
from dashboard.components.component import component

DIGITS = 5


class Slide(NamedTuple):
    """One channel of a convolution.

    `numbers` float `(height, width)` is the channel, `kernel` `(size, size)` the filter for it.
    `others` `(rows, columns)` is what all other channels add, None if there are none; `output`
    `(rows, columns)` what the layer gave. `starts` is where the first window begins, `(row,
    column)`. The images are data URIs, a pixel a number.
    """

    numbers: np.ndarray
    kernel: np.ndarray
    others: np.ndarray | None
    bias: float
    output: np.ndarray
    starts: Sequence[int]
    stride: int
    input_image: str
    output_image: str
    place: Sequence[int]


_WINDOW = component(__file__, "window")


def sliding_window(key: str, slide: Slide) -> None:
    """Show a convolution; it moves in the browser alone."""
    sent = {
        name: _rounded(value) if isinstance(value, np.ndarray) else value
        for name, value in slide._asdict().items()
    }
    _WINDOW(key=key, data={"texts": texts.said(texts.SLIDING_WINDOW), **sent})


def _rounded(numbers: np.ndarray) -> list:
    """As lists, to five significant digits, as a browser's JSON can read them."""
    return [[float(f"{number:.{DIGITS}g}") for number in row] for row in np.nan_to_num(numbers)]
