"""IDX, the format of MNIST's four files: a big-endian header, then plain numbers."""

import math

import numpy as np

from core.datasets.choices import Choices
from core.datasets.errors import DatasetError
from core.datasets.naming import split_of
from core.datasets.parts import FilePart
from core.datasets.readers.arrays import to_labels, to_pictures
from core.datasets.sources import Member, reading
from core.datasets.sources.budget import MAX_BYTES, too_large
from core.language import message, number, say

_TYPES = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
MAGIC = tuple(bytes([0, 0, kind, dimensions]) for kind in _TYPES for dimensions in range(1, 5))
"""Two zeros, the type of the numbers, and the number of dimensions: 1 for labels, 3 for grey
pictures, 4 for coloured ones. QMNIST's labels have 2."""

TOO_LONG = message(
    "{where} promises {sizes} = {promised:,} bytes, but more follow. "
    "The file is damaged or cut short; fetch it again."
)
TOO_SHORT = message(
    "{where} promises {sizes} = {promised:,} bytes, but {found:,} follow. "
    "The file is damaged or cut short; fetch it again."
)
FIRST_COLUMN = message(
    "{where} has {count} numbers for each picture; the first of them is its class."
)


def read(member: Member, choices: Choices) -> list[FilePart]:
    array = _array(member)
    split = split_of(member.path)
    notes: tuple[str, ...] = ()
    if array.ndim == 2 and "label" in member.name:  # QMNIST, whose others are writer and form
        notes = (say(FIRST_COLUMN, where=member.where, count=array.shape[1]),)
        array = array[:, 0]
    if array.ndim == 1:
        labels, _ = to_labels(array, member.where)
        return [FilePart("IDX", member.where, labels=labels, split=split, notes=notes)]
    images, order, notes = to_pictures(array, member.where, choices)
    return [FilePart("IDX", member.where, images, split=split, notes=notes, colour_order=order)]


def _array(member: Member) -> np.ndarray:
    """The numbers; DatasetError where there are more or fewer than the header says."""
    with reading(member.where), member.open() as stream:
        *_, kind, dimensions = stream.read(4)
        header = stream.read(4 * dimensions)
        if len(header) < 4 * dimensions:
            raise EOFError
        shape = tuple(int(size) for size in np.frombuffer(header, ">u4"))
        dtype = np.dtype(_TYPES[kind])
        promised = math.prod(shape) * dtype.itemsize
        content = stream.read(min(promised, MAX_BYTES) + 1)
    if len(content) > MAX_BYTES:
        raise too_large(member.where)
    if len(content) != promised:
        raise DatasetError(
            say(
                TOO_LONG if len(content) > promised else TOO_SHORT,
                where=member.where,
                sizes=" × ".join(number(size, ",") for size in shape),
                promised=promised,
                found=len(content),
            )
        )
    return np.frombuffer(content, dtype).reshape(shape)
