"""A filter that slides over a picture: at each place, the patch times the kernel, written out."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from dashboard.components.component import component

TEXTS = {
    "input": "what the layer is given",
    "output": "what this filter gives",
    "patch": "patch",
    "kernel": "kernel",
    "products": "products",
    "sum": "sum of the products",
    "others": "the other channels",
    "bias": "bias",
    "edge": "beyond the edge: 0",
    "play": "Slide",
    "pause": "Hold",
    "place": "row {row}, column {column}",
    "hint": "Point at a pixel, use the arrow keys, or let it slide.",
}
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
    _WINDOW(key=key, data={"texts": TEXTS, **sent})


def _rounded(numbers: np.ndarray) -> list:
    """As lists, to five significant digits, as a browser's JSON can read them."""
    return [[float(f"{number:.{DIGITS}g}") for number in row] for row in np.nan_to_num(numbers)]
