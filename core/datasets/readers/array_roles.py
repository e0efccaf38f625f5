"""Pictures and labels from the arrays of a file: which of them belong together.

What stays unclear is refused with the names of the arrays, rather than guessed.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import NamedTuple

import numpy as np

from core.datasets.choices import Choices
from core.datasets.errors import DatasetError, NotPictures
from core.datasets.naming import split_of
from core.datasets.parts import FilePart
from core.datasets.readers.array_names import (
    Array,
    are_class_names,
    class_name,
    is_called_pictures,
    labels_among,
    labels_in_rows,
    pictures_among,
    texts_in,
)
from core.datasets.readers.arrays import to_labels, to_pictures
from core.datasets.readers.end_labels import FIRST, End, end_with_label, one_hot_at_an_end
from core.datasets.readers.flat_rows import is_flat_picture
from core.datasets.readers.resizing import stacked
from core.datasets.readers.sheet import WIDE
from core.datasets.sources import Member
from core.language import message, plural, say

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


class _Reading(NamedTuple):
    """What it takes to make parts of arrays."""

    member: Member
    layout: str
    choices: Choices
    split: str
    counts: Collection[int]
    counts_elsewhere: Collection[int]

    def part(self, array: Array, labels: Array | None = None) -> FilePart:
        """The pictures of `array`, with labels if there are some."""
        where = self.where(array, labels)
        counts = {*self.counts, *self.counts_elsewhere}
        images, order, notes = to_pictures(array.values, where, self.choices, counts)
        part = FilePart(
            self.layout, where, images, split=self.split, notes=notes, colour_order=order
        )
        if labels is None:
            return part
        numbers, classes = to_labels(labels.values, self.where(labels))
        return replace(part, labels=numbers, classes=classes)

    def labels(self, array: Array) -> FilePart:
        where = self.where(array)
        numbers, classes = to_labels(array.values, where)
        return FilePart(self.layout, where, labels=numbers, classes=classes, split=self.split)

    def where(self, array: Array, labels: Array | None = None) -> str:
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
    arrays: Mapping[str, np.ndarray],
    member: Member,
    layout: str,
    choices: Choices,
    counts_elsewhere: Collection[int] = (),
) -> list[FilePart]:
    """The pictures and labels among `arrays`, which are called by their paths within the file.

    `counts_elsewhere` are the numbers of labels in other files. Raises NotPictures where there are
    none, and DatasetError where it is not clear which they are.
    """
    found = [Array(key, labels_in_rows(values)) for key, values in arrays.items() if values.size]
    found = _of_single_pictures(found, choices.picture_size) or found
    groups: dict[str, list[Array]] = defaultdict(list)
    parts = []
    for array in found:
        if are_class_names(array):
            parts.append(FilePart(layout, member.where, classes=texts_in(array.values)))
        else:
            split = split_of(member.path.parent / member.path.stem / array.key) or array.split
            groups[split].append(array)
    labels = {split: labels_among(group) for split, group in groups.items()}
    counts = {array.label_count for some in labels.values() for array in some}
    for split, group in groups.items():
        reading = _Reading(member, layout, choices, split, counts, counts_elsewhere)
        parts.extend(_parts(group, labels[split], reading))
    if not any(part.count for part in parts):
        raise NotPictures(say("{where} holds no arrays of pictures.", where=member.where))
    return parts


def _of_single_pictures(found: list[Array], side: int | None) -> list[Array]:
    """Arrays that are one picture each, in a group for each class, as an array for each class.

    None where they are anything else.
    """
    classes: dict[str, list[Array]] = defaultdict(list)
    for array in found:
        if not _may_be_one_picture(array) or not any(map(str.isdecimal, array.name)):
            return []
        classes[str(PurePosixPath(array.key).parent)].append(array)
    if len(classes) < 2 or any(len(some) < 2 for some in classes.values()):
        return []
    return [
        Array(path, stacked([array.values for array in some], side))
        for path, some in classes.items()
    ]


def _may_be_one_picture(array: Array) -> bool:
    *sides, last = array.values.shape
    return len(sides) == 1 or (len(sides) == 2 and last in (1, 3, 4))


def _parts(group: list[Array], labels: list[Array], reading: _Reading) -> Iterator[FilePart]:
    pictures = pictures_among(group, labels)
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
    pictures: list[Array], labels: list[Array], reading: _Reading
) -> list[tuple[Array, Array]]:
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
        return [max(fitting, key=lambda pair: pair[0].values.ndim)]  # rows may be no square
    raise DatasetError(
        say(
            UNCLEAR,
            where=reading.member.where,
            names=", ".join(f"“{array.key}”" for array in (*pictures, *labels)),
        )
    )


def _same_pictures(arrays: Sequence[Array]) -> bool:
    """Whether all hold the same values: once flat, for instance, and once as squares."""
    first, *others = (array.values.reshape(-1) for array in arrays)
    return all(np.array_equal(values, first) for values in others)


def _same_labels(arrays: Sequence[Array], reading: _Reading) -> bool:
    """Whether all say the same: once as numbers, for instance, and once one-hot."""
    first, *others = (to_labels(array.values, reading.member.where) for array in arrays)
    return all(
        np.array_equal(labels, first[0]) and classes == first[1] for labels, classes in others
    )


def _splits(pairs: list[tuple[Array, Array]], split: str) -> list[str]:
    """The split of each pair: of two that `np.savez` has numbered, the first is for training."""
    if len(pairs) == 2 and all(array.name.startswith("arr_") for pair in pairs for array in pair):
        return ["train", "test"]
    return [split] * len(pairs)


def _notes(
    pairs: list[tuple[Array, Array]],
    splits: list[str],
    group: list[Array],
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


def _with_label_column(array: Array, reading: _Reading) -> FilePart:
    """Pictures without labels; in rows with one number too many that one is the label.

    If nothing else labels them they may be of one class, as in Quick Draw's `cat.npy`.
    """
    values = array.values
    part = None if reading.counts else _with_label_at_an_end(array, reading)
    if part:
        return part
    if is_called_pictures(array):
        return reading.part(array)
    if _is_one_picture(values):
        where = reading.member.where
        raise NotPictures(say("{where} is a single picture without a class.", where=where))
    part = reading.part(array)
    return replace(part, one_class=class_name(array.name))


def _with_label_at_an_end(array: Array, reading: _Reading) -> FilePart | None:
    """The pictures in rows that have their label in front or behind; None for any other array."""
    values = array.values
    if values.ndim != 2 or values.shape[1] <= WIDE or is_flat_picture(values.shape[1]):
        return None
    if values.shape[1] in reading.counts_elsewhere and is_flat_picture(values.shape[0]):
        return None  # pictures in columns
    if part := _with_one_hot_labels(array, reading):
        return part
    if not is_flat_picture(values.shape[1] - 1):
        return None
    ends = End(values[:, 0], values[:, 1]), End(values[:, -1], values[:, -2])
    chosen = end_with_label(*ends, reading.where(array), reading.choices.reading)
    if chosen is None:
        return None
    column = 0 if chosen.key == FIRST else values.shape[1] - 1
    part = reading.part(Array(array.key, np.delete(values, column, axis=1)))
    labels, _ = to_labels(values[:, column], part.where)
    note = say(LABEL_COLUMN, where=part.where, column=column + 1, count=values.shape[1])
    notes = (*part.notes, note)
    return replace(
        part,
        labels=labels,
        notes=notes,
        readings=chosen.readings,
        reading=chosen.key,
    )


def _with_one_hot_labels(array: Array, reading: _Reading) -> FilePart | None:
    values = array.values
    columns = one_hot_at_an_end(values)
    if columns is None:
        return None
    part = reading.part(Array(array.key, np.delete(values, columns, axis=1)))
    return replace(part, labels=values[:, columns].argmax(axis=1))


def _is_one_picture(values: np.ndarray) -> bool:
    """Whether an array without labels is a picture of its own rather than many."""
    if values.ndim == 2:
        return values.shape[0] == values.shape[1]
    return values.ndim == 3 and values.shape[2] in (3, 4)
