"""Tables with all pixels of a picture in one cell, as FER-2013 is published."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import PurePosixPath

import numpy as np

from core.datasets.choices import Choices
from core.datasets.errors import DatasetError
from core.datasets.naming import split_of
from core.datasets.parts import FilePart
from core.datasets.readers import integers
from core.datasets.readers.arrays import to_pictures
from core.datasets.readers.column_roles import LABELS, SPLITS
from core.datasets.readers.label_choice import Chosen, choose_column, column_key
from core.datasets.readers.pixel_columns import divided, to_labels
from core.datasets.readers.sheet import WIDE, Sheet, bare, column_of
from core.datasets.sources import Member
from core.language import message, say

CUT = message(
    "{where}: the pixels were cut short when the table was written, “...” stands for most of them. "
    "Save the pictures with NumPy, for instance np.savez."
)
IN_LINES = message(
    "{where}: the pixels of a picture stand in several lines. Write each picture in one row, or "
    "save the pictures with NumPy, for instance np.savez."
)
FORMAT = "FER-2013 table"
ROWS_AT_ONCE = 64
NAME = "pixels"

_USAGES = {"training": ("train", 0), "publictest": ("test", 0), "privatetest": ("test", 1)}
_MARKS = b"[](){},;\t"
_BRACKETS = bytes.maketrans(_MARKS, b" " * len(_MARKS))


def pixel_column(sheet: Sheet, first_row: list[str]) -> int | None:
    """The column whose cells are pixels: its name says so, or that there are many numbers in it."""
    if NAME in sheet.columns:
        return sheet.columns.index(NAME)
    for column, cell in enumerate(first_row):
        numbers = cell.encode().translate(_BRACKETS).split()
        if len(numbers) >= WIDE and all(number.replace(b".", b"").isdigit() for number in numbers):
            return column
    return None


def refuse_printed(cells: list[str], where: str) -> None:
    """Raise DatasetError if a cell of the first row is an array as NumPy prints it: its middle left
    out, or in several lines.
    """
    for cell in cells:
        if cell.startswith("[") and ("..." in cell or cell.count("[") != cell.count("]")):
            raise DatasetError(say(CUT if "..." in cell else IN_LINES, where=where))


def read(sheet: Sheet, column: int, member: Member, choices: Choices) -> list[FilePart]:
    """The pictures in the cells of `column`, with the labels and splits in others.

    Raises DatasetError, with the row, for one that is not as the others are, and Undecided where
    several columns may be the label.
    """
    is_fer = "emotion" in sheet.columns
    label_column = column_of(sheet.columns, LABELS)
    split_column = column_of(sheet.columns, SPLITS)
    may_be_labels = [
        other
        for other in range(sheet.width)
        if other not in (column, split_column) and label_column in (None, other)
    ]
    cells_of: dict[int, list[str]] = {other: [] for other in may_be_labels}
    splits: list[str] = []
    numbers: list[int] = []

    def cells() -> Iterator[tuple[int, bytes]]:
        for number, line in sheet.rows:
            row = _cells(line, sheet, number)
            numbers.append(number)
            for other, texts in cells_of.items():
                texts.append(bare(row[other]).decode("utf-8", "replace"))
                if is_fer:
                    _check_number(texts[-1], sheet.where, number)
            if split_column is not None:
                splits.append(bare(row[split_column]).decode("utf-8", "replace"))
                if is_fer:
                    _check_usage(splits[-1], sheet.where, number)
            yield number, bare(row[column])

    rows = _pixel_rows(cells(), sheet.where)
    images, order, notes = to_pictures(rows, sheet.where, choices)
    names = {sheet.header[other] if sheet.header else str(other + 1): texts
             for other, texts in cells_of.items()}  # fmt: skip
    chosen = _label(names, label_column is not None, sheet.where, choices.reading)
    labels = next((names[name] for name in names if column_key(name) == chosen.key), None)
    found, classes = to_labels(labels, numbers, sheet.where) if labels else (None, ())
    part = FilePart(
        message("CSV, pixels in one cell"),
        sheet.where,
        images,
        found,
        classes=classes,
        format=FORMAT if is_fer else "",
        notes=notes,
        colour_order=order,
        readings=chosen.readings,
        reading=chosen.key,
    )
    if is_fer and splits:
        return _by_usage(part, splits)
    of = [split_of(PurePosixPath(cell)) for cell in splits] or [split_of(member.path)] * len(rows)
    return divided(part, of)


def _label(
    columns: Mapping[str, Sequence[str]], is_known: bool, where: str, wanted: str | None
) -> Chosen:
    """The column with the label: the one that is known, or the one that is chosen."""
    if is_known:
        return Chosen(column_key(next(iter(columns))))
    return choose_column(columns, where, wanted) or Chosen("")


def _cells(line: bytes, sheet: Sheet, number: int) -> list[bytes]:
    row = line.split(sheet.separator)
    if len(row) != sheet.width and b'"' in line:  # a separator between quotes
        text = line.decode("utf-8", "replace")
        (cells,) = csv.reader([text], delimiter=sheet.separator.decode())
        row = [cell.encode() for cell in cells]
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
    return row


def _by_usage(part: FilePart, usages: list[str]) -> list[FilePart]:
    """FER-2013's three sets: the public test pictures come before the private ones."""
    assert part.images is not None
    found = [_USAGES[usage.lower()] for usage in usages]
    parts = []
    for split, rank in sorted(set(found), reverse=True):
        chosen = np.array([other == (split, rank) for other in found])
        labels = None if part.labels is None else part.labels[chosen]
        parts.append(
            FilePart(
                "FER-2013 CSV",
                part.where,
                part.images[chosen],
                labels,
                split,
                rank,
                format=part.format,
            )
        )
    return parts


def _pixel_rows(lines: Iterator[tuple[int, bytes]], where: str) -> np.ndarray:
    """Pixels `(rows, width)`, the first row sets the width: uint8, or float32 where that row has
    fractions.
    """
    first = next(lines, None)
    if first is None:
        raise DatasetError(say("{where} has column names but no rows.", where=where))
    lines = chain([first], lines)
    if any(mark in first[1] for mark in _MARKS):
        lines = ((number, line.translate(_BRACKETS)) for number, line in lines)
    width = len(first[1].translate(_BRACKETS).split())
    if b"." in first[1]:
        return np.array([_fractions(line, width, number, where) for number, line in lines])
    blocks = []
    while batch := list(islice(lines, ROWS_AT_ONCE)):
        block = integers.parse(b" ".join(line for _, line in batch), b" ")
        if block is None or block.size != width * len(batch) or block.max() > 255:
            raise _bad_row(batch, width, where)
        blocks.append(block.astype(np.uint8).reshape(len(batch), width))
    return np.concatenate(blocks)


def _fractions(line: bytes, width: int, number: int, where: str) -> np.ndarray:
    try:
        values = np.array(line.split(), np.float32)
    except ValueError as error:
        raise _no_pixel(line, number, where) from error
    if len(values) != width:
        raise _wrong_width(len(values), width, number, where)
    return values


def _bad_row(batch: list[tuple[int, bytes]], width: int, where: str) -> DatasetError:
    for number, line in batch:
        values = integers.parse(line, b" ")
        if values is None:
            return _no_pixel(line, number, where)
        if values.size != width:
            return _wrong_width(values.size, width, number, where)
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


def _no_pixel(line: bytes, number: int, where: str) -> DatasetError:
    odd = next((cell for cell in line.split() if not cell.isdigit() or len(cell) > 3), b"")
    return DatasetError(
        say(
            "{where}, row {number} holds something else than whole numbers from 0 to "
            "255: “{excerpt}”.",
            where=where,
            number=number,
            excerpt=odd[:40].decode("utf-8", "replace"),
        )
    )


def _wrong_width(count: int, width: int, number: int, where: str) -> DatasetError:
    return DatasetError(
        say(
            "{where}, row {number} has {count:,} values; the others have {width:,}.",
            where=where,
            number=number,
            count=count,
            width=width,
        )
    )


def _check_number(label: str, where: str, number: int) -> None:
    if not label.isdecimal():
        raise DatasetError(
            say(
                "{where}, row {number} has the label “{label}”. Labels are whole numbers from 0.",
                where=where,
                number=number,
                label=label[:40],
            )
        )


def _check_usage(usage: str, where: str, number: int) -> None:
    if usage.lower() not in _USAGES:
        raise DatasetError(
            say(
                "{where}, row {number} says Usage “{usage}”. FER-2013 has Training, "
                "PublicTest and PrivateTest.",
                where=where,
                number=number,
                usage=usage[:40],
            )
        )
