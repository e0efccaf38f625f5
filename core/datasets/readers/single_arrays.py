"""Files of NumPy that hold one picture each, `cat/0001.npy`, and are read as picture files are."""

import io
import math
from collections.abc import Sequence
from typing import IO

import numpy as np

from core.datasets.readers import npy
from core.datasets.sources import Member

CHANNELS = (1, 3, 4)
FEWEST = 4
"""Two pictures of two classes."""
SMALLEST = 4
"""Pixels that a side has at least."""


def pictures_among(members: Sequence[tuple[Member, bytes]]) -> list[Member]:
    """The members, given with their first bytes, that hold one picture each; none in doubt.

    All arrays look like one, and have a number in their names. They are no tables with pictures in
    rows, which have the same width, that of a square picture, and another height.
    """
    arrays = [(member, _shape(head)) for member, head in members if head.startswith(npy.MARK)]
    sides = [shape and _sides(shape) for _, shape in arrays]
    numbered = all(any(map(str.isdecimal, member.path.stem)) for member, _ in arrays)
    if len(arrays) < FEWEST or not numbered or None in sides:
        return []
    heights, widths = (set(side) for side in zip(*filter(None, sides), strict=True))
    folders = {member.path.parent for member, _ in arrays}
    is_table = len(widths) == 1 and (len(heights) > 1 or len(folders) == 1) and heights != widths
    if is_table and math.isqrt(max(widths)) ** 2 == max(widths):
        return []
    return [member for member, _ in arrays]


def rows_among(members: Sequence[tuple[Member, bytes]]) -> set[int]:
    """How many numbers the arrays have that are a single row, as labels are."""
    shapes = [_shape(head) or () for _, head in members if head.startswith(npy.MARK)]
    return {max(shape) for shape in shapes if shape and max(shape) == math.prod(shape)}


def read(stream: IO[bytes], max_pixels: int) -> np.ndarray | None:
    """The picture `(height, width, 1 or 3)` of the file's own type.

    None if it is no such file, is damaged or has more than `max_pixels`.
    """
    stream.seek(0)
    try:
        header = npy.header(stream)
        sides = _sides(header.shape)
        if sides is None or sides[0] * sides[1] > max_pixels or header.dtype.kind not in "buif":
            return None
        pixels = npy.numbers(stream, header)
    except Exception:  # a damaged file can fail anywhere
        return None
    if pixels.ndim == 2:
        return pixels[..., np.newaxis]
    if pixels.shape[2] not in CHANNELS:
        pixels = np.moveaxis(pixels, 0, -1)
    return pixels[..., :3]


def _shape(head: bytes) -> tuple[int, ...] | None:
    try:
        return npy.header(io.BytesIO(head)).shape
    except Exception:  # a damaged header can fail in any part of its text
        return None


def _sides(shape: tuple[int, ...]) -> tuple[int, int] | None:
    """(height, width) if an array of this shape may be one picture."""
    if len(shape) == 3 and shape[2] in CHANNELS:
        shape = shape[:2]
    elif len(shape) == 3 and shape[0] in CHANNELS:
        shape = shape[1:]
    return (shape[0], shape[1]) if len(shape) == 2 and min(shape) >= SMALLEST else None
