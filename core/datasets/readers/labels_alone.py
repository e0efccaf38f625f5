"""Tables with nothing but the labels of pictures that lie in another file."""

from collections.abc import Sequence

import numpy as np

from core.datasets.arrangement.picture_names import LabelTable
from core.datasets.choices import Choices
from core.datasets.naming import folded, split_of
from core.datasets.parts import FilePart
from core.datasets.readers.column_roles import INDEXES, LABELS, is_one_hot, stem
from core.datasets.readers.label_choice import Chosen, choose_column, column_key
from core.datasets.readers.pixel_columns import to_labels
from core.datasets.readers.sheet import Sheet, number_in, numbers_in, split
from core.datasets.sources import Member
from core.language import message


def read(sheet: Sheet, member: Member, choices: Choices) -> list[FilePart] | None:
    """The labels in a column, or in a column for each class; None for any other table.

    Nor are labels what a form for answers has, or a table that names files. A column that numbers
    the rows may stand before them. The first row of a table with one column may be its name, which
    `pandas` writes as 0 for a series without one: it is kept, as `maybe_header`, unless the others
    are of another kind.
    """
    rows = list(sheet.rows)
    cells = [split(line, sheet.separator) for _, line in rows]
    if not cells or any(len(row) != sheet.width for row in cells):
        return None
    if LabelTable(sheet.where, member.path, ()).is_submission:
        return None
    numbers = [number for number, _ in rows]
    columns = list(range(sheet.width))
    ids = _ids(sheet, cells)
    if ids is not None:
        columns = columns[1:]
    cells, numbers, maybe_header = _without_name(sheet, cells, numbers, columns[0])
    classes: tuple[str, ...] = ()
    labels: np.ndarray | None
    label, chosen = _label_column(sheet, cells, columns, choices.reading)
    if label is not None:
        labels, classes = to_labels([row[label] for row in cells], numbers, sheet.where)
    elif is_one_hot(columns, cells):
        shares = [[number_in(row[column]) for column in columns] for row in cells]
        labels = np.array(shares).argmax(axis=1)
        classes = tuple(sheet.header[column] for column in columns) if sheet.header else ()
    else:
        return None
    if labels is None or (ids is not None and len(set(labels.tolist())) == 1):
        return None  # one label for all is made up
    return [
        FilePart(
            message("CSV, labels alone"),
            sheet.where,
            labels=labels,
            classes=classes,
            split=split_of(member.path),
            maybe_header=maybe_header,
            ids=ids,
            readings=chosen.readings,
            reading=chosen.key,
        )
    ]


def _ids(sheet: Sheet, cells: list[list[str]]) -> np.ndarray | None:
    """The numbers in a first column that numbers the pictures, None without one."""
    if sheet.width < 2:
        return None
    numbers = numbers_in([row[0] for row in cells])
    if numbers is None or len(np.unique(numbers)) < len(numbers):
        return None
    if sheet.columns:
        return numbers if stem(sheet.columns[0]) in INDEXES else None
    return numbers if np.array_equal(np.diff(numbers), np.ones(len(numbers) - 1)) else None


def _without_name(
    sheet: Sheet, cells: list[list[str]], numbers: list[int], column: int
) -> tuple[list[list[str]], list[int], bool]:
    """Rows and their numbers without a first one that is a name; and whether it may be one."""
    if sheet.columns:
        name = sheet.header[column]
        is_telling = sheet.width > 1 or sheet.columns[column] in LABELS
        if is_telling or any(number_in(row[column]) is not None for row in cells):
            return cells, numbers, False
        return [[name], *cells], [1, *numbers], True  # all are words
    if cells[0][column] != "0":
        return cells, numbers, False
    if all(number_in(row[column]) is None for row in cells[1:]):
        return cells[1:], numbers[1:], False
    return cells, numbers, True


def _label_column(
    sheet: Sheet, cells: list[list[str]], columns: Sequence[int], wanted: str | None
) -> tuple[int | None, Chosen]:
    """The only column, or the one that is called so; of two that say the same the one in words.

    None for a table with other columns. Raises Undecided for two that divide the pictures in two
    ways.
    """
    if len(columns) == 1:
        return columns[0], Chosen("")
    names = dict(zip(columns, sheet.columns[columns[0] :], strict=False))
    known = sorted(
        (c for c, name in names.items() if name in LABELS), key=lambda c: LABELS.index(names[c])
    )
    if len(known) < len(columns):
        return None, Chosen("")
    worded = [column for column in known if number_in(cells[0][column]) is None]
    if all(_divide_alike(cells, known[0], other) for other in known[1:]):
        return next(iter([*worded, *known])), Chosen("")
    named = {sheet.header[column]: [row[column] for row in cells] for column in known}
    chosen = choose_column(named, sheet.where, wanted) or Chosen("")
    of = (column for column in known if column_key(sheet.header[column]) == chosen.key)
    return next(of, None), chosen


def _divide_alike(cells: list[list[str]], one: int, other: int) -> bool:
    """Whether two columns have the same classes in other words."""
    pairs = {(folded(row[one]), folded(row[other])) for row in cells}
    ones, others = ({pair[place] for pair in pairs} for place in (0, 1))
    return len(ones) == len(others) == len(pairs)
