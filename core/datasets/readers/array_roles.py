"""Which arrays of a file are pictures, which are labels, and which belong together.

The names decide as far as they say anything, then the shapes. What stays unclear is refused with
the names of the arrays, rather than guessed.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import NamedTuple

import numpy as np

from core.datasets.choices import Choices
from core.datasets.errors import DatasetError, NotPictures
from core.datasets.naming import split_of, words
from core.datasets.parts import FilePart
from core.datasets.readers.arrays import is_one_hot, to_labels, to_pictures
from core.datasets.readers.flat_rows import is_flat_picture
from core.datasets.readers.resizing import stacked
from core.datasets.sources import Member
from core.language import message, plural, say

MAX_CLASSES = 1000
"""One-hot labels have at most so many columns; a wider array is taken for pixels unseen."""

_LABEL_WORDS = ("label", "target", "class", "emotion", "digit", "categor")
_PICTURE_WORDS = ("image", "img", "pixel", "picture", "data")
_SPLIT_AT_AN_END = re.compile(r"^(train|test|val)|(train|test|val|tr|te|ts)$")
_NAME_WORDS = {"name", "names", "classes", "categories"}
_COARSE = {"coarse", "super", "superclass"}
_OF_OTHERS = {"feature", "column", "file", "image"}
"""Words that say of names that they are not those of classes."""
_NEITHER = {
    "writer", "writers", "id", "ids", "idx", "index", "indices", "file", "files", "filenames",
}  # fmt: skip

LEFT_OUT = plural(
    "{where}: the array {names} was left out; it is not needed.",
    "{where}: the arrays {names} were left out; they are not needed.",
)
FIRST_IS_TRAIN = message(
    "{where}: nothing says which pictures are for the test; “{train}” was taken for training and "
    "“{test}” for the test."
)
LABEL_COLUMN = message("{where}: column {column:,} of {count:,} was taken as the label.")
UNCLEAR = message(
    "{where} holds the arrays {names}, and it is not clear which of them belong together. Save one "
    "called images and one called labels, or x_train, y_train, x_test and y_test."
)


@dataclass(frozen=True, eq=False)
class _Array:
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
    def is_row(self) -> bool:
        """Whether it is `(n,)`, `(n, 1)` or `(1, n)`."""
        shape = self.values.shape
        return len(shape) == 1 or (len(shape) == 2 and 1 in shape)

    @property
    def label_count(self) -> int:
        """How many labels it has, if they are labels."""
        return self.values.size if self.is_row else len(self.values)

    def may_have(self, labels: "_Array") -> bool:
        """Whether there are as many pictures in it as labels."""
        return labels.label_count in (self.values.shape[0], self.values.shape[-1])


class _Reading(NamedTuple):
    """What it takes to make parts of arrays."""

    member: Member
    layout: str
    choices: Choices
    split: str
    counts: Collection[int]

    def part(self, array: _Array, labels: _Array | None = None) -> FilePart:
        """The pictures of `array`, with labels if there are some."""
        where = self._where(array, labels)
        images, order, notes = to_pictures(array.values, where, self.choices, self.counts)
        part = FilePart(
            self.layout, where, images, split=self.split, notes=notes, colour_order=order
        )
        if labels is None:
            return part
        numbers, classes = to_labels(labels.values, self._where(labels))
        return replace(part, labels=numbers, classes=classes)

    def labels(self, array: _Array) -> FilePart:
        where = self._where(array)
        numbers, classes = to_labels(array.values, where)
        return FilePart(self.layout, where, labels=numbers, classes=classes, split=self.split)

    def _where(self, array: _Array, labels: _Array | None = None) -> str:
        if labels is not None:
            return say(
                "{where}, arrays “{pictures}” and “{labels}”",
                where=self.member.where,
                pictures=array.key,
                labels=labels.key,
            )
        if array.key == self.member.path.stem:  # the only array of an .npy has no name of its own
            return self.member.where
        return say("{where}, array “{key}”", where=self.member.where, key=array.key)


def named_arrays(
    arrays: Mapping[str, np.ndarray], member: Member, layout: str, choices: Choices
) -> list[FilePart]:
    """The pictures and labels among `arrays`, which are called by their paths within the file.

    Raises NotPictures where there are none, and DatasetError where it is not clear which they are.
    """
    found = [_Array(key, values) for key, values in arrays.items() if values.size]
    found = _of_single_pictures(found, choices.picture_size) or found
    groups: dict[str, list[_Array]] = defaultdict(list)
    parts = []
    for array in found:
        if _are_class_names(array):
            parts.append(FilePart(layout, member.where, classes=_texts(array.values)))
        else:
            groups[split_of(member.path.parent / member.path.stem / array.key)].append(array)
    labels = {split: _labels(group) for split, group in groups.items()}
    counts = {array.label_count for some in labels.values() for array in some}
    for split, group in groups.items():
        reading = _Reading(member, layout, choices, split, counts)
        parts.extend(_parts(group, labels[split], reading))
    if not any(part.count for part in parts):
        raise NotPictures(say("{where} holds no arrays of pictures.", where=member.where))
    return parts


def _of_single_pictures(found: list[_Array], side: int | None) -> list[_Array]:
    """Arrays that are one picture each, in a group for each class, as an array for each class.

    None where they are anything else.
    """
    classes: dict[str, list[_Array]] = defaultdict(list)
    for array in found:
        if not _may_be_one_picture(array) or not any(map(str.isdecimal, array.name)):
            return []
        classes[str(PurePosixPath(array.key).parent)].append(array)
    if len(classes) < 2 or any(len(some) < 2 for some in classes.values()):
        return []
    return [
        _Array(path, stacked([array.values for array in some], side))
        for path, some in classes.items()
    ]


def _may_be_one_picture(array: _Array) -> bool:
    *sides, last = array.values.shape
    return len(sides) == 1 or (len(sides) == 2 and last in (1, 3, 4))


def _are_class_names(array: _Array) -> bool:
    if array.values.dtype.kind not in "USO" or array.words.isdisjoint(_NAME_WORDS):
        return False
    if not array.words.isdisjoint(_OF_OTHERS):
        return False
    texts = _texts(array.values)
    return len(set(texts)) == len(texts)


def _texts(values: np.ndarray) -> tuple[str, ...]:
    return tuple(
        value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
        for value in values.reshape(-1).tolist()
    )


def _labels(group: list[_Array]) -> list[_Array]:
    """The arrays of labels in a group: those that are called so, else those that look so."""
    possible = [array for array in group if _may_be_labels(array) and not array.words & _NEITHER]
    named = [array for array in possible if _is_called(array, _LABEL_WORDS, "y")]
    fine = [array for array in named if not array.words & _COARSE]
    if named:
        return fine or named
    return [array for array in possible if array.is_row or _are_one_hot(array, group)]


def _may_be_labels(array: _Array) -> bool:
    shape = array.values.shape
    return array.is_row or (len(shape) == 2 and shape[1] <= MAX_CLASSES)


def _are_one_hot(array: _Array, group: list[_Array]) -> bool:
    """Whether an array without a telling name is one-hot, beside a larger one for its pictures."""
    has_pictures = any(
        other.values.size > array.values.size and other.may_have(array) for other in group
    )
    return has_pictures and is_one_hot(array.values)


def _pictures(group: list[_Array], labels: list[_Array]) -> list[_Array]:
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
    named = [array for array in possible if _is_called(array, _PICTURE_WORDS, "x")]
    squares = [array for array in possible if array.values.ndim > 2]
    return named or squares or possible


def _is_called(array: _Array, inside: Sequence[str], letter: str) -> bool:
    """Whether one of the words is in the name, or the letter, alone or as in `ytrain`."""
    name = array.name.lower()
    letters = {_SPLIT_AT_AN_END.sub("", word) for word in array.words}
    return any(word in name for word in inside) or letter in letters


def _parts(group: list[_Array], labels: list[_Array], reading: _Reading) -> Iterator[FilePart]:
    pictures = _pictures(group, labels)
    if not pictures:
        yield from map(reading.labels, labels)
    elif not labels:
        yield from (_with_label_column(array, reading) for array in pictures)
    elif pairs := _pairs(pictures, labels, reading):
        splits = _splits(pairs, reading.split)
        for (array, numbers), split in zip(pairs, splits, strict=True):
            part = reading._replace(split=split).part(array, numbers)
            yield replace(part, notes=(*part.notes, *_notes(pairs, splits, group, reading)))
    else:
        yield from map(reading.part, pictures)
        yield from map(reading.labels, labels)


def _pairs(
    pictures: list[_Array], labels: list[_Array], reading: _Reading
) -> list[tuple[_Array, _Array]]:
    """Pictures with their labels; none where their numbers differ.

    Raises DatasetError where several would fit.
    """
    fitting = [
        (array, numbers) for array in pictures for numbers in labels if array.may_have(numbers)
    ]
    if len(fitting) <= 1:
        return fitting
    in_order = list(zip(pictures, labels, strict=False))
    if len(pictures) == len(labels) and all(pair in fitting for pair in in_order):
        return in_order
    arrays, numbers = zip(*fitting, strict=True)
    if _same_pictures(arrays) and _same_labels(numbers, reading):
        return fitting[:1]
    raise DatasetError(
        say(
            UNCLEAR,
            where=reading.member.where,
            names=", ".join(f"“{array.key}”" for array in (*pictures, *labels)),
        )
    )


def _same_pictures(arrays: Sequence[_Array]) -> bool:
    """Whether all hold the same values: once flat, for instance, and once as squares."""
    first, *others = (array.values.reshape(-1) for array in arrays)
    return all(np.array_equal(values, first) for values in others)


def _same_labels(arrays: Sequence[_Array], reading: _Reading) -> bool:
    """Whether all say the same: once as numbers, for instance, and once one-hot."""
    first, *others = (to_labels(array.values, reading.member.where) for array in arrays)
    return all(
        np.array_equal(labels, first[0]) and classes == first[1] for labels, classes in others
    )


def _splits(pairs: list[tuple[_Array, _Array]], split: str) -> list[str]:
    """The split of each pair: of two that `np.savez` has numbered, the first is for training."""
    if len(pairs) == 2 and all(array.name.startswith("arr_") for pair in pairs for array in pair):
        return ["train", "test"]
    return [split] * len(pairs)


def _notes(
    pairs: list[tuple[_Array, _Array]],
    splits: list[str],
    group: list[_Array],
    reading: _Reading,
) -> Iterator[str]:
    where = reading.member.where
    if splits == ["train", "test"]:
        (train, _), (test, _) = pairs
        yield say(FIRST_IS_TRAIN, where=where, train=train.key, test=test.key)
    used = {array.key for pair in pairs for array in pair}
    unused = [array.key for array in group if array.key not in used]
    if unused:
        names = ", ".join(f"“{key}”" for key in unused)
        yield say(LEFT_OUT, where=where, names=names, count=len(unused))


def _with_label_column(array: _Array, reading: _Reading) -> FilePart:
    """Pictures without labels; in rows with one number too many that one is the label.

    If nothing else labels them they may be of one class, as in Quick Draw's `cat.npy`.
    """
    values = array.values
    if not reading.counts and values.ndim == 2 and not is_flat_picture(values.shape[1]):
        for column in (0, values.shape[1] - 1):
            pixels = np.delete(values, column, axis=1)
            if is_flat_picture(pixels.shape[1]) and _look_like_labels(values[:, column]):
                part = reading.part(_Array(array.key, pixels))
                labels, _ = to_labels(values[:, column], part.where)
                note = say(LABEL_COLUMN, where=part.where, column=column + 1, count=values.shape[1])
                return replace(part, labels=labels, notes=(*part.notes, note))
    if _is_called(array, _PICTURE_WORDS, "x"):
        return reading.part(array)
    if _is_one_picture(values):
        where = reading.member.where
        raise NotPictures(say("{where} is a single picture without a class.", where=where))
    part = reading.part(array)
    return replace(part, one_class=class_name(array.name))


def _is_one_picture(values: np.ndarray) -> bool:
    """Whether an array without labels is a picture of its own rather than many."""
    if values.ndim == 2:
        return values.shape[0] == values.shape[1]
    return values.ndim == 3 and values.shape[2] in (3, 4)


def _look_like_labels(column: np.ndarray) -> bool:
    return bool(
        np.isfinite(column).all()
        and (column >= 0).all()
        and (column == np.rint(column)).all()
        and 2 <= len(np.unique(column)) <= MAX_CLASSES
    )


def class_name(name: str) -> str:
    """The class that the name of a file or an array may stand for; "" where it says a split."""
    name = name.removeprefix("full_numpy_bitmap_")  # as Quick Draw's files are called
    return "" if split_of(PurePosixPath(name)) or name.startswith("arr_") else name
