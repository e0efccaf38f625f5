"""The format of NumPy's `.npy`: a header that says shape and type, then plain numbers."""

import math
from typing import IO, NamedTuple

import numpy as np
from numpy.lib import format as npy_format

MARK = b"\x93NUMPY"


class Header(NamedTuple):
    """What stands before the numbers; `in_columns` says that they lie column by column."""

    shape: tuple[int, ...]
    in_columns: bool
    dtype: np.dtype

    @property
    def nbytes(self) -> int:
        """How many bytes the header promises."""
        return math.prod(self.shape) * self.dtype.itemsize


def header(stream: IO[bytes]) -> Header:
    """The header at the start of a stream. A damaged one can raise any exception."""
    version = npy_format.read_magic(stream)
    read = {
        (1, 0): npy_format.read_array_header_1_0,
        (2, 0): npy_format.read_array_header_2_0,
    }[min(version, (2, 0))]
    return Header(*read(stream))


def numbers(stream: IO[bytes], of: Header) -> np.ndarray:
    """The numbers that follow a header. Raises ValueError where there are fewer than promised."""
    content = stream.read(of.nbytes)
    array = np.frombuffer(content, of.dtype, math.prod(of.shape))
    return array.reshape(of.shape, order="F" if of.in_columns else "C")
