"""Rows of numbers, one a picture, back to pictures: grey, or colour in one of two orders."""

import math
from typing import NamedTuple

import numpy as np

from core.datasets.choices import COLOUR_ORDERS, ColourOrder
from core.datasets.errors import NotPictures
from core.language import message, say

SAMPLE = 200
ALMOST_EQUAL = 0.01
MOSTLY = 0.9
"""A channel is opacity if so large a share of it is all or nothing; edges are in between."""

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
    """Pictures `(n, side, side, 1, 3 or 4)` of the rows' dtype, a view of them.

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
    """Rows of pixels `(n, k)` as square pictures: grey for k = side², in colour for k = 3·side²,
    in colour with opacity for some of k = 4·side², see `_order_with_opacity`.

    Nothing in a row says in which order its colours are, unless somebody has `chosen` it; then the
    pictures decide, see `likelier_order`. Raises NotPictures for any other number of pixels.
    """
    count, pixels = rows.shape
    side = math.isqrt(pixels)
    if side * side == pixels:
        order = _order_with_opacity(rows, side // 2) if side % 2 == 0 else None
        if order is None:
            return FlatRows(rows.reshape(count, side, side, 1), None, ())
        channels, side = 4, side // 2
    else:
        channels, side = 3, math.isqrt(pixels // 3)
        if 3 * side * side != pixels:
            raise NotPictures(
                say(
                    "{where} has {pixels:,} pixels a picture, which is neither a square (28×28 = "
                    "784, 48×48 = 2,304) nor three squares of colour (3×32×32 = 3,072).",
                    where=where,
                    pixels=pixels,
                )
            )
        order = likelier_order(rows, side)
    notes = () if chosen else (say(FOUND[order], where=where),)
    order = chosen or order
    return FlatRows(in_order(rows, side, order, channels), order, notes)


def in_order(rows: np.ndarray, side: int, order: ColourOrder, channels: int = 3) -> np.ndarray:
    """Rows `(n, channels·side²)` as a view of pictures `(n, side, side, channels)`."""
    if order == "planes":
        return rows.reshape(len(rows), channels, side, side).transpose(0, 2, 3, 1)
    return rows.reshape(len(rows), side, side, channels)


def likelier_order(rows: np.ndarray, side: int) -> ColourOrder:
    """The order of colours that makes pixels most like their neighbours.

    A pixel is compared with the one below it. Read in the wrong order, that one would be three rows
    below, or in the same row a third of it away. Where this says nothing, as in pictures of one
    colour, the pixel to the right decides. Between orders that fit equally well it is planes.
    """
    sample = _some(rows)
    for axis in (1, 2):
        planes, interleaved = (
            _roughness(in_order(sample, side, order), axis) for order in COLOUR_ORDERS
        )
        if abs(planes - interleaved) > ALMOST_EQUAL * max(planes, interleaved):
            return "planes" if planes < interleaved else "interleaved"
    return "planes"


def _order_with_opacity(rows: np.ndarray, side: int) -> ColourOrder | None:
    """The order in rows of `4·side²` numbers, the fourth of each pixel its opacity; None for grey
    pictures of twice the side.

    A grey picture does not have the same value in every fourth place. Its last quarter may be
    empty, as that of planes is; but then its rows are more alike than its halves.
    """
    sample = _some(rows)
    if _has_opacity(in_order(sample, side, "interleaved", 4)):
        return "interleaved"
    planes = in_order(sample, side, "planes", 4)
    grey = sample.reshape(len(sample), 2 * side, 2 * side)
    if _has_opacity(planes) and _roughness(planes[..., :3], 1) < _roughness(grey, 1):
        return "planes"
    return None


def _has_opacity(pictures: np.ndarray) -> bool:
    """Whether the last of four channels looks like opacity: all or nothing almost everywhere, and
    where there is nothing, there is no colour.
    """
    colours, opacity = pictures[..., :3], pictures[..., 3]
    most = pictures.max(initial=0)
    clear, solid = opacity == 0, opacity == most
    hidden = colours[clear]
    return bool(
        most > 0
        and solid.any(axis=(1, 2)).all()
        and (clear | solid).mean() >= MOSTLY
        and (hidden == hidden[:1]).all()
        and (colours != opacity[..., np.newaxis]).any()
    )


def _roughness(pictures: np.ndarray, axis: int) -> float:
    """By how much pixels differ from the next ones along an axis, on average."""
    steps = np.abs(np.diff(pictures, axis=axis))
    return float(steps.mean()) if steps.size else 0.0


def _some(rows: np.ndarray) -> np.ndarray:
    return rows[:: max(1, len(rows) // SAMPLE)][:SAMPLE].astype(np.float32)
