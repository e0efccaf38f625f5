"""Rows of numbers, one a picture, back to pictures: grey, or colour in one of two orders."""

import math
from typing import NamedTuple

import numpy as np

from core.datasets.choices import COLOUR_ORDERS, ColourOrder
from core.datasets.errors import NotPictures
from core.language import message, say

SAMPLE = 200
ALMOST_EQUAL = 0.01

FOUND = {
    "planes": message(
        "{where}: a row holds all red values, then all green, then all blue, as far as the "
        "pictures show: so neighbouring pixels are most alike."
    ),
    "interleaved": message(
        "{where}: a row holds red, green and blue of each pixel side by side, as far as the "
        "pictures show: so neighbouring pixels are most alike."
    ),
}


class FlatRows(NamedTuple):
    """Pictures `(n, side, side, channels)` of the rows' dtype, a view of them.

    `colour_order` is how a row holds colours, None where it is grey. `notes` say how that was found
    out, if nobody chose it.
    """

    images: np.ndarray
    colour_order: ColourOrder | None
    notes: tuple[str, ...]


def is_flat_picture(pixels: int) -> bool:
    """Whether so many numbers are a square picture, grey or in colour."""
    return math.isqrt(pixels) ** 2 == pixels or 3 * math.isqrt(pixels // 3) ** 2 == pixels


def unflatten(rows: np.ndarray, where: str, chosen: ColourOrder | None = None) -> FlatRows:
    """Rows of pixels `(n, k)` as square pictures: grey for k = side², in colour for k = 3·side².

    Nothing in a row says in which order its colours are, unless somebody has `chosen` it; then the
    pictures decide, see `likelier_order`. Raises NotPictures for any other number of pixels.
    """
    count, pixels = rows.shape
    side = math.isqrt(pixels)
    if side * side == pixels:
        return FlatRows(rows.reshape(count, side, side, 1), None, ())
    side = math.isqrt(pixels // 3)
    if 3 * side * side != pixels:
        raise NotPictures(
            say(
                "{where} has {pixels:,} pixels a picture, which is neither a square (28×28 = "
                "784, 48×48 = 2,304) nor three squares of colour (3×32×32 = 3,072).",
                where=where,
                pixels=pixels,
            )
        )
    order = chosen or likelier_order(rows, side)
    notes = () if chosen else (say(FOUND[order], where=where),)
    return FlatRows(in_order(rows, side, order), order, notes)


def in_order(rows: np.ndarray, side: int, order: ColourOrder) -> np.ndarray:
    """Rows `(n, 3·side²)` as a view of pictures `(n, side, side, 3)`."""
    if order == "planes":
        return rows.reshape(len(rows), 3, side, side).transpose(0, 2, 3, 1)
    return rows.reshape(len(rows), side, side, 3)


def likelier_order(rows: np.ndarray, side: int) -> ColourOrder:
    """The order of colours that makes pixels most like their neighbours.

    A pixel is compared with the one below it. Read in the wrong order, that one would be three rows
    below, or in the same row a third of it away. Where this says nothing, as in pictures of one
    colour, the pixel to the right decides. Between orders that fit equally well it is planes.
    """
    sample = rows[:: max(1, len(rows) // SAMPLE)][:SAMPLE].astype(np.float32)
    for axis in (1, 2):
        planes, interleaved = (
            float(np.abs(np.diff(in_order(sample, side, order), axis=axis)).sum())
            for order in COLOUR_ORDERS
        )
        if abs(planes - interleaved) > ALMOST_EQUAL * max(planes, interleaved):
            return "planes" if planes < interleaved else "interleaved"
    return "planes"
