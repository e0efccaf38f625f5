"""Tables that name pictures by numbers, which another table gives to the pictures.

So CUB-200 has it: `images.txt` numbers the files, `1 001.Albatross/a.jpg`, and in
`image_class_labels.txt` and `train_test_split.txt` each line begins with such a number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from core.datasets.arrangement.picture_names import LabelTable, PictureNames, Row


class Numbering(NamedTuple):
    """A table that gives each picture a number, and the name of the picture by its number."""

    table: LabelTable
    name_of: Mapping[str, str]


def numbering(tables: Sequence[LabelTable], names: PictureNames) -> Numbering | None:
    """The table that numbers the pictures: two columns, a number and a file; None without one."""
    for table in tables:
        _, rows = _header_and_rows(table)
        pairs = {row[0]: row[1] for row in rows if len(row) == 2 and row[0].isdecimal()}
        files = set(pairs.values())
        is_complete = len(files) == len(pairs) == len(rows) > 1
        if is_complete and not any(map(str.isdecimal, files)) and _names_pictures(table, names):
            return Numbering(table, pairs)
    return None


def with_names(
    table: LabelTable, name_of: Mapping[str, str], names: PictureNames
) -> LabelTable | None:
    """The table with the names of the pictures for their numbers.

    None if it names the pictures itself, speaks of other numbers, or says several things of each
    without column names.
    """
    header, rows = _header_and_rows(table)
    if {row[0] for row in rows} != name_of.keys() or len(rows) != len(name_of):
        return None
    if _names_pictures(table, names) or not (header or len(table.rows[0]) == 2):
        return None
    named = [("file", *row[1:]) for row in header]
    return replace(table, rows=[*named, *((name_of[row[0]], *row[1:]) for row in rows)])


def _names_pictures(table: LabelTable, names: PictureNames) -> bool:
    """Whether a column behind the first names pictures."""
    return names.listed_by(replace(table, rows=[row[1:] for row in table.rows]))


def _header_and_rows(table: LabelTable) -> tuple[Sequence[Row], Sequence[Row]]:
    """The names of the columns, in a list of one row or none, and the rows below."""
    below = 0 if table.rows[0][0].isdecimal() else 1
    return table.rows[:below], table.rows[below:]
