"""NumPy's files: `.npy` with one array, `.npz` with several."""

import io
import math
import zipfile
from typing import IO

import numpy as np
from numpy.lib import format as npy_format

from core.datasets.choices import Choices
from core.datasets.errors import DatasetError
from core.datasets.parts import FilePart
from core.datasets.readers.array_roles import named_arrays
from core.datasets.readers.object_arrays import arrays_in
from core.datasets.readers.unpickling import plain_objects
from core.datasets.sources import Member, reading
from core.datasets.sources.budget import MAX_BYTES, too_large
from core.language import say

NPY = b"\x93NUMPY"


def read_npz(member: Member, choices: Choices) -> list[FilePart]:
    """An `.npz` with pictures and labels, such as Keras's `mnist.npz`."""
    arrays = {}
    with reading(member.where), zipfile.ZipFile(io.BytesIO(member.read())) as archive:
        for info in archive.infolist():
            key = info.filename.removesuffix(".npy")
            with archive.open(info) as stream:
                arrays[key] = _array(
                    stream,
                    say("{where}, array “{key}”", where=member.where, key=key),
                    choices.picture_size,
                )
    return named_arrays(arrays, member, "NumPy .npz", choices)


def read_npy(member: Member, choices: Choices) -> list[FilePart]:
    """One array, pictures or labels, in a file of its own."""
    with reading(member.where), member.open() as stream:
        array = _array(stream, member.where, choices.picture_size)
    return named_arrays({member.path.stem: array}, member, "NumPy .npy", choices)


def _array(stream: IO[bytes], where: str, side: int | None) -> np.ndarray:
    """The array in an open `.npy`. Its size is checked before any of it is read."""
    try:
        version = npy_format.read_magic(stream)
        read_header = {
            (1, 0): npy_format.read_array_header_1_0,
            (2, 0): npy_format.read_array_header_2_0,
        }[min(version, (2, 0))]
        shape, in_columns, dtype = read_header(stream)
        count = math.prod(shape)
        if count * dtype.itemsize > MAX_BYTES:
            raise too_large(where)
        if dtype.hasobject:
            return _of_objects(stream.read(), where, side)
        content = stream.read(count * dtype.itemsize)
        array = np.frombuffer(content, dtype, count)
        return array.reshape(shape, order="F" if in_columns else "C")
    except (ValueError, TypeError, KeyError) as error:
        raise DatasetError(
            say("{where} is damaged ({error}). Fetch it again.", where=where, error=error)
        ) from error


def _of_objects(content: bytes, where: str, side: int | None) -> np.ndarray:
    """An array of texts, or of pictures that differ in size; NumPy pickles these."""
    try:
        arrays = arrays_in(plain_objects(content), "", side, len(content))
        (array,) = arrays.values()
    except Exception as error:  # a damaged pickle can fail in any operation it names
        raise DatasetError(
            say(
                "{where} holds Python objects instead of plain numbers. Reading those could "
                "run a program hidden in the file, so it was left alone. Save it again as "
                "one array of numbers, for instance np.stack(pictures).astype('uint8').",
                where=where,
            )
        ) from error
    return array
