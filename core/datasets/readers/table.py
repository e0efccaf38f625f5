"""CSV files: pixels in one cell, a column a pixel, labels alone, or file names and labels."""

from dataclasses import dataclass, replace
from itertools import chain

from core.datasets.choices import Choices
from core.datasets.errors import DatasetError, NotPictures
from core.datasets.parts import FilePart
from core.datasets.readers import labels_alone, pixel_cell, pixel_columns
from core.datasets.readers.sheet import WIDE, Sheet, bare, column_of, is_number, read_sheet, split
from core.datasets.sources import Member, reading
from core.language import say

_LABEL_NAMES = ("emotion", "label", "labels", "class", "target", "y", "category")
_FILE_NAMES = ("id", "filename", "file_name", "filepath", "file", "path", "image", "image_id")


@dataclass(frozen=True)
class Labelling:
    """A table that says which picture file has which label: `labels[file name]`."""

    where: str
    labels: dict[str, str]


def is_pixel_table(head: bytes) -> bool:
    """Whether a file without a telling name starts as a table with pixels does."""
    first = head.split(b"\n")[0].lower()
    words = first.decode("utf-8", "replace").split()[:WIDE]
    return (
        b"pixels" in first
        or first.startswith((b"@relation", b"%"))
        or max(first.count(mark) for mark in (b",", b";", b"\t")) >= WIDE
        or (len(words) == WIDE and all(is_number(word) for word in words))
    )


def read(member: Member, choices: Choices) -> list[FilePart] | Labelling:
    """The pictures and labels of a CSV file, or the file names and labels of a table."""
    with reading(member.where), member.open() as stream:
        sheet = read_sheet(stream, member.where)
        first = next(sheet.rows, (0, b""))
        cells = split(first[1], sheet.separator)
        if first[1]:
            sheet = replace(sheet, rows=chain([first], sheet.rows))
        column = pixel_cell.pixel_column(sheet, cells)
        if column is not None:
            return pixel_cell.read(sheet, column, member, choices)
        if sheet.width >= WIDE:
            return pixel_columns.read(sheet, member, choices)
        rows = list(sheet.rows)
        if labels := labels_alone.read(replace(sheet, rows=iter(rows)), member):
            return labels
        return _labelling(replace(sheet, rows=iter(rows)))


def _labelling(sheet: Sheet) -> Labelling:
    label_column = column_of(sheet.columns, _LABEL_NAMES)
    name_column = column_of(sheet.columns, _FILE_NAMES)
    if label_column is None or name_column is None:
        named = ", ".join(f"“{name}”" for name in sheet.columns) or "none"
        raise NotPictures(
            say(
                "{where} is a table without pictures. Its columns are: {named}. We look for "
                "“emotion, pixels, Usage”, for a label and one column a pixel, or for a "
                "label and the name of a picture file.",
                where=sheet.where,
                named=named,
            )
        )
    labels = {}
    for number, line in sheet.rows:
        row = [bare(cell).decode("utf-8", "replace") for cell in line.split(sheet.separator)]
        if len(row) != sheet.width:
            raise DatasetError(
                say(
                    "{where}, row {number} has {count} columns; the first line names {width}.",
                    where=sheet.where,
                    number=number,
                    count=len(row),
                    width=sheet.width,
                )
            )
        labels[row[name_column]] = row[label_column]
    return Labelling(sheet.where, labels)
