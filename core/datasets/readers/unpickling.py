"""Pickles that hold plain data.

A pickle is a program. The unpickler here can build lists, tuples, dicts, texts, numbers and NumPy
arrays of numbers out of it and nothing else; whatever asks for more is refused before it runs.
"""

import codecs
import io
import pickle
from typing import Literal

import numpy as np


class NotPlain(Exception):
    """Raised when a pickle needs anything else; the message is the name of what it needs."""


def _empty_array(kind: object, shape: tuple, code: bytes) -> np.ndarray:
    """As NumPy's `_reconstruct`, but always empty: a hostile file may ask for any size."""
    return np.ndarray.__new__(np.ndarray, (0,), "b")


def _array_from_buffer(
    buffer: bytes, dtype: np.dtype, shape: tuple, order: Literal["C", "F"]
) -> np.ndarray:
    return np.frombuffer(buffer, dtype).reshape(shape, order=order)


def _number(dtype: np.dtype, value: bytes) -> np.generic:
    """As NumPy's `scalar`, for numbers alone."""
    return np.frombuffer(value, dtype, 1)[0]


def _latin_bytes(text: str, encoding: str) -> bytes:
    """How Python 3 writes bytes in the old protocols. Other codecs can make a short text long."""
    if encoding != "latin1":
        raise NotPlain(f"codec {encoding}")
    return codecs.encode(text, "latin1")


_ALLOWED: dict[tuple[str, str], object] = {
    ("numpy", "ndarray"): None,  # named by arrays, but never called: it could take any memory
    ("numpy", "dtype"): np.dtype,
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
