"""Which columns of a table with a column a pixel are pixels, and which one is the label."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import PurePosixPath
from typing import NamedTuple

import numpy as np

from core.datasets import vocabulary
from core.datasets.naming import split_of
from core.datasets.readers.end_labels import one_hot_at_an_end
from core.datasets.readers.sheet import WIDE, number_in, numbers_in

LABELS = tuple(vocabulary.LABEL_COLUMNS.split())
INDEXES = ("unnamed", "index", "id", "idx", "row", "rowid", "imageid", "no", "nr")
SPLITS = tuple(vocabulary.SPLIT_COLUMNS.split())


class Roles(NamedTuple):
    """The numbers of the columns with pixels, and of those with label and split, if there are any.

    `label` are several where each class has a column of its own, with a 1 in one of them.
    `candidates` are the columns that may be the label, where no name tells which of them is.
    `counter` numbers the rows.
    """

    pixels: tuple[int, ...]
    label: tuple[int, ...] = ()
    split: int | None = None
    candidates: tuple[int, ...] = ()
    counter: int | None = None

    @property
    def has_label_at_an_end(self) -> bool:
        """Whether the pixels are one too many: the first of them or the last is the label."""
        count = len(self.pixels)
        is_alone = not (self.label or self.candidates)
        return is_alone and is_picture_size(count - 1) and not is_picture_size(count)


def roles(names: Sequence[str], sample: Sequence[Sequence[str]]) -> Roles:
    """The roles of the columns, by their `names`, if they have any, and by some rows.

    Columns with pixels are called alike but for their number.
    """
    width = len(sample[0])
    stems = [stem(name) for name in names] or [""] * width
    common = {stem for stem, count in Counter(stems).items() if count >= WIDE}
    empty = {column for column in range(width) if not any(row[column] for row in sample)}
    pixels = [
        column
        for column in range(width)
        if stems[column] in common and (names or column not in empty)
    ]
    others = [column for column in range(width) if stems[column] not in common]
    others = [column for column in others if column not in empty]
    split = next((c for c in others if stems[c] in SPLITS and _are_splits(_cells(sample, c))), None)
    others = [column for column in others if column != split]
    counter = next(
        (column for column in others if _is_counter(stems[column], sample, column)), None
    )
    if label := _label(others, stems, sample):
        return Roles(tuple(pixels), label, split, counter=counter)
    candidates = tuple(
        column for column in others if not _is_counter(stems[column], sample, column)
    )
    if not candidates and _begin_with_index(pixels, sample):
        counter, *pixels = pixels
    found = Roles(tuple(pixels), (), split, candidates, counter)
    is_clear = candidates or is_picture_size(len(pixels))
    return found if is_clear else _with_one_hot_labels(found, sample)


def _with_one_hot_labels(found: Roles, sample: Sequence[Sequence[str]]) -> Roles:
    """The roles with the first columns, or the last, as labels if they are one-hot."""
    rows = [numbers_in([row[column] for column in found.pixels]) for row in sample]
    labels = None if any(row is None for row in rows) else one_hot_at_an_end(np.array(rows))
    if labels is None:
        return found
    label = found.pixels[labels]
    pixels = tuple(column for column in found.pixels if column not in label)
    return found._replace(pixels=pixels, label=label)


def stem(name: str) -> str:
    """The name of a column without numbers and punctuation; pandas calls one without a name so."""
    return re.sub(r"[\d\W_]+", "", name) if name else "unnamed"


def is_picture_size(count: int) -> bool:
    """Whether so many pixels are a square, grey or in colour."""
    return count > 0 and any(
        count == channels * math.isqrt(count // channels) ** 2 for channels in (1, 3)
    )


def _cells(sample: Sequence[Sequence[str]], column: int) -> list[str]:
    return [row[column] for row in sample]


def _are_splits(cells: list[str]) -> bool:
    return all(split_of(PurePosixPath(cell)) for cell in cells)


def _label(
    others: list[int], stems: Sequence[str], sample: Sequence[Sequence[str]]
) -> tuple[int, ...]:
    """The label among the columns that are no pixels, by its name; none if there is none."""
    for name in LABELS:
        called_so = [column for column in others if stems[column] == stem(name)]
        if called_so:
            return tuple(called_so) if is_one_hot(called_so, sample) else (called_so[0],)
    return tuple(others) if is_one_hot(others, sample) else ()


def is_one_hot(columns: list[int], sample: Sequence[Sequence[str]]) -> bool:
    """Whether each row has a 1 in one of several columns, and 0 in the others."""
    rows = [[number_in(row[column]) for column in columns] for row in sample]
    return len(columns) > 1 and all(
        sorted(row, key=str) == [0] * (len(columns) - 1) + [1] for row in rows
    )


def _is_counter(stem_: str, sample: Sequence[Sequence[str]], column: int) -> bool:
    return stem_ in INDEXES or _is_index(_cells(sample, column))


def _is_index(cells: list[str]) -> bool:
    """Whether the cells count the rows."""
    numbers = [number_in(cell) for cell in cells]
    return len(cells) > 2 and all(
        before is not None and after == before + 1 for before, after in pairwise(numbers)
    )


def _begin_with_index(pixels: list[int], sample: Sequence[Sequence[str]]) -> bool:
    """Whether the first of these columns counts the rows of pictures, labelled or not."""
    if len(pixels) < 3 or not _is_index(_cells(sample, pixels[0])):
        return False
    return is_picture_size(len(pixels) - 1) or is_picture_size(len(pixels) - 2)
