"""Tables with nothing but the labels of pictures that lie in another file, in the same order."""

import numpy as np

from core.datasets.naming import split_of
from core.datasets.parts import FilePart
from core.datasets.readers.column_roles import is_one_hot, stem
from core.datasets.readers.pixel_columns import to_labels
from core.datasets.readers.sheet import Sheet, number_in, split
from core.datasets.sources import Member
from core.language import message

_COUNTERS = ("unnamed", "index")
"""Columns that number the rows. One called "id" may name pictures."""


def read(sheet: Sheet, member: Member) -> list[FilePart] | None:
    """The labels in a column, or in a column for each class; None for any other table.

    A column that numbers the rows may stand before them. `pandas` calls the column of a series 0:
    such a first row is kept, as `maybe_header`, unless labels are words.
    """
    rows = list(sheet.rows)
    cells = [split(line, sheet.separator) for _, line in rows]
    if not cells or any(len(row) != sheet.width for row in cells):
        return None
    numbers = [number for number, _ in rows]
    columns = list(range(sheet.width))
    if sheet.columns and stem(sheet.columns[0]) in _COUNTERS and sheet.width > 1:
        columns = columns[1:]
    classes: tuple[str, ...] = ()
    labels: np.ndarray | None
    maybe_header = not sheet.columns and cells[0][columns[0]] == "0"
    if maybe_header and all(number_in(row[columns[0]]) is None for row in cells[1:]):
        cells, numbers, maybe_header = cells[1:], numbers[1:], False  # the labels are words
    if len(columns) == 1:
        labels, classes = to_labels([row[columns[0]] for row in cells], numbers, sheet.where)
    elif is_one_hot(columns, cells):
        shares = [[number_in(row[column]) for column in columns] for row in cells]
        labels = np.array(shares).argmax(axis=1)
        classes = tuple(sheet.columns[column] for column in columns) if sheet.columns else ()
    else:
        return None
    if labels is None:
        return None
    return [
        FilePart(
            message("CSV, labels alone"),
            sheet.where,
            labels=labels,
            classes=classes,
            split=split_of(member.path),
            maybe_header=maybe_header,
        )
    ]
