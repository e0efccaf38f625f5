"""Pickles that hold plain data.

A pickle is a program. The unpickler here can build lists, tuples, dicts, texts, numbers and NumPy
arrays of numbers and texts out of it and nothing else; whatever asks for more is refused before it
runs. NumPy trusts what a pickle says of its types and arrays, and a wrong word there can end the
process: so types and arrays are made here, of checked parts.
"""

import codecs
import io
import math
import pickle
import re
from typing import Any, Literal

import numpy as np

_PLAIN_TYPE = re.compile(r"[|<>=]?([?biufSU]\d*|O8?)")


class NotPlain(Exception):
    """Raised when a pickle needs anything else; the message is the name of what it needs."""


class _Type:
    """What stands for a `numpy.dtype` while a pickle is read."""

    def __init__(self, code: str | bytes, align: bool = False, copy: bool = False):
        name = code.decode("latin1") if isinstance(code, bytes) else code
        if not _PLAIN_TYPE.fullmatch(name):
            raise NotPlain(f"numpy.dtype {name}")
        self.dtype = np.dtype(name)

    def __setstate__(self, state: tuple) -> None:
        """Of all that a pickle says of a type, only the order of its bytes is used."""
        order: Any = state[1].decode("latin1") if isinstance(state[1], bytes) else state[1]
        self.dtype = self.dtype.newbyteorder(order)


class _Array(np.ndarray):
    """An array that is filled with what fits into it."""

    def __setstate__(self, state: tuple) -> None:
        version, shape, kind, in_columns, content = state
        dtype = kind.dtype
        expected = math.prod(shape) * (1 if dtype.hasobject else dtype.itemsize)
        if not isinstance(content, list if dtype.hasobject else bytes) or len(content) != expected:
            raise ValueError("an array and its content differ in size")
        super().__setstate__((version, shape, dtype, in_columns, content))


def _empty_array(kind: object, shape: tuple, code: bytes) -> np.ndarray:
    """As NumPy's `_reconstruct`, but always empty: a hostile file may ask for any size."""
    return np.ndarray.__new__(_Array, (0,), "b")


def _array_from_buffer(
    buffer: bytes, kind: _Type, shape: tuple, order: Literal["C", "F"]
) -> np.ndarray:
    return np.frombuffer(buffer, kind.dtype).reshape(shape, order=order)


def _number(kind: _Type, value: bytes) -> np.generic:
    """As NumPy's `scalar`, for numbers alone."""
    return np.frombuffer(value, kind.dtype, 1)[0]


def _latin_bytes(text: str, encoding: str) -> bytes:
    """How Python 3 writes bytes in the old protocols. Other codecs can make a short text long."""
    if encoding != "latin1":
        raise NotPlain(f"codec {encoding}")
    return codecs.encode(text, "latin1")


_ALLOWED: dict[tuple[str, str], object] = {
    ("numpy", "ndarray"): None,  # named by arrays, but never called: it could take any memory
    ("numpy", "dtype"): _Type,
    ("_codecs", "encode"): _latin_bytes,
    ("collections", "OrderedDict"): dict,
}
for _module in ("numpy.core", "numpy._core"):
    _ALLOWED[f"{_module}.multiarray", "_reconstruct"] = _empty_array
    _ALLOWED[f"{_module}.multiarray", "scalar"] = _number
    _ALLOWED[f"{_module}.numeric", "_frombuffer"] = _array_from_buffer


class _PlainOnly(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> object:
        try:
            return _ALLOWED[module, name]
        except KeyError:
            raise NotPlain(f"{module}.{name}") from None


def plain_objects(content: bytes) -> object:
    """What a pickle holds; texts of Python 2 as bytes.

    Raises NotPlain for what is no plain data, and any other exception for a damaged pickle.
    """
    return _PlainOnly(io.BytesIO(content), encoding="bytes").load()
