"""Arrays as classmates save them, turned into uint8 pictures and int64 labels."""

import io
import zipfile
from dataclasses import replace

import numpy as np

from core.datasets.choices import Choices
from core.datasets.errors import DatasetError
from core.datasets.naming import split_of, words
from core.datasets.parts import FilePart
from core.datasets.readers.flat_rows import FlatRows, unflatten
from core.datasets.sources import Member
from core.language import say

_LABEL_WORDS = ("label", "target", "class", "emotion")
_LABEL_LETTERS = {"y", "ytrain", "ytest", "yval"}


def read_npz(member: Member, choices: Choices) -> list[FilePart]:
    """An `.npz` with pictures and labels, such as Keras's `mnist.npz`."""
    try:
        with np.load(io.BytesIO(member.read()), allow_pickle=False) as archive:
            arrays = {key: _plain(archive, key, member.where) for key in archive.files}
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise DatasetError(
            say("{where} is damaged ({error}). Fetch it again.", where=member.where, error=error)
        ) from error
    return named_arrays(arrays, member, "NumPy .npz", choices)


def read_npy(member: Member, choices: Choices) -> list[FilePart]:
    """One array, pictures or labels, in a file of its own."""
    try:
        array = np.load(io.BytesIO(member.read()), allow_pickle=False)
    except ValueError as error:
        raise _not_plain(member.where, error) from error
    except (EOFError, OSError) as error:
        raise DatasetError(
            say("{where} is damaged ({error}). Fetch it again.", where=member.where, error=error)
        ) from error
    return named_arrays({member.path.stem: array}, member, "NumPy .npy", choices)


def read_mat(member: Member, choices: Choices) -> list[FilePart]:
    """A MATLAB file such as CIFAR-10's `data_batch_1.mat`."""
    from scipy.io import loadmat
    from scipy.io.matlab import MatReadError

    try:
        content = loadmat(io.BytesIO(member.read()))
    except (MatReadError, ValueError, TypeError, NotImplementedError) as error:
        raise DatasetError(
            say(
                "{where} is not a MATLAB file we can read: {error}.",
                where=member.where,
                error=error,
            )
        ) from error
    arrays = {key: value for key, value in content.items() if not key.startswith("__")}
    if "label_names" in arrays:
        names = tuple(str(cell[0]) for cell in arrays["label_names"].ravel())
        return [FilePart("MATLAB", member.where, classes=names)]
    arrays = {key: value for key, value in arrays.items() if key in {"data", "labels"}}
    if set(arrays) != {"data", "labels"}:
        raise DatasetError(say("{where} has no arrays “data” and “labels”.", where=member.where))
    return named_arrays(arrays, member, "MATLAB", replace(choices, colour_order="planes"))


def named_arrays(
    arrays: dict[str, np.ndarray], member: Member, layout: str, choices: Choices
) -> list[FilePart]:
    """Sort arrays into pictures and labels of each split by their names, else by their shapes."""
    parts = []
    for key, array in arrays.items():
        split = split_of(member.path.parent / member.path.stem / key)
        where = member.where if len(arrays) == 1 else _array_in(member.where, key)
        if array.dtype.kind in "US" and "name" in key.lower():
            parts.append(FilePart(layout, where, classes=tuple(array.reshape(-1).tolist())))
        elif _is_labels(key, array):
            labels, classes = to_labels(array, where)
            parts.append(FilePart(layout, where, labels=labels, classes=classes, split=split))
        else:
            images, order, notes = to_pictures(array, where, choices)
            parts.append(
                FilePart(layout, where, images, split=split, notes=notes, colour_order=order)
            )
    return parts


def to_pictures(array: np.ndarray, where: str, choices: Choices) -> FlatRows:
    """Pictures `(n, height, width, channels)`, their values as they are.

    Takes `(n, h, w)`, channels last or first, and flat rows.
    """
    if array.ndim == 2:
        return unflatten(array, where, choices.colour_order)
    return FlatRows(_with_channels(array, where), None, ())


def _with_channels(array: np.ndarray, where: str) -> np.ndarray:
    if array.ndim == 3:
        return array[..., np.newaxis]
    if array.ndim == 4 and array.shape[3] in (1, 3):
        return array
    if array.ndim == 4 and array.shape[1] in (1, 3):
        return array.transpose(0, 2, 3, 1)
    raise DatasetError(
        say(
            "{where} has the shape {shape}. Pictures need (n, height, width), or that "
            "with 1 or 3 channels, or one row of pixels each.",
            where=where,
            shape=array.shape,
        )
    )


def to_labels(array: np.ndarray, where: str) -> tuple[np.ndarray, tuple[str, ...]]:
    """Labels as int64 `(n,)`, and the class names where the labels are words.

    Takes `(n,)`, `(n, 1)`, `(1, n)` and one-hot `(n, classes)`.
    """
    if array.ndim == 2 and 1 in array.shape:
        array = array.reshape(-1)
    if array.ndim == 2:
        if not (np.isin(array, (0, 1)).all() and (array.sum(axis=1) == 1).all()):
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
    if array.dtype.kind in "US":
        words = array.astype(str)
        if not np.char.isdecimal(words).all():
            names, labels = np.unique(words, return_inverse=True)
            return labels.astype(np.int64), tuple(names.tolist())
        array = words
    elif array.dtype.kind not in "buif":
        raise DatasetError(
            say("{where} holds no labels (type {kind}).", where=where, kind=array.dtype)
        )
    labels = array.astype(np.int64)
    if array.dtype.kind == "f" and (labels != array).any():
        raise DatasetError(
            say("{where} has fractions among its labels. Labels are whole numbers.", where=where)
        )
    if len(labels) and labels.min() < 0:
        raise DatasetError(
            say(
                "{where} has the label {label}. Labels start at 0.", where=where, label=labels.min()
            )
        )
    return labels, ()


def _is_labels(key: str, array: np.ndarray) -> bool:
    if any(word in key.lower() for word in _LABEL_WORDS) or _LABEL_LETTERS & set(words(key)):
        return True
    return array.ndim == 1 or (array.ndim == 2 and 1 in array.shape)


def _array_in(where: str, key: str) -> str:
    return say("{where}, array “{key}”", where=where, key=key)


def _plain(archive: np.lib.npyio.NpzFile, key: str, where: str) -> np.ndarray:
    try:
        return archive[key]
    except ValueError as error:
        raise _not_plain(_array_in(where, key), error) from error


def _not_plain(where: str, error: ValueError) -> DatasetError:
    if "allow_pickle" in str(error):
        return DatasetError(
            say(
                "{where} holds Python objects instead of plain numbers. Reading those could "
                "run a program hidden in the file, so it was left alone. Save it again as "
                "one array of numbers, for instance np.stack(pictures).astype('uint8').",
                where=where,
            )
        )
    return DatasetError(
        say("{where} is damaged ({error}). Fetch it again.", where=where, error=error)
    )
