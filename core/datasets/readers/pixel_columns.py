"""Tables with a column a pixel: MNIST as Kaggle and OpenML have it, and whatever is saved so."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, islice
from math import prod
from pathlib import PurePosixPath

import numpy as np

from core.datasets.choices import Choices
from core.datasets.errors import DatasetError, NotPictures
from core.datasets.naming import natural_order, split_of
from core.datasets.parts import FilePart
from core.datasets.readers.column_roles import is_picture_size, roles, stem
from core.datasets.readers.flat_rows import unflatten
from core.datasets.readers.number_columns import Wanted, read_columns
from core.datasets.readers.sheet import Sheet, number_in, split
from core.datasets.sources import Member
from core.language import message, say

SAMPLE = 200

NO_PICTURES = message(
    "{where} has {count:,} columns of numbers that belong together, which is neither a square of "
    "pixels (28×28 = 784, 48×48 = 2,304) nor three squares of colour (3×32×32 = 3,072)."
)


def read(sheet: Sheet, member: Member, choices: Choices) -> list[FilePart]:
    """The pictures of the table, with their labels and splits where it has them.

    Raises DatasetError, with the row, for a value that no pixel has and for a row of another
    length; NotPictures for a table of something else.
    """
    first = list(islice(sheet.rows, SAMPLE))
    sheet = replace(sheet, rows=chain(first, sheet.rows))
    sample = [split(line, sheet.separator) for _, line in first]
    sample = [cells for cells in sample if len(cells) == sheet.width]
    if not sample:
        raise DatasetError(say("{where} has column names but no rows.", where=sheet.where))
    columns = roles(sheet.columns, sample, sheet.where)
    columns = columns._replace(pixels=_in_order(columns.pixels, sheet.columns))
    if not is_picture_size(len(columns.pixels)):
        raise NotPictures(say(NO_PICTURES, where=sheet.where, count=len(columns.pixels)))
    split_columns = [] if columns.split is None else [columns.split]
    wanted = Wanted(columns.pixels, [*columns.label, *split_columns])
    (numbers, texts), rows = read_columns(sheet, wanted)
    of_labels = texts[: len(columns.label)]
    images, order, notes = unflatten(numbers, sheet.where, choices.colour_order)
    labels: np.ndarray | None = None
    classes: tuple[str, ...] = ()
    if len(columns.label) == 1:
        labels, classes = to_labels(of_labels[0], rows, sheet.where)
    elif columns.label:
        one_hot = [[number_in(cell) or 0 for cell in cells] for cells in of_labels]
        labels = np.array(one_hot).argmax(axis=0)
        classes = tuple(sheet.columns[column] for column in columns.label)
    if split_columns:
        splits = [split_of(PurePosixPath(cell)) for cell in texts[-1]]
    else:
        splits = [split_of(member.path)] * len(images)
    whole = FilePart(
        message("CSV, one column a pixel"),
        sheet.where,
        images,
        labels,
        classes=classes,
        notes=notes,
        colour_order=order,
    )
    return divided(whole, splits)


def _in_order(pixels: tuple[int, ...], names: Sequence[str]) -> tuple[int, ...]:
    """The columns of pixels in the order of the numbers in their names.

    Names that were sorted as text stand otherwise: pixel0, pixel1, pixel10. Names that do not
    number a row of pixels (pixel7), or rows and columns (2x7), without a gap, say nothing.
    """
    if not names or len({stem(names[column]) for column in pixels}) > 1:
        return pixels
    numbers = [
        tuple(int(digits) for digits in re.findall(r"[0-9]+", names[column])) for column in pixels
    ]
    if {len(each) for each in numbers} not in ({1}, {2}):
        return pixels
    axes = [sorted(set(axis)) for axis in zip(*numbers, strict=True)]
    has_gap = any(axis[-1] - axis[0] + 1 != len(axis) for axis in axes)
    if has_gap or len(set(numbers)) != len(pixels) or prod(map(len, axes)) != len(pixels):
        return pixels
    return tuple(column for _, column in sorted(zip(numbers, pixels, strict=True)))


def divided(part: FilePart, splits: Sequence[str]) -> list[FilePart]:
    """The part as one part for each split, of which `splits` names one for each picture."""
    names = sorted(set(splits))
    if len(names) == 1:
        return [replace(part, split=names[0])]
    assert part.images is not None
    of = np.array(splits)
    return [
        replace(
            part,
            images=part.images[of == name],
            labels=None if part.labels is None else part.labels[of == name],
            split=name,
        )
        for name in names
    ]


def to_labels(
    cells: Sequence[str], rows: Sequence[int], where: str
) -> tuple[np.ndarray | None, tuple[str, ...]]:
    """Labels as int64 `(n,)`, and the names of the classes where the cells are words.

    None if there is no label at all; DatasetError where some are missing.
    """
    missing = [row for row, cell in zip(rows, cells, strict=True) if not cell]
    if len(missing) == len(cells):
        return None, ()
    if missing:
        raise DatasetError(
            say(
                "{where}, row {number} has no label; {count:,} of {total:,} rows have none.",
                where=where,
                number=missing[0],
                count=len(missing),
                total=len(cells),
            )
        )
    numbers = [number_in(cell) for cell in cells]
    if all(number is not None and number >= 0 and number.is_integer() for number in numbers):
        return np.array(numbers, np.int64), ()
    classes = natural_order(set(cells))
    index = {name: label for label, name in enumerate(classes)}
    return np.array([index[cell] for cell in cells], np.int64), classes
