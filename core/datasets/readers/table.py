"""CSV files: pixels in one cell (FER-2013), a column a pixel (MNIST), or file names and labels."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np

from core.datasets.errors import DatasetError, NotPictures
from core.datasets.naming import split_of
from core.datasets.parts import FilePart
from core.datasets.readers import integers
from core.datasets.readers.arrays import unflatten
from core.datasets.sources import Member, reading
from core.language import message, say

FORMAT = "FER-2013 table"
MAX_LINE = 1 << 22
ROWS_AT_ONCE = 64
WIDE = 16
"""From so many columns on, each column is a pixel."""

_LABEL_NAMES = ("emotion", "label", "labels", "class", "target", "y", "category")
_FILE_NAMES = ("id", "filename", "file_name", "filepath", "file", "path", "image", "image_id")
_USAGES = {"training": ("train", 0), "publictest": ("test", 0), "privatetest": ("test", 1)}


@dataclass(frozen=True)
class Labelling:
    """A table that says which picture file has which label: `labels[file name]`."""

    where: str
    labels: dict[str, str]


@dataclass(frozen=True)
class _Sheet:
    """The lines of a file, its separator and its column names (none: the first line is data)."""

    where: str
    separator: bytes
    columns: tuple[str, ...]
    width: int
    rows: Iterator[tuple[int, bytes]]


def is_pixel_table(head: bytes) -> bool:
    """Whether a file without a telling name starts as a table with pixels does."""
    first = head.split(b"\n")[0].lower()
    return (
        b"pixels" in first
        or first.startswith((b"@relation", b"%"))
        or max(first.count(mark) for mark in (b",", b";", b"\t")) >= WIDE
    )


def read(member: Member) -> list[FilePart] | Labelling:
    """The pictures and labels of a CSV file, or the file names and labels of a table."""
    with reading(member.where), member.open() as stream:
        sheet = _sheet(_lines(stream, member.where), member.where)
        if "pixels" in sheet.columns:
            return _one_cell(sheet, member)
        if sheet.width >= WIDE:
            return _one_column_a_pixel(sheet, member)
        return _labelling(sheet)


def _lines(stream, where: str) -> Iterator[tuple[int, bytes]]:
    """Numbered lines without their ends, empty ones left out, as a spreadsheet counts them."""
    number = 0
    while line := stream.readline(MAX_LINE):
        number += 1
        if len(line) == MAX_LINE:
            raise DatasetError(
                say(
                    "{where}, row {number} is longer than 4 MB: this is not a table.",
                    where=where,
                    number=number,
                )
            )
        if line := line.strip():
            yield number, line


def _sheet(lines: Iterator[tuple[int, bytes]], where: str) -> _Sheet:
    number, first = next(lines, (0, b""))
    first = first.removeprefix(b"\xef\xbb\xbf")
    if first.lower().startswith((b"@relation", b"%")):
        columns, rows = _arff_header(lines)
        return _Sheet(where, b",", columns, len(columns), rows)
    separator = max((b",", b";", b"\t"), key=first.count)
    cells = [_bare(cell) for cell in first.split(separator)]
    if all(cell.isdigit() for cell in (cells if len(cells) >= WIDE else cells[:1])):
        return _Sheet(where, separator, (), len(cells), chain([(number, first)], lines))
    columns = tuple(cell.decode("utf-8", "replace").lower() for cell in cells)
    return _Sheet(where, separator, columns, len(cells), lines)


def _arff_header(lines: Iterator[tuple[int, bytes]]) -> tuple[tuple[str, ...], Iterator]:
    columns = []
    for _, line in lines:
        words = line.split(maxsplit=2)
        if words[0].lower() == b"@data":
            break
        if words[0].lower() == b"@attribute":
            columns.append(words[1].strip(b"'\"").decode("utf-8", "replace").lower())
    return tuple(columns), lines


def _bare(cell: bytes) -> bytes:
    return cell.strip(b" \"'")


def _one_cell(sheet: _Sheet, member: Member) -> list[FilePart]:
    """FER-2013: a label, all pixels separated by spaces, and which split the row belongs to."""
    pixel_column = sheet.columns.index("pixels")
    label_column = _find(sheet.columns, _LABEL_NAMES)
    usage_column = _find(sheet.columns, ("usage",))
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
            yield number, _bare(row[pixel_column])

    rows = _pixel_rows(cells(), b" ", None, sheet.where)
    images = unflatten(rows, sheet.where)
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
                0,
                (),
                format_,
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


def _one_column_a_pixel(sheet: _Sheet, member: Member) -> list[FilePart]:
    """MNIST as Kaggle and OpenML have it: the label first or last, or none at all."""
    label_column = _find(sheet.columns, _LABEL_NAMES) if sheet.columns else 0
    quotes = sheet.separator + b" "

    def lines() -> Iterator[tuple[int, bytes]]:
        for number, line in sheet.rows:
            bare = line.translate(None, b"\"' ") if b'"' in line or b"'" in line else line
            yield number, bare.replace(quotes, sheet.separator)

    rows = _pixel_rows(lines(), sheet.separator, sheet.width, sheet.where)
    labels = None
    if label_column is not None:
        labels = rows[:, label_column].astype(np.int64)
        rows = np.delete(rows, label_column, axis=1)
    images = unflatten(rows, sheet.where)
    layout = message("CSV, one column a pixel")
    return [FilePart(layout, sheet.where, images, labels, split_of(member.path))]


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
    bare = _bare(cell)
    if not bare.isdigit():
        raise DatasetError(
            say(
                "{where}, row {number} has the label “{label}”. Labels are whole numbers from 0.",
                where=where,
                number=number,
                label=bare[:40].decode("utf-8", "replace"),
            )
        )
    return int(bare)


def _usage(cell: bytes, where: str, number: int) -> tuple[str, int]:
    bare = _bare(cell).decode("utf-8", "replace")
    try:
        return _USAGES[bare.lower()]
    except KeyError:
        raise DatasetError(
            say(
                "{where}, row {number} says Usage “{usage}”. FER-2013 has Training, "
                "PublicTest and PrivateTest.",
                where=where,
                number=number,
                usage=bare[:40],
            )
        ) from None


def _labelling(sheet: _Sheet) -> Labelling:
    label_column = _find(sheet.columns, _LABEL_NAMES)
    name_column = _find(sheet.columns, _FILE_NAMES)
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
        row = [_bare(cell).decode("utf-8", "replace") for cell in line.split(sheet.separator)]
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


def _find(columns: tuple[str, ...], wanted: tuple[str, ...]) -> int | None:
    return next((columns.index(name) for name in wanted if name in columns), None)
