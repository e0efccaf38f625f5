"""Which arrays of a file are pictures, which are labels, and which are names of classes.

The names decide as far as they say anything, then the shapes.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

import numpy as np

from core.datasets.naming import split_in, words
from core.datasets.readers.arrays import is_one_hot, is_row

SAMPLE = 100
MAX_CLASSES = 1000
"""One-hot labels have at most so many columns; a wider array is taken for pixels unseen."""

_LABEL_WORDS = ("label", "target", "class", "emotion", "digit", "categor")
_PICTURE_WORDS = ("image", "img", "pixel", "picture", "data")
_SPLIT_AT_AN_END = re.compile(r"^(train|test|val)|(train|test|val|tr|te|ts)$")
_SPLITS = {"tr": "train", "te": "test", "ts": "test", "va": "validation"}
_NAME_WORDS = {"name", "names", "classes", "categories"}
_COARSE = {"coarse", "super", "superclass"}
_OF_OTHERS = {"feature", "column", "file", "image"}
"""Words that say of names that they are not those of classes."""
_NEITHER = {
    "writer", "writers", "id", "ids", "idx", "index", "indices", "file", "files", "filenames",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Array:
    """An array and its path within the file."""

    key: str
    values: np.ndarray

    @property
    def name(self) -> str:
        return PurePosixPath(self.key).name

    @property
    def words(self) -> set[str]:
        return set(words(self.name))

    @property
    def split(self) -> str:
        """The split that the name abbreviates, as `X_tr` and `te_y` do, or ""."""
        of_name = words(self.name)
        ends = {of_name[0], of_name[-1]} if len(of_name) > 1 else set()
        return next((split for word, split in _SPLITS.items() if word in ends), "")

    @property
    def is_row(self) -> bool:
        """Whether it is `(n,)`, `(n, 1)`, `(1, n)` and the like."""
        return is_row(self.values)

    @property
    def label_count(self) -> int:
        """How many labels it has, if they are labels."""
        return self.values.size if self.is_row else len(self.values)

    def may_have(self, labels: "Array") -> bool:
        """Whether there are as many pictures in it as labels."""
        return labels.label_count in (self.values.shape[0], self.values.shape[-1])


def labels_in_rows(values: np.ndarray) -> np.ndarray:
    """One-hot labels that stand in columns, as in MATLAB, with a row for each picture."""
    if values.ndim != 2 or not 1 < len(values) < min(values.shape[1], MAX_CLASSES):
        return values
    some = values[:, :SAMPLE].T
    return values.T if is_one_hot(some) and is_one_hot(values.T) else values


def are_class_names(array: Array) -> bool:
    if array.values.dtype.kind not in "USO" or array.words.isdisjoint(_NAME_WORDS):
        return False
    if not array.words.isdisjoint(_OF_OTHERS):
        return False
    texts = texts_in(array.values)
    return len(set(texts)) == len(texts)


def texts_in(values: np.ndarray) -> tuple[str, ...]:
    return tuple(
        value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
        for value in values.reshape(-1).tolist()
    )


def labels_among(group: list[Array]) -> list[Array]:
    """The arrays of labels in a group: those that are called so, else those that look so."""
    possible = [array for array in group if _may_be_labels(array) and not array.words & _NEITHER]
    named = [array for array in possible if _is_called(array, _LABEL_WORDS, "y")]
    fine = [array for array in named if not array.words & _COARSE]
    if named:
        return fine or named
    return [array for array in possible if array.is_row or _are_one_hot(array, group)]


def _may_be_labels(array: Array) -> bool:
    shape = array.values.shape
    return array.is_row or (len(shape) == 2 and shape[1] <= MAX_CLASSES)


def _are_one_hot(array: Array, group: list[Array]) -> bool:
    """Whether an array without a telling name is one-hot: alone, or beside one of pictures."""
    has_pictures = len(group) == 1 or any(
        other.values.size > array.values.size and other.may_have(array) for other in group
    )
    return has_pictures and is_one_hot(array.values)


def pictures_among(group: list[Array], labels: list[Array]) -> list[Array]:
    """The arrays of pictures in a group: those that are called so, else those that look so."""
    possible = [
        array
        for array in group
        if array.values.ndim >= 2
        and not array.is_row
        and array.values.dtype.kind not in "USO"
        and not array.words & _NEITHER
        and array not in labels
    ]
    named = [array for array in possible if is_called_pictures(array)]
    squares = [array for array in possible if array.values.ndim > 2]
    return named or squares or possible


def _is_called(array: Array, inside: Sequence[str], letter: str) -> bool:
    """Whether one of the words is in the name, or the letter, alone or as in `ytrain`."""
    name = array.name.lower()
    letters = {_SPLIT_AT_AN_END.sub("", word) for word in array.words}
    return any(word in name for word in inside) or letter in letters


def is_called_pictures(array: Array) -> bool:
    return _is_called(array, _PICTURE_WORDS, "x")


def class_name(name: str) -> str:
    """The class that the name of a file or an array may stand for; "" where it says a split."""
    name = name.removeprefix("full_numpy_bitmap_")  # as Quick Draw's files are called
    return "" if name.startswith("arr_") else split_in(name).rest
