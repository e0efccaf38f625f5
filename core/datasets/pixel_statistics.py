"""Range, mean and deviation of each colour channel, exact and fast enough for a page.

The sums are whole numbers: no rounding, no float copy of the pictures.
"""

from typing import NamedTuple

import numpy as np

CHUNK = 256
"""Pictures at a time: they fit the processor's cache, and their sums a 32-bit number."""


class Statistics(NamedTuple):
    """Of each channel over some pictures, all float64 `(channels,)`."""

    low: np.ndarray
    high: np.ndarray
    mean: np.ndarray
    deviation: np.ndarray


def measure(images: np.ndarray, chosen: np.ndarray) -> Statistics:
    """Statistics of the pictures at the indices `chosen` (n ≥ 1) of images `uint8 (…, h, w, c)`."""
    low, high = images[chosen[0]].copy(), images[chosen[0]].copy()
    sums, squares = np.zeros(low.shape, np.uint64), np.zeros(low.shape, np.uint64)
    for start in range(0, len(chosen), CHUNK):
        part = images[chosen[start : start + CHUNK]]
        np.minimum(low, part.min(axis=0), out=low)
        np.maximum(high, part.max(axis=0), out=high)
        sums += part.sum(axis=0, dtype=np.uint32)
        squares += np.square(part, dtype=np.uint16).sum(axis=0, dtype=np.uint32)
    pixels = len(chosen) * low.shape[0] * low.shape[1]
    total = sums.sum(axis=(0, 1), dtype=np.float64)
    mean = total / pixels
    # Whole numbers of any size: a small deviation around a large mean stays exact.
    spread = [
        pixels * int(square) - int(plain) ** 2
        for plain, square in zip(sums.sum(axis=(0, 1)), squares.sum(axis=(0, 1)), strict=True)
    ]
    deviation = np.sqrt(np.array([value / pixels**2 for value in spread]))
    return Statistics(
        low.min(axis=(0, 1)).astype(np.float64),
        high.max(axis=(0, 1)).astype(np.float64),
        mean,
        deviation,
    )
