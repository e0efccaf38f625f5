"""Arrays of any shape as pictures `(n, height, width, channels)` and labels int64 `(n,)`."""

import math
from collections.abc import Collection, Sequence

import numpy as np

from core.datasets import levels
from core.datasets.choices import Choices
from core.datasets.errors import DatasetError, NotPictures
from core.datasets.naming import natural_order
from core.datasets.parts import FilePart
from core.datasets.readers import transparency
from core.datasets.readers.flat_rows import FlatRows, is_flat_picture, unflatten
from core.datasets.readers.pictures import grey_if_grey
from core.language import message, plural, say

GREY_OR_COLOUR = (1, 3)
WITH_TRANSPARENCY = (4, 2)
"""Channels of pictures in colour and in grey that have one for opacity besides."""
SMALLEST = 16
"""Fewer pixels than this in one axis are the side of a picture."""
LONGEST_NUMBER = 10
"""Labels of so many digits are names, not numbers."""

LAID_ON_PAPER = message("The pictures have transparent pixels; they were laid on white or black.")
EMPTY_LABELS = plural(
    "{where}: {count:,} of {total:,} pictures has no label. Leave it out, or label it.",
    "{where}: {count:,} of {total:,} pictures have no label. Leave them out, or label them.",
)


def to_pictures(
    array: np.ndarray, where: str, choices: Choices, counts: Collection[int] = ()
) -> FlatRows:
    """Pictures `(n, height, width, 1 or 3)`, their values as they are.

    Takes `(n, h, w)`, channels last or first, flat rows, and all of these with the pictures along
    the last axis, as in MATLAB; `counts` are the numbers of labels, which tell where they lie.
    Transparent pictures come as uint8, on white or black paper. Raises NotPictures for any other
    shape.
    """
    turned = _with_two_sides(_without_empty_axes(_pictures_first(array, counts)))
    if turned.ndim == 2:
        flat = unflatten(turned, where, choices.colour_order)
        if flat.images.shape[3] not in WITH_TRANSPARENCY:
            return flat
        laid = _on_paper(flat.images, where)
        return FlatRows(laid.images, flat.colour_order, (*flat.notes, *laid.notes))
    pictures = _with_channels(turned)
    if pictures is None:
        raise NotPictures(
            say(
                "{where} has the shape {shape}. Pictures need (n, height, width), or that "
                "with 1, 3 or 4 channels, or one row of pixels each.",
                where=where,
                shape=array.shape,
            )
        )
    if pictures.shape[3] in WITH_TRANSPARENCY:
        return _on_paper(pictures, where)
    return FlatRows(pictures, None, ())


def _pictures_first(array: np.ndarray, counts: Collection[int]) -> np.ndarray:
    """The array with its pictures along the first axis."""
    if array.ndim < 2:
        return array
    first, last = array.shape[0] in counts, array.shape[-1] in counts
    if not first and not last and array.ndim == 4:  # nothing says it but the look of (32, 32, 3, n)
        height, width, channels, _ = array.shape
        last = channels in GREY_OR_COLOUR and height == width and width not in GREY_OR_COLOUR
    return np.moveaxis(array, -1, 0) if last and not first and _may_be_last(array.shape) else array


def _may_be_last(shape: tuple[int, ...]) -> bool:
    """Whether the pictures of an array may lie along its last axis: (784, n), (h, w, n) …"""
    if len(shape) == 2:
        return is_flat_picture(shape[0])
    *sides, count = shape
    if len(sides) == 3:
        known = (*GREY_OR_COLOUR, *WITH_TRANSPARENCY)
        place = 2 if sides[2] in known else 0
        if sides.pop(place) not in known:
            return False
    height, width = sides
    return height == width or count > max(height, width)


def _without_empty_axes(array: np.ndarray) -> np.ndarray:
    """Rows that have an axis of length 1, `(n, 1, 784)`, as rows; nor has a picture five axes."""
    squeezed = array.reshape(len(array), *(side for side in array.shape[1:] if side != 1))
    if squeezed.ndim == 2 and is_flat_picture(squeezed.shape[1]) and array.ndim == 3:
        return squeezed
    return squeezed if array.ndim > 4 else array


def _with_two_sides(array: np.ndarray) -> np.ndarray:
    """Pictures whose pixels lie in one axis beside that of the colours, `(n, 3, 1024)` or
    `(n, 1024, 3)`, with an axis for height and one for width.
    """
    if array.ndim != 3:
        return array
    count, *rest = array.shape
    for place in (0, 1):
        channels, pixels = rest[place], rest[1 - place]
        side = math.isqrt(pixels)
        if channels in (3, 4) and pixels > SMALLEST and side * side == pixels:
            shape = (channels, side, side) if place == 0 else (side, side, channels)
            return array.reshape(count, *shape)
    return array


def _with_channels(array: np.ndarray) -> np.ndarray | None:
    """The array as `(n, height, width, channels)`, None if its shape is none of pictures."""
    if array.ndim == 3:
        return array[..., np.newaxis]
    if array.ndim == 4:
        for channels in (GREY_OR_COLOUR, WITH_TRANSPARENCY):
            if array.shape[3] in channels:
                return array
            if array.shape[1] in channels:
                return array.transpose(0, 2, 3, 1)
    return None


def _on_paper(pictures: np.ndarray, where: str) -> FlatRows:
    """Pictures with transparency `(n, h, w, 4 or 2)` as uint8 without it."""
    if pictures.shape[3] == 2:
        pictures = pictures[..., [0, 0, 0, 1]]
    (part,) = levels.in_bytes([FilePart("", where, images=pictures)])
    assert part.images is not None
    opaque = np.empty((*pictures.shape[:3], 3), np.uint8)
    papers = transparency.papers([transparency.brightness(picture) for picture in part.images])
    for position, paper in enumerate(papers):
        opaque[position] = transparency.laid_on(paper, part.images[position])
    notes = () if (part.images[..., 3] == 255).all() else (say(LAID_ON_PAPER),)
    return FlatRows(grey_if_grey(opaque), None, notes)


def to_labels(array: np.ndarray, where: str) -> tuple[np.ndarray, tuple[str, ...]]:
    """Labels as int64 `(n,)`, and the class names where the labels are words.

    Takes `(n,)`, `(n, 1)`, `(1, n)`, with more axes of length 1 too, and one-hot `(n, classes)`.
    """
    if is_row(array):
        array = array.reshape(-1)
    if array.ndim == 2:
        if not is_one_hot(array):
            raise DatasetError(
                say(
                    "{where} has the shape {shape} but is not one-hot.",
                    where=where,
                    shape=array.shape,
                )
            )
        array = array.argmax(axis=1)
    if array.ndim != 1:
        raise DatasetError(
            say(
                "{where} has the shape {shape}. Labels need one number each.",
                where=where,
                shape=array.shape,
            )
        )
    if array.dtype.kind in "USO":
        words = _words(array, where)
        if not all(word.isdecimal() and len(word) < LONGEST_NUMBER for word in words):
            return from_words(words)
        array = np.array(words, np.int64)
    elif array.dtype.kind not in "buif":
        raise DatasetError(
            say("{where} holds no labels (type {kind}).", where=where, kind=array.dtype)
        )
    return _whole(array, where), ()


def is_row(array: np.ndarray) -> bool:
    """Whether all numbers lie along one axis: `(n,)`, `(n, 1)`, `(1, n)`, `(n, 1, 1)` …"""
    return array.ndim > 0 and array.size == max(array.shape)


def is_one_hot(array: np.ndarray) -> bool:
    """Whether each row of `(n, classes)` is 1 in one place and 0 elsewhere."""
    return bool(
        array.dtype.kind in "buif"
        and np.isin(array, (0, 1)).all()
        and (np.count_nonzero(array, axis=1) == 1).all()
    )


def _words(array: np.ndarray, where: str) -> list[str]:
    """Texts, bytes or numbers in an array as texts without spaces around them."""
    words = [
        (value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)).strip()
        for value in array.tolist()
        if value is not None and value == value  # NaN is how pandas writes what is missing
    ]
    missing = len(array) - sum(map(bool, words))
    if missing:
        raise DatasetError(say(EMPTY_LABELS, where=where, count=missing, total=len(array)))
    return words


def from_words(words: Sequence[str]) -> tuple[np.ndarray, tuple[str, ...]]:
    """Labels int64 `(n,)` of texts, and the names of the classes in their natural order."""
    names = natural_order(set(words))
    index = {name: label for label, name in enumerate(names)}
    return np.array([index[word] for word in words], np.int64), names


def _whole(array: np.ndarray, where: str) -> np.ndarray:
    if array.dtype.kind == "f":
        missing = int(np.count_nonzero(~np.isfinite(array)))
        if missing:
            raise DatasetError(say(EMPTY_LABELS, where=where, count=missing, total=len(array)))
        if (array != np.rint(array)).any():
            raise DatasetError(
                say(
                    "{where} has fractions among its labels. Labels are whole numbers.", where=where
                )
            )
    labels = array.astype(np.int64)
    if len(labels) and labels.min() < 0:
        raise DatasetError(
            say(
                "{where} has the label {label}. Labels start at 0.", where=where, label=labels.min()
            )
        )
    return labels
