"""CSV files: pixels in one cell (FER-2013), or a column a pixel (MNIST)."""

from collections.abc import Iterator
from itertools import islice

import numpy as np

from core.datasets.choices import Choices
from core.datasets.errors import DatasetError, NotPictures
from core.datasets.naming import split_of
from core.datasets.parts import FilePart
from core.datasets.readers import integers
from core.datasets.readers.flat_rows import unflatten
from core.datasets.readers.sheet import WIDE, Sheet, bare, column_of, read_sheet
from core.datasets.sources import Member, reading
from core.language import message, say

FORMAT = "FER-2013 table"
ROWS_AT_ONCE = 64

_LABEL_NAMES = ("emotion", "label", "labels", "class", "target", "y", "category")
_FILE_NAMES = ("id", "filename", "file_name", "filepath", "file", "path", "image", "image_id")
_USAGES = {"training": ("train", 0), "publictest": ("test", 0), "privatetest": ("test", 1)}


def is_pixel_table(head: bytes) -> bool:
    """Whether a file without a telling name starts as a table with pixels does."""
    first = head.split(b"\n")[0].lower()
    return (
        b"pixels" in first
        or first.startswith((b"@relation", b"%"))
        or max(first.count(mark) for mark in (b",", b";", b"\t")) >= WIDE
    )


def read(member: Member, choices: Choices) -> list[FilePart]:
    """The pictures and labels of a CSV file. Raises NotPictures for a table without pixels."""
    with reading(member.where), member.open() as stream:
        sheet = read_sheet(stream, member.where)
        if "pixels" in sheet.columns:
            return _one_cell(sheet, member, choices)
        if sheet.width >= WIDE:
            return _one_column_a_pixel(sheet, member, choices)
        raise _no_pixels(sheet)


def _one_cell(sheet: Sheet, member: Member, choices: Choices) -> list[FilePart]:
    """FER-2013: a label, all pixels separated by spaces, and which split the row belongs to."""
    pixel_column = sheet.columns.index("pixels")
    label_column = column_of(sheet.columns, _LABEL_NAMES)
    usage_column = column_of(sheet.columns, ("usage",))
    labels, usages = [], []

    def cells() -> Iterator[tuple[int, bytes]]:
        for number, line in sheet.rows:
            row = line.split(sheet.separator)
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
            if label_column is not None:
                labels.append(_label(row[label_column], sheet.where, number))
            if usage_column is not None:
                usages.append(_usage(row[usage_column], sheet.where, number))
            yield number, bare(row[pixel_column])

    rows = _pixel_rows(cells(), b" ", None, sheet.where)
    images, order, notes = unflatten(rows, sheet.where, choices.colour_order)
    classes = np.array(labels, np.int64) if label_column is not None else None
    format_ = FORMAT if "emotion" in sheet.columns else ""
    if not usages:
        split = split_of(member.path)
        return [
            FilePart(
                message("CSV, pixels in one cell"),
                sheet.where,
                images,
                classes,
                split,
                format=format_,
                notes=notes,
                colour_order=order,
            )
        ]
    parts = []
    for usage in sorted(set(usages), reverse=True):
        chosen = np.array([other == usage for other in usages])
        part_labels = None if classes is None else classes[chosen]
        parts.append(
            FilePart("FER-2013 CSV", sheet.where, images[chosen], part_labels, *usage, (), format_)
        )
    return parts


def _one_column_a_pixel(sheet: Sheet, member: Member, choices: Choices) -> list[FilePart]:
    """MNIST as Kaggle and OpenML have it: the label first or last, or none at all."""
    label_column = column_of(sheet.columns, _LABEL_NAMES) if sheet.columns else 0
    quotes = sheet.separator + b" "

    def lines() -> Iterator[tuple[int, bytes]]:
        for number, line in sheet.rows:
            unquoted = line.translate(None, b"\"' ") if b'"' in line or b"'" in line else line
            yield number, unquoted.replace(quotes, sheet.separator)

    rows = _pixel_rows(lines(), sheet.separator, sheet.width, sheet.where)
    labels = None
    if label_column is not None:
        labels = rows[:, label_column].astype(np.int64)
        rows = np.delete(rows, label_column, axis=1)
    images, order, notes = unflatten(rows, sheet.where, choices.colour_order)
    layout = message("CSV, one column a pixel")
    split = split_of(member.path)
    return [FilePart(layout, sheet.where, images, labels, split, notes=notes, colour_order=order)]


def _pixel_rows(
    lines: Iterator[tuple[int, bytes]], separator: bytes, width: int | None, where: str
) -> np.ndarray:
    """Pixels uint8 `(rows, width)`; the first row sets the width where none is given."""
    blocks = []
    while batch := list(islice(lines, ROWS_AT_ONCE)):
        if width is None:
            width = len(batch[0][1].split())
        block = integers.parse(separator.join(line for _, line in batch), separator)
        if block is None or block.size != width * len(batch) or block.max() > 255:
            raise _bad_row(batch, separator, width, where)
        blocks.append(block.astype(np.uint8).reshape(len(batch), width))
    if not blocks:
        raise DatasetError(say("{where} has column names but no rows.", where=where))
    return np.concatenate(blocks)


def _bad_row(
    batch: list[tuple[int, bytes]], separator: bytes, width: int, where: str
) -> DatasetError:
    for number, line in batch:
        values = integers.parse(line, separator)
        if values is None:
            return DatasetError(
                say(
                    "{where}, row {number} holds something else than whole numbers from 0 to "
                    "255: “{excerpt}”.",
                    where=where,
                    number=number,
                    excerpt=_excerpt(line, separator),
                )
            )
        if values.size != width:
            return DatasetError(
                say(
                    "{where}, row {number} has {count:,} values; the others have {width:,}.",
                    where=where,
                    number=number,
                    count=values.size,
                    width=width,
                )
            )
        if values.max() > 255:
            return DatasetError(
                say(
                    "{where}, row {number} has the value {value}. Pixels go from 0 to 255.",
                    where=where,
                    number=number,
                    value=values.max(),
                )
            )
    return DatasetError(
        say(
            "{where}, rows {first} to {last} do not line up.",
            where=where,
            first=batch[0][0],
            last=batch[-1][0],
        )
    )


def _excerpt(line: bytes, separator: bytes) -> str:
    cells = line.split(separator)
    odd = next((cell for cell in cells if not cell.isdigit() or len(cell) > 3), b"")
    return odd[:40].decode("utf-8", "replace")


def _label(cell: bytes, where: str, number: int) -> int:
    content = bare(cell)
    if not content.isdigit():
        raise DatasetError(
            say(
                "{where}, row {number} has the label “{label}”. Labels are whole numbers from 0.",
                where=where,
                number=number,
                label=content[:40].decode("utf-8", "replace"),
            )
        )
    return int(content)


def _usage(cell: bytes, where: str, number: int) -> tuple[str, int]:
    content = bare(cell).decode("utf-8", "replace")
    try:
        return _USAGES[content.lower()]
    except KeyError:
        raise DatasetError(
            say(
                "{where}, row {number} says Usage “{usage}”. FER-2013 has Training, "
                "PublicTest and PrivateTest.",
                where=where,
                number=number,
                usage=content[:40],
            )
        ) from None


def _no_pixels(sheet: Sheet) -> NotPictures:
    if column_of(sheet.columns, _FILE_NAMES) is not None:
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
