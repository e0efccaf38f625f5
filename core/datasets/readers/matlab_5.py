"""Reads MATLAB's files of version 5 by the rules of their format.

SciPy reads them as well, but trusts what they say: it makes room for whatever a file declares, and
some damaged files end the process. Here an array never has more numbers than stand in the file.
The format: "MAT-File Format", MathWorks, chapter 1.
"""

import math
import struct
import zlib
from collections.abc import Iterator
from typing import Literal

import numpy as np

HEADER = 128
TAG = 8
MATRIX, PACKED = 14, 15
"""Types of elements: an array, and a packed element."""

_NUMBERS = {
    1: "i1", 2: "u1", 3: "i2", 4: "u2", 5: "i4", 6: "u4", 7: "f4", 9: "f8", 12: "i8", 13: "u8",
}  # fmt: skip
"""Types of elements with numbers. An array of doubles is often stored as the smallest type that
holds them, and stays so here."""
_TEXTS = {2: "utf-8", 4: "utf-16", 16: "utf-8", 17: "utf-16", 18: "utf-32"}
CELL, STRUCT, TEXT, FIRST_NUMBER, LAST_NUMBER = 1, 2, 4, 6, 15
"""Classes of arrays."""
COMPLEX = 0x0800

ByteOrder = Literal["<", ">"]


def variables(content: bytes, most: int) -> dict[str, object]:
    """The variables in a file by their names: arrays of numbers without axes of length 1, texts,
    lists for cells and for texts in rows, dicts for structs. None stands for anything else.

    Raises OverflowError where more than `most` bytes would be unpacked, and other exceptions for a
    damaged file.
    """
    order: ByteOrder = "<" if content[HEADER - 2 : HEADER] == b"IM" else ">"
    found: dict[str, object] = {}
    for kind, body in _elements(memoryview(content)[HEADER:], order):
        if kind == PACKED:
            unpacked = zlib.decompressobj().decompress(body, most + 1)
            most -= len(unpacked)
            if most < 0:
                raise OverflowError
            ((kind, body),) = _elements(memoryview(unpacked), order)
        if kind == MATRIX:
            name, value = _array(body, order)
            found[name] = value
    return found


def _elements(data: memoryview, order: ByteOrder) -> Iterator[tuple[int, memoryview]]:
    """The type of each element and its content."""
    while len(data) >= TAG:
        kind, length = struct.unpack(f"{order}2I", data[:TAG])
        if kind >> 16:  # a short element, within its tag
            yield kind & 0xFFFF, data[4 : 4 + (kind >> 16)]
            data = data[TAG:]
            continue
        end = TAG + length
        if end > len(data):
            raise EOFError
        yield kind, data[TAG:end]
        data = data[end if kind == PACKED else end + -length % 8 :]


def _array(matrix: memoryview, order: ByteOrder) -> tuple[str, object]:
    """The name of an array, "" within others, and its value."""
    if not len(matrix):
        return "", None
    elements = _elements(matrix, order)
    (_, flags), (_, dimensions), (_, name) = next(elements), next(elements), next(elements)
    flag = struct.unpack(f"{order}I", flags[:4])[0]
    kind = flag & 0xFF
    shape = struct.unpack(f"{order}{len(dimensions) // 4}i", dimensions)
    value: object = None
    if kind == CELL:
        value = [_array(body, order)[1] for _, body in elements]
    elif kind == STRUCT:
        value = _structs(elements, order)
    elif kind == TEXT:
        value = _text(*next(elements), shape, order)
    elif FIRST_NUMBER <= kind <= LAST_NUMBER and not flag & COMPLEX:
        value = _numbers(*next(elements), shape, order)
    return bytes(name).decode(), value


def _structs(elements: Iterator[tuple[int, memoryview]], order: ByteOrder) -> object:
    """A dict for one struct, a list of dicts for several."""
    (_, length), (_, names) = next(elements), next(elements)
    (width,) = struct.unpack(f"{order}i", length)
    fields = [
        bytes(names[start : start + width]).rstrip(b"\0").decode()
        for start in range(0, len(names), width)
    ]
    values = [_array(body, order)[1] for _, body in elements]
    structs = [
        dict(zip(fields, values[start : start + len(fields)], strict=True))
        for start in range(0, len(values), len(fields))
    ]
    return structs[0] if len(structs) == 1 else structs


def _text(kind: int, body: memoryview, shape: tuple[int, ...], order: ByteOrder) -> object:
    """A text, or a list of them where there are several rows; letters stand column by column."""
    encoding = _TEXTS[kind]
    if encoding != "utf-8":
        encoding += "-le" if order == "<" else "-be"
    letters = list(bytes(body).decode(encoding))
    if math.prod(shape) != len(letters):
        raise ValueError("a text and its sides differ")
    rows = np.array(letters, dtype="U1").reshape(shape, order="F")
    texts = ["".join(row).strip() for row in rows.reshape(shape[0], -1).tolist()]
    return texts[0] if len(texts) == 1 else texts


def _numbers(kind: int, body: memoryview, shape: tuple[int, ...], order: ByteOrder) -> np.ndarray:
    values = np.frombuffer(body, np.dtype(_NUMBERS[kind]).newbyteorder(order))
    return values.reshape(shape, order="F").squeeze()
