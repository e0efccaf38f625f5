"""CSV files: pixels in one cell, a column a pixel, or labels alone."""

from dataclasses import replace
from itertools import chain

from core.datasets.choices import Choices
from core.datasets.errors import NotPictures
from core.datasets.parts import FilePart
from core.datasets.readers import labels_alone, pixel_cell, pixel_columns
from core.datasets.readers.sheet import (
    FILE_NAMES,
    WIDE,
    Sheet,
    column_of,
    is_number,
    read_sheet,
    split,
)
from core.datasets.sources import Member, reading
from core.language import say


def is_pixel_table(head: bytes) -> bool:
    """Whether a file without a telling name starts as a table with pixels does."""
    first = head.split(b"\n")[0].lower()
    words = first.decode("utf-8", "replace").split()[:WIDE]
    return (
        b"pixels" in first
        or first.startswith((b"@relation", b"%"))
        or max(first.count(mark) for mark in (b",", b";", b"\t")) >= WIDE
        or (len(words) == WIDE and all(map(is_number, words)))
        or first.count(b'" "') >= WIDE
    )


def read(member: Member, choices: Choices) -> list[FilePart]:
    """The pictures and labels of a table, or the labels alone.

    Raises NotPictures for a table without either.
    """
    with reading(member.where), member.open() as stream:
        sheet = read_sheet(stream, member.where)
        first = next(sheet.rows, (0, b""))
        cells = split(first[1], sheet.separator)
        if first[1]:
            sheet = replace(sheet, rows=chain([first], sheet.rows))
        column = pixel_cell.pixel_column(sheet, cells)
        if column is not None:
            return pixel_cell.read(sheet, column, member, choices)
        pixel_cell.refuse_printed(cells, member.where)
        if sheet.width >= WIDE:
            return pixel_columns.read(sheet, member, choices)
        if labels := labels_alone.read(sheet, member, choices):
            return labels
        raise _no_pixels(sheet)


def _no_pixels(sheet: Sheet) -> NotPictures:
    if column_of(sheet.columns, FILE_NAMES) is not None:
        return NotPictures(
            say(
                "{where} names pictures and their labels, but the pictures themselves are "
                "not there. Add them together with the table.",
                where=sheet.where,
            )
        )
    named = ", ".join(f"“{name}”" for name in sheet.columns) or "none"
    return NotPictures(
        say(
            "{where} is a table without pictures. Its columns are: {named}. We look for "
            "“emotion, pixels, Usage”, for a label and one column a pixel, or for a "
            "label and the name of a picture file.",
            where=sheet.where,
            named=named,
        )
    )
