"""NumPy's files: `.npy` with one array, `.npz` with several."""

import io
import zipfile
from collections.abc import Collection
from typing import IO

import numpy as np

from core.datasets.choices import Choices
from core.datasets.errors import DatasetError, NotPictures
from core.datasets.parts import FilePart
from core.datasets.readers import npy
from core.datasets.readers.array_roles import named_arrays
from core.datasets.readers.object_arrays import arrays_in
from core.datasets.readers.unpickling import plain_objects
from core.datasets.sources import Member, reading
from core.datasets.sources.budget import MAX_BYTES, too_large, too_much_memory
from core.language import say


def read_npz(member: Member, choices: Choices) -> list[FilePart]:
    """An `.npz` with pictures and labels, such as Keras's `mnist.npz`."""
    arrays: dict[str, np.ndarray] = {}
    with reading(member.where), zipfile.ZipFile(io.BytesIO(member.read())) as archive:
        if not all(name.endswith(".npy") for name in archive.namelist()):
            raise NotPictures(say("{where} is a document, not a dataset.", where=member.where))
        for info in archive.infolist():
            key = info.filename.removesuffix(".npy")
            where = say("{where}, array “{key}”", where=member.where, key=key)
            with archive.open(info) as stream:
                arrays |= _arrays(stream, key, where, choices.picture_size)
    if arrays.keys() == {"arr_0"}:  # as np.savez calls an array that was given no name
        arrays = {member.path.stem: arrays["arr_0"]}
    return named_arrays(arrays, member, "NumPy .npz", choices)


def read_npy(
    member: Member, choices: Choices, counts_elsewhere: Collection[int] = ()
) -> list[FilePart]:
    """One array, pictures or labels, in a file of its own; or a dict of arrays.

    `counts_elsewhere` are the numbers of labels in other files.
    """
    with reading(member.where), member.open() as stream:
        arrays = _arrays(stream, member.path.stem, member.where, choices.picture_size)
    return named_arrays(arrays, member, "NumPy .npy", choices, counts_elsewhere)


def _arrays(stream: IO[bytes], key: str, where: str, side: int | None) -> dict[str, np.ndarray]:
    """What is in an open `.npy`, by names: `key`, where it is one array.

    Its size is checked before any of it is read.
    """
    try:
        header = npy.header(stream)
        if header.nbytes > MAX_BYTES:
            raise too_large(where)
        if header.dtype.hasobject:
            return _of_objects(stream.read(), key, where, side)
        return {key: npy.numbers(stream, header)}
    except DatasetError:
        raise
    except MemoryError as error:
        raise too_much_memory(where) from error
    except Exception as error:  # a damaged header can fail in any part of its text
        raise DatasetError(
            say("{where} is damaged ({error}). Fetch it again.", where=where, error=error)
        ) from error


def _of_objects(content: bytes, key: str, where: str, side: int | None) -> dict[str, np.ndarray]:
    """An array of texts, of pictures of several sizes, or a dict: NumPy pickles these."""
    try:
        return arrays_in(plain_objects(content), key, side, len(content))
    except MemoryError as error:
        raise too_much_memory(where) from error
    except Exception as error:  # a damaged pickle can fail in any operation it names
        raise DatasetError(
            say(
                "{where} holds Python objects instead of plain numbers. Reading those could "
                "run a program hidden in the file, so it was left alone. Save it again as "
                "one array of numbers, for instance np.stack(pictures).astype('uint8').",
                where=where,
            )
        ) from error
