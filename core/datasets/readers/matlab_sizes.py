"""The sizes that a MATLAB file of version 5 declares, checked before anything is read.

SciPy makes room for whatever a file declares, and a packed array of a few kilobytes can declare
gigabytes. The format: "MAT-File Format", MathWorks, chapter 1.
"""

import math
import struct
import zlib
from collections.abc import Iterator

from core.datasets.sources.budget import MAX_BYTES, too_large

HEADER = 128
TAG = 8
MATRIX, PACKED = 14, 15
"""Types of elements: an array, and a packed array."""

CELL, STRUCT, OBJECT = 1, 2, 3
_ITEM_SIZES = {4: 4, 6: 8, 7: 4, 8: 1, 9: 1, 10: 2, 11: 2, 12: 4, 13: 4, 14: 8, 15: 8}
"""Bytes a number for each class of arrays: char, double, single, and the whole numbers."""


def checked(content: bytes, where: str) -> bytes:
    """The file with its arrays unpacked.

    Raises DatasetError for more than 2 GB, and struct.error or zlib.error for a damaged file.
    """
    order = "<" if content[HEADER - 2 : HEADER] == b"IM" else ">"
    unpacked = [content[:HEADER]]
    length = declared = 0
    for kind, body, whole in _elements(memoryview(content)[HEADER:], order):
        if kind == PACKED:
            whole = memoryview(zlib.decompressobj().decompress(body, MAX_BYTES - length + 1))
        length += len(whole)
        declared += sum(
            _size(inner, order)
            for inner_kind, inner, _ in _elements(whole, order)
            if inner_kind == MATRIX
        )
        if length > MAX_BYTES or declared > MAX_BYTES:
            raise too_large(where)
        unpacked.append(bytes(whole))
    return b"".join(unpacked)


def _elements(data: memoryview, order: str) -> Iterator[tuple[int, memoryview, memoryview]]:
    """The type of each element, its content, and both with their tag as they stand."""
    while len(data) >= TAG:
        kind, length = struct.unpack(f"{order}2I", data[:TAG])
        if kind >> 16:  # a short element, within its tag
            yield kind & 0xFFFF, data[4 : 4 + (kind >> 16)], data[:TAG]
            data = data[TAG:]
            continue
        end = TAG + length
        padded = end if kind == PACKED else end + -length % 8
        yield kind, data[TAG:end], data[:padded]
        data = data[padded:]


def _size(matrix: memoryview, order: str) -> int:
    """How many bytes an array and all that is in it take, as it declares itself."""
    if not matrix:
        return 0
    elements = _elements(matrix, order)
    (_, flags, _), (_, dimensions, _) = next(elements), next(elements)
    kind = struct.unpack(f"{order}I", flags[:4])[0] & 0xFF
    sides = struct.unpack(f"{order}{len(dimensions) // 4}i", dimensions)
    count = math.prod(sides)
    if kind in (CELL, STRUCT, OBJECT):
        # Each of these has at least a tag, whatever the array says of their number.
        if count * TAG > len(matrix) + TAG:
            return MAX_BYTES + 1
        return sum(_size(body, order) for inner, body, _ in elements if inner == MATRIX)
    return count * _ITEM_SIZES.get(kind, 8)
