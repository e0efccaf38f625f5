"""Which columns of a table with a column a pixel are pixels, and which one is the label."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import PurePosixPath
from typing import NamedTuple

from core.datasets import vocabulary
from core.datasets.errors import DatasetError
from core.datasets.naming import split_of
from core.datasets.readers.sheet import WIDE, number_in
from core.language import message, say

LABELS = tuple(vocabulary.LABEL_COLUMNS.split())
INDEXES = ("unnamed", "index", "id", "idx", "row", "rowid", "imageid", "no", "nr")
SPLITS = tuple(vocabulary.SPLIT_COLUMNS.split())

UNCLEAR = message(
    "{where}: the columns {columns} are no pixels, and it is not clear which of them is the label. "
    "Call it “label”."
)


class Roles(NamedTuple):
    """The numbers of the columns with pixels, and of those with label and split, if there are any.

    `label` are several where each class has a column of its own, with a 1 in one of them.
    """

    pixels: tuple[int, ...]
    label: tuple[int, ...] = ()
    split: int | None = None


def roles(names: Sequence[str], sample: Sequence[Sequence[str]], where: str) -> Roles:
    """The roles of the columns, by their `names`, if they have any, and by some rows.

    Columns with pixels are called alike but for their number. Raises DatasetError where several
    others may be the label.
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
    label = _label(others, stems, sample, names, where)
    if not label:
        pixels, label = _without_label(pixels, sample)
    return Roles(tuple(pixels), label, split)


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
    others: list[int],
    stems: Sequence[str],
    sample: Sequence[Sequence[str]],
    names: Sequence[str],
    where: str,
) -> tuple[int, ...]:
    """The label among the columns that are no pixels; none if there are none."""
    for name in LABELS:
        called_so = [column for column in others if stems[column] == stem(name)]
        if called_so:
            return tuple(called_so) if is_one_hot(called_so, sample) else (called_so[0],)
    if is_one_hot(others, sample):
        return tuple(others)
    candidates = [
        column
        for column in others
        if stems[column] not in INDEXES and not _is_index(_cells(sample, column))
    ]
    if len(candidates) > 1:
        columns = ", ".join(f"“{names[column]}”" for column in candidates)
        raise DatasetError(say(UNCLEAR, where=where, columns=columns))
    return tuple(candidates)


def is_one_hot(columns: list[int], sample: Sequence[Sequence[str]]) -> bool:
    """Whether each row has a 1 in one of several columns, and 0 in the others."""
    rows = [[number_in(row[column]) for column in columns] for row in sample]
    return len(columns) > 1 and all(
        sorted(row, key=str) == [0] * (len(columns) - 1) + [1] for row in rows
    )


def _is_index(cells: list[str]) -> bool:
    """Whether the cells count the rows."""
    numbers = [number_in(cell) for cell in cells]
    return len(cells) > 2 and all(
        before is not None and after == before + 1 for before, after in pairwise(numbers)
    )


def _without_label(
    pixels: list[int], sample: Sequence[Sequence[str]]
) -> tuple[list[int], tuple[int, ...]]:
    """The pixels and the label where nothing tells them apart but how many columns there are."""
    if len(pixels) > 2 and _is_index(_cells(sample, pixels[0])):
        if is_picture_size(len(pixels) - 1):
            return pixels[1:], ()
        if is_picture_size(len(pixels) - 2):
            pixels = pixels[1:]
    if is_picture_size(len(pixels)) or not is_picture_size(len(pixels) - 1):
        return pixels, ()
    first, last = pixels[0], pixels[-1]
    if _unlike(sample, first, pixels[1]) >= _unlike(sample, last, pixels[-2]):
        return pixels[1:], (first,)
    return pixels[:-1], (last,)


def _unlike(sample: Sequence[Sequence[str]], column: int, neighbour: int) -> float:
    """How much a column differs from the pixel beside it; words are no pixels at all."""
    cells = [number_in(cell) for cell in _cells(sample, column)]
    beside = [number_in(cell) for cell in _cells(sample, neighbour)]
    if None in cells:
        return math.inf
    if len(set(cells)) == 1 and len(cells) > 1:
        return -1  # a corner that is always empty, rather than one class
    return sum(abs((one or 0) - (other or 0)) for one, other in zip(cells, beside, strict=True))
