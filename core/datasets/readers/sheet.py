"""The lines of a table in a text file: its separator, its column names and its rows.

Reads CSV with commas, semicolons, tabs or spaces, in UTF-8 or UTF-16, and ARFF, the format of
OpenML.
"""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import IO

import numpy as np

from core.datasets.errors import DatasetError
from core.language import say

MAX_LINE = 1 << 22
WIDE = 16
"""From so many columns on, each column is a pixel."""
TELLING = 64
"""So many values of one picture are not all different, the names of as many columns are."""
EXCEL = b"sep="
"""How a first line begins that tells Excel the separator, and is no part of the table."""
FILE_NAMES = ("id", "filename", "file_name", "filepath", "file", "path", "image", "image_id")
"""Columns that name pictures."""
_SEPARATORS = (b",", b";", b"\t", b"|")


@dataclass(frozen=True)
class Sheet:
    """The lines of a file, as UTF-8, with what is needed to take them apart.

    `header` are the names of the columns, none where the first line is data already. `decimal` is
    the sign in fractions.
    """

    where: str
    separator: bytes
    header: tuple[str, ...]
    width: int
    rows: Iterator[tuple[int, bytes]]
    decimal: str = "."

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns in lower case."""
        return tuple(name.lower() for name in self.header)


def read_sheet(stream: IO[bytes], where: str) -> Sheet:
    """The table in an open file; its rows are read as they are asked for."""
    lines = _lines(stream, where)
    first_two = list(islice(lines, 2))
    lines = chain(first_two, lines)
    _, first = first_two[0] if first_two else (0, b"")
    if first.lower().startswith((b"@relation", b"%")):
        header = _arff_header(lines)
        return Sheet(where, b",", header, len(header), lines)
    separator = _separator(first)
    rows = [split(line, separator) for _, line in first_two]
    decimal = "," if separator == b";" and any("," in cell for cell in rows[-1]) else "."
    if rows and not _are_names(rows):
        return Sheet(where, separator, (), len(rows[0]), lines, decimal)
    next(lines, None)
    header = tuple(rows[0]) if rows else ()
    if len(rows) > 1:
        may_be_numbered = len(header) >= WIDE or _is_quoted(first_two[1][1])
        header = as_wide(header, rows[1], may_be_numbered)
    return Sheet(where, separator, header, len(header), lines, decimal)


def _is_quoted(line: bytes) -> bool:
    """Whether a line begins with a quote, as R's do: the number of a row is a name to it."""
    return line.startswith(b'"')


def as_wide(header: Sequence[str], row: Sequence[str], is_numbered: bool) -> tuple[str, ...]:
    """The names of the columns, as many as a row has cells.

    R names the columns alone, and each row begins with its number; `is_numbered` says that this may
    be. Others end each row with a comma, or only the names.
    """
    more = len(row) - len(header)
    if more == 1 and not row[-1]:
        return (*header, "")
    if more == 1 and is_numbered and is_number(row[0]):
        return ("", *header)
    return tuple(header[:-1] if more == -1 and not header[-1] else header)


def csv_of(rows: Iterable[Sequence[object]]) -> bytes:
    """Rows of cells as the lines of a CSV file, for the readers of these."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def split(line: bytes, separator: bytes) -> list[str]:
    """The cells of a line, without the quotes and spaces around them."""
    if separator == b" " and b'"' not in line:
        return line.decode("utf-8", "replace").split()
    if b'"' in line or b"'" in line:
        text = line.decode("utf-8", "replace")
        quote = '"' if b'"' in line else "'"
        (cells,) = csv.reader([text], delimiter=separator.decode(), quotechar=quote,
                              skipinitialspace=True)  # fmt: skip
        return [cell.strip(" \"'") for cell in cells]
    return [cell.decode("utf-8", "replace").strip() for cell in line.split(separator)]


def number_in(cell: str) -> float | None:
    """The number that a cell holds, with a point or a comma in it; None for anything else."""
    try:
        return float(cell.replace(",", "."))
    except ValueError:
        return None


def numbers_in(cells: Sequence[str]) -> np.ndarray | None:
    """The numbers in cells that all hold one, float64; None for others."""
    numbers = [number_in(cell) for cell in cells]
    return None if None in numbers else np.array(numbers, np.float64)


def is_number(cell: str) -> bool:
    return number_in(cell) is not None


def _separator(line: bytes) -> bytes:
    separator = max(_SEPARATORS, key=line.count)
    return separator if line.count(separator) or b" " not in line else b" "


def _are_names(rows: list[list[str]]) -> bool:
    """Whether the first of these two rows are the names of the columns.

    Names are words, or numbers that count the columns. The pixels of a row are numbers too, but not
    all different.
    """
    first = rows[0]
    if len(first) < WIDE:
        return not is_number(first[0])
    numbers = [cell for cell in first if is_number(cell)]
    if len(numbers) < len(first) / 2:
        return True
    if numbers == [str(int(float(numbers[0])) + step) for step in range(len(numbers))]:
        return True
    return len(first) >= TELLING and len(set(first)) == len(first) > len(set(rows[-1]))


def _lines(stream: IO[bytes], where: str) -> Iterator[tuple[int, bytes]]:
    """Numbered lines in UTF-8 without their ends, empty ones left out, as a spreadsheet counts."""
    line = stream.readline(MAX_LINE)
    if line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = (line + stream.read()).decode("utf-16", "replace")
        stream = io.BytesIO(text.encode())
        line = stream.readline(MAX_LINE)
    line = line.removeprefix(codecs.BOM_UTF8)
    number = 0
    while line:
        number += 1
        if len(line) == MAX_LINE:
            raise DatasetError(
                say(
                    "{where}, row {number} is longer than 4 MB: this is not a table.",
                    where=where,
                    number=number,
                )
            )
        content = line.strip(b" \r\n")
        if content and not (number == 1 and content.lower().startswith(EXCEL)):
            yield number, content
        line = stream.readline(MAX_LINE)


def _arff_header(lines: Iterator[tuple[int, bytes]]) -> tuple[str, ...]:
    """The names of the columns; the lines that are left are the data."""
    columns = []
    for _, line in lines:
        words = line.split(maxsplit=2)
        if words[0].lower() == b"@data":
            break
        if words[0].lower() == b"@attribute":
            columns.append(words[1].strip(b"'\"").decode("utf-8", "replace"))
    return tuple(columns)


def bare(cell: bytes) -> bytes:
    """A cell without quotes and spaces around it."""
    return cell.strip(b" \"'")


def column_of(columns: tuple[str, ...], wanted: tuple[str, ...]) -> int | None:
    """The number of the first column with one of these names."""
    return next((columns.index(name) for name in wanted if name in columns), None)
