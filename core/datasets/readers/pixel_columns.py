"""Tables with a column a pixel: MNIST as Kaggle and OpenML have it, and whatever is saved so."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, islice
from math import prod
from pathlib import PurePosixPath
from typing import NamedTuple

import numpy as np

from core.datasets.choices import Choices
from core.datasets.errors import DatasetError, NotPictures
from core.datasets.naming import natural_order, split_of
from core.datasets.parts import FilePart
from core.datasets.readers.array_names import class_name
from core.datasets.readers.arrays import to_pictures
from core.datasets.readers.column_roles import Roles, is_picture_size, roles, stem
from core.datasets.readers.end_labels import FIRST, End, end_with_label
from core.datasets.readers.label_choice import Chosen, choose_column, column_key
from core.datasets.readers.number_columns import WantedColumns, as_pixels, check_range, read_columns
from core.datasets.readers.sheet import Sheet, number_in, numbers_in, split
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
    columns = roles(sheet.columns, sample)
    if columns.has_label_at_an_end:
        found = _with_label_at_an_end(sheet, columns, choices.reading)
    else:
        found = _with_named_label(sheet, columns, choices.reading)
    images, order, notes = to_pictures(found.pixels, sheet.where, choices)
    labels: np.ndarray | None = None
    classes: tuple[str, ...] = ()
    if len(found.labels) == 1:
        labels, classes = to_labels(found.labels[0], found.rows, sheet.where)
    elif found.labels:
        one_hot = [[number_in(cell) or 0 for cell in cells] for cells in found.labels]
        labels = np.array(one_hot).argmax(axis=0)
        classes = tuple(sheet.header[column] for column in columns.label) if sheet.header else ()
    whole = FilePart(
        message("CSV, one column a pixel"),
        sheet.where,
        images,
        labels,
        classes=classes,
        notes=notes,
        colour_order=order,
        readings=found.chosen.readings,
        reading=found.chosen.key,
        ids=numbers_in(found.ids) if found.ids else None,
        one_class=class_name(member.path.stem),
    )
    of_rows = [split_of(PurePosixPath(cell)) for cell in found.splits]
    return divided(whole, of_rows or [split_of(member.path)] * len(images))


class _FoundRows(NamedTuple):
    """What stands in the rows: pixels `(n, columns)`, the cells of the columns with labels, of the
    one with splits and of the index, the numbers of the rows, and which column was chosen for the
    label.
    """

    pixels: np.ndarray
    labels: list[list[str]]
    splits: list[str]
    ids: list[str]
    rows: list[int]
    chosen: Chosen = Chosen("")


def _with_named_label(sheet: Sheet, columns: Roles, wanted: str | None) -> _FoundRows:
    pixels = _in_order(columns.pixels, sheet.columns)
    if not is_picture_size(len(pixels)):
        raise NotPictures(say(NO_PICTURES, where=sheet.where, count=len(pixels)))
    found = _found(sheet, columns, pixels, columns.label or columns.candidates)
    if not columns.candidates:
        return found
    names = [sheet.header[column] for column in columns.candidates]
    named = dict(zip(names, found.labels, strict=True))
    chosen = choose_column(named, sheet.where, wanted) or Chosen("")
    labels = [cells for name, cells in named.items() if chosen.key == column_key(name)]
    return found._replace(labels=labels, chosen=chosen)


def _with_label_at_an_end(sheet: Sheet, columns: Roles, wanted: str | None) -> _FoundRows:
    """Raises NotPictures if neither end can be the label, and Undecided if both can."""
    first, *inner, last = columns.pixels
    found = _found(sheet, columns, inner, (first, last))
    pixels, ends = found.pixels, found.labels
    chosen = end_with_label(
        End(ends[0], pixels[:, 0]), End(ends[1], pixels[:, -1]), sheet.where, wanted
    )
    if chosen is None:
        raise NotPictures(say(NO_PICTURES, where=sheet.where, count=len(columns.pixels)))
    if chosen.key == FIRST:
        labels, edge = ends
        pixels = np.column_stack([pixels, as_pixels(edge, sheet.where, found.rows)])
    else:
        edge, labels = ends
        pixels = np.column_stack([as_pixels(edge, sheet.where, found.rows), pixels])
    check_range(pixels, sheet.where, found.rows)
    return found._replace(pixels=pixels, labels=[labels], chosen=chosen)


def _found(
    sheet: Sheet, columns: Roles, pixels: Sequence[int], labels: Sequence[int]
) -> _FoundRows:
    others = [column for column in (columns.split, columns.counter) if column is not None]
    (numbers, texts), rows = read_columns(sheet, WantedColumns(pixels, [*labels, *others]))
    of_others = dict(zip(others, texts[len(labels) :], strict=True))
    splits = [] if columns.split is None else of_others[columns.split]
    ids = [] if columns.counter is None else of_others[columns.counter]
    return _FoundRows(numbers, texts[: len(labels)], splits, ids, rows)


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
            ids=None if part.ids is None else part.ids[of == name],
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
