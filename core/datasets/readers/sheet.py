"""The lines of a table in a text file: its separator, its column names and its rows.

Reads CSV with commas, semicolons or tabs, and ARFF, the format of OpenML.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import IO

from core.datasets.errors import DatasetError
from core.language import say

MAX_LINE = 1 << 22
WIDE = 16
"""From so many columns on, each column is a pixel."""


@dataclass(frozen=True)
class Sheet:
    """The lines of a file, its separator and its column names (none: the first line is data)."""

    where: str
    separator: bytes
    columns: tuple[str, ...]
    width: int
    rows: Iterator[tuple[int, bytes]]


def read_sheet(stream: IO[bytes], where: str) -> Sheet:
    """The table in an open file; its rows are read as they are asked for."""
    lines = _lines(stream, where)
    number, first = next(lines, (0, b""))
    first = first.removeprefix(b"\xef\xbb\xbf")
    if first.lower().startswith((b"@relation", b"%")):
        columns, rows = _arff_header(lines)
        return Sheet(where, b",", columns, len(columns), rows)
    separator = max((b",", b";", b"\t"), key=first.count)
    cells = [bare(cell) for cell in first.split(separator)]
    if all(cell.isdigit() for cell in (cells if len(cells) >= WIDE else cells[:1])):
        return Sheet(where, separator, (), len(cells), chain([(number, first)], lines))
    columns = tuple(cell.decode("utf-8", "replace").lower() for cell in cells)
    return Sheet(where, separator, columns, len(cells), lines)


def _lines(stream: IO[bytes], where: str) -> Iterator[tuple[int, bytes]]:
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


def _arff_header(lines: Iterator[tuple[int, bytes]]) -> tuple[tuple[str, ...], Iterator]:
    columns = []
    for _, line in lines:
        words = line.split(maxsplit=2)
        if words[0].lower() == b"@data":
            break
        if words[0].lower() == b"@attribute":
            columns.append(words[1].strip(b"'\"").decode("utf-8", "replace").lower())
    return tuple(columns), lines


def bare(cell: bytes) -> bytes:
    """A cell without quotes and spaces around it."""
    return cell.strip(b" \"'")


def column_of(columns: tuple[str, ...], wanted: tuple[str, ...]) -> int | None:
    """The number of the first column with one of these names."""
    return next((columns.index(name) for name in wanted if name in columns), None)
