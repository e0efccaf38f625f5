"""Which value is black and which is white: decided once for all pictures of a set.

The range that files and arrays use is not always the one their type allows: 16 bits may hold 0 to
255, and bytes the 0 and 1 of a mask. So the largest value of the whole set decides, among the
ranges that are in use. A picture on its own could not: a dark one would become a bright one.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from core.datasets.errors import DatasetError
from core.datasets.parts import FilePart
from core.language import message, say

WHITES = (1, 255, 1023, 4095, 16383, 65535, 2**24 - 1, 2**31 - 1)
"""The largest values of 1, 8, 10, 12, 14, 16, 24 and 31 bits."""
CENTRED = ((-1, 1), (-0.5, 0.5), (-128, 127), (-127.5, 127.5))
"""Ranges with black below 0 that pictures are scaled to. Of 8 bits, -128 may be 128 misread."""
DEEP = (2, 4)
"""Bytes of whole numbers that cameras and Pillow write for more than 8 bits."""
BEYOND = 0.1
"""How far interpolation goes beyond the range of pictures, as a share of it."""
CHUNK = 256

ONLY_TWO = message("The pixels are 0 or 1; they were stored as 0 and 255.")
SCALED = message("Pixel values go up to {high:,.0f}; 0 to {white:,.0f} were scaled to 0 to 255.")
STRETCHED = message("Pixel values go from {low:g} to {high:g}; {black:g} to {white:g} were scaled "
                    "to 0 to 255.")  # fmt: skip
CUT = message("Pixel values go from {low:g} to {high:g}; what lies beyond 0 to {white} was cut.")


class Levels(NamedTuple):
    """The values that stand for black and for white in a set, and a note on how they were found."""

    black: float
    white: float
    note: str = ""

    def to_bytes(self, values: np.ndarray) -> np.ndarray:
        """Pictures `(n, …)` as uint8, from 0 for black to 255 for white; what lies beyond is cut.

        Whole numbers that stand for themselves stay exact.
        """
        converted = np.empty(values.shape, np.uint8)
        for start in range(0, len(values), CHUNK):
            chunk = values[start : start + CHUNK]
            if (self.black, self.white) != (0, 255):
                chunk = (chunk - np.float32(self.black)) * (255 / (self.white - self.black))
            converted[start : start + CHUNK] = np.rint(np.clip(chunk, 0, 255))
        return converted


AS_THEY_ARE = Levels(0, 255)


def of_files(low: float, high: float, fractions: bool) -> Levels:
    """The levels of picture files of one kind, whose smallest and largest value these are.

    `fractions` says that the files can hold numbers that are not whole: 0 to 1 is no mask then.
    Nothing is said of the ranges that everybody expects: those of 8 and 16 bits, and fractions.
    """
    if low < 0:
        return _with_negatives(low, high)
    white = next((white for white in WHITES if high <= white), high)
    if white == 1:
        return Levels(0, 1, "" if fractions else say(ONLY_TWO))
    if white == 255:
        return AS_THEY_ARE
    return Levels(0, white, "" if white == 65535 else say(SCALED, high=high, white=white))


def _with_negatives(low: float, high: float) -> Levels:
    """-1 to 1 where nothing is beyond, as Keras scales pictures; else all there is."""
    black, white = (-1, 1) if low >= -1 and high <= 1 else (low, max(high, low + 1))
    return Levels(black, white, say(STRETCHED, low=low, high=high, black=black, white=white))


def in_bytes(parts: Sequence[FilePart]) -> list[FilePart]:
    """The parts with uint8 pictures; the same levels for all pictures of one kind.

    Raises DatasetError for values that pictures do not have.
    """
    kinds = [_kind(part) for part in parts]
    levels = {
        kind: of_arrays([part for part, of in zip(parts, kinds, strict=True) if of == kind])
        for kind in set(kinds)
        if kind is not None
    }
    return [
        part if part.images is None or kind is None else _converted(part, part.images, levels[kind])
        for part, kind in zip(parts, kinds, strict=True)
    ]


def _kind(part: FilePart) -> tuple[np.dtype, bool] | None:
    """The type of a part's pictures, and whether they are fractions of white; None without any.

    Fractions are told apart because somebody may have scaled the training pictures alone.
    """
    if part.images is None:
        return None
    are_fractions = part.images.dtype.kind == "f" and part.images.max(initial=0) <= 1
    return part.images.dtype, bool(are_fractions)


def _converted(part: FilePart, images: np.ndarray, levels: Levels) -> FilePart:
    if images.dtype == np.uint8 and levels == AS_THEY_ARE:
        return part
    notes = (*part.notes, levels.note) if levels.note else part.notes
    return replace(part, images=levels.to_bytes(images), notes=notes)


def of_arrays(parts: list[FilePart]) -> Levels:
    """The levels of arrays of one type. Unlike a file's it says little: 300 among 64-bit numbers
    is a mistake, not a dark picture. Raises DatasetError for values that pictures do not have.
    """
    arrays = [part.images for part in parts if part.images is not None and part.images.size]
    if not arrays:
        return AS_THEY_ARE
    kind = arrays[0].dtype
    if kind.kind not in "buif":
        raise DatasetError(
            say(
                "{where} holds no numbers that could be pixels (type {kind}).",
                where=parts[0].where,
                kind=kind,
            )
        )
    if kind == np.uint8 and arrays[0].flat[:10_000].max() > 1:
        return AS_THEY_ARE  # the usual case, without looking at everything or copying it
    low = min(float(array.min()) for array in arrays)
    high = max(float(array.max()) for array in arrays)
    if kind.kind == "f" and low >= 0 and high <= 1:
        return Levels(0, 255 / _divisor(arrays, high))
    if kind.kind == "f" and (near := _near(low, high)):
        return near
    for black, white in CENTRED:
        if low == black and 0 < high <= white and kind != np.int8:
            return Levels(
                black, white, say(STRETCHED, low=low, high=high, black=black, white=white)
            )
    is_deep = kind.kind in "iu" and kind.itemsize in DEEP
    is_black = kind.kind == "f" and 1 < high < 2  # as 0 to 255; and as 0 to 1 it is too much
    if low >= 0 and (high <= 255 or is_deep) and not is_black:
        return of_files(low, high, fractions=kind.kind in "bf")
    raise DatasetError(
        say(
            "{where} has pixel values from {low:g} to {high:g}. Pictures need 0 to 255, "
            "or 0 to 1; standardised values cannot be turned back.",
            where=parts[0].where,
            low=low,
            high=high,
        )
    )


def _near(low: float, high: float) -> Levels | None:
    """0 to 1 or 0 to 255 for fractions that go a little beyond, as scaling pictures makes them.

    None where nothing is beyond, and where neither range is near.
    """
    for white in (1, 255):
        beyond = BEYOND * white
        if -beyond <= low and white < high + beyond and high <= white + beyond:
            if low >= 0 and high <= white:
                return None  # nothing is beyond
            return Levels(0, white, say(CUT, low=low, high=high, white=white))
    return None


def _divisor(arrays: list[np.ndarray], high: float) -> int:
    """255, or 256 where the pixels were divided by that, as in deeplearning.net's `mnist.pkl`."""
    if high == 1:
        return 255
    sample = np.concatenate([array.reshape(-1)[:100_000] for array in arrays]).astype(np.float64)
    return 256 if np.abs(sample * 256 - np.rint(sample * 256)).max() < 1e-3 else 255
