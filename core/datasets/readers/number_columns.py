"""Columns of numbers out of the rows of a table, some rows at a time.

Most tables hold nothing but whole numbers of up to three digits, and `integers` takes those apart
three times as fast as any reader of CSV. Arrow's reads the rest.
"""

import io
import re
from collections.abc import Sequence
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from core.datasets import levels
from core.datasets.errors import DatasetError
from core.datasets.parts import FilePart
from core.datasets.readers import integers
from core.datasets.readers.sheet import Sheet, number_in
from core.datasets.sources.budget import MAX_BYTES
from core.language import message, say

if TYPE_CHECKING:
    import pyarrow as pa

# Pyarrow is imported where it is used: it takes a seventh of a second, and pages that only read
# photos need this package too.

AT_ONCE = 1 << 23
"""About so many bytes of text are taken apart at once."""
IN_CACHE = 1 << 17
"""And so many by `integers`, so that they stay in the processor's cache."""

WRONG_WIDTH = message("{where}, row {number} has {count:,} values; the others have {width:,}.")
NO_NUMBER = message(
    "{where}, row {number} holds something else than a number from 0 to 255: “{excerpt}”."
)
EMPTY = message("{where}, row {number} has an empty cell among its pixels.")
OUTSIDE = message("{where}, row {number} has the value {value:g}. Pixels go from 0 to 255.")

_Rows = list[tuple[int, bytes]]


class WantedColumns(NamedTuple):
    """The columns of a table that are wanted as numbers, and those wanted as text."""

    numbers: Sequence[int]
    texts: Sequence[int]


class Columns(NamedTuple):
    """`numbers` `(rows, columns)`, uint8 where all are whole numbers from 0 to 255, else float32.

    `texts` has a list for each column that was asked for as text.
    """

    numbers: np.ndarray
    texts: list[list[str]]


def read_columns(sheet: Sheet, wanted: WantedColumns) -> tuple[Columns, list[int]]:
    """These columns of all rows that are left in `sheet`, and the numbers of the rows.

    Raises DatasetError, with the row, for one of another length and for a value that no pixel has.
    """
    blocks: list[Columns] = []
    row_numbers: list[int] = []
    are_simple = True
    while rows := _some_rows(sheet):
        block = _simple(sheet, rows, wanted) if are_simple else None
        are_simple = block is not None
        blocks.append(block or _by_arrow(sheet, rows, wanted))
        row_numbers += [number for number, _ in rows]
        if sum(block.numbers.nbytes for block in blocks) > MAX_BYTES:
            raise DatasetError(
                say("{where} holds more pixels than 2 GB of memory.", where=sheet.where)
            )
    values = np.concatenate([block.numbers for block in blocks])  # float32 if one of them is
    check_range(values, sheet.where, row_numbers)
    texts = [[text for block in blocks for text in block.texts[place]]
             for place in range(len(wanted.texts))]  # fmt: skip
    return Columns(values, texts), row_numbers


def _some_rows(sheet: Sheet) -> _Rows:
    rows = list(islice(sheet.rows, 1))
    if rows:
        rows += islice(sheet.rows, AT_ONCE // (len(rows[0][1]) + 1))
    return rows


def _simple(sheet: Sheet, rows: _Rows, wanted: WantedColumns) -> Columns | None:
    """The columns, if there is nothing in these rows but numbers from 0 to 999, and pixels to 255.

    Otherwise None.
    """
    if any(line.count(sheet.separator) != sheet.width - 1 for _, line in rows):
        return None
    step = max(1, IN_CACHE // (len(rows[0][1]) + 1))
    values = np.empty((len(rows), sheet.width), np.uint16)
    for start in range(0, len(rows), step):
        lines = [line for _, line in rows[start : start + step]]
        found = integers.parse(sheet.separator.join(lines), sheet.separator)
        if found is None or found.size != len(lines) * sheet.width:
            return None
        values[start : start + step] = found.reshape(len(lines), -1)
    pixels = values[:, wanted.numbers]
    if pixels.max() > 255:
        return None
    texts = [[str(value) for value in values[:, column].tolist()] for column in wanted.texts]
    return Columns(pixels.astype(np.uint8), texts)


def _by_arrow(sheet: Sheet, rows: _Rows, wanted: WantedColumns) -> Columns:
    import pyarrow as pa

    try:
        table = _parsed(sheet, rows, wanted)
    except pa.ArrowInvalid:
        try:
            table = _parsed(sheet, rows, wanted, threads=False)  # its error names the row
        except pa.ArrowInvalid as error:
            raise _refusal(str(error), sheet, rows) from error
    block = np.empty((len(rows), len(wanted.numbers)), np.float32)
    for place, number in enumerate(wanted.numbers):
        column = table[str(number)].combine_chunks()
        if column.null_count:
            row, _ = rows[column.to_pylist().index(None)]
            raise DatasetError(say(EMPTY, where=sheet.where, number=row))
        block[:, place] = np.from_dlpack(column)  # Arrow's own way would import pandas
    texts = [[_text(cell) for cell in table[str(c)].to_pylist()] for c in wanted.texts]
    return Columns(_smallest(block), texts)


def _parsed(sheet: Sheet, rows: _Rows, wanted: WantedColumns, threads: bool = True) -> "pa.Table":
    """The wanted columns by their numbers, as float32 and as bytes."""
    import pyarrow as pa
    from pyarrow import csv

    separator = sheet.separator
    lines = [line for _, line in rows]
    if separator == b" ":  # of which there may be several
        separator = b","
        lines = [separator.join(line.split()) for line in lines]
    text = b"\n".join(lines).replace(b"'", b"")
    types = dict.fromkeys(map(str, wanted.numbers), pa.float32())
    types |= dict.fromkeys(map(str, wanted.texts), pa.binary())
    return csv.read_csv(
        io.BytesIO(text),
        csv.ReadOptions(
            column_names=[str(column) for column in range(sheet.width)],
            block_size=len(text) + 1,
            use_threads=threads,
        ),
        csv.ParseOptions(delimiter=separator.decode()),
        csv.ConvertOptions(
            column_types=types, include_columns=list(types), decimal_point=sheet.decimal
        ),
    )


def _refusal(error: str, sheet: Sheet, rows: _Rows) -> DatasetError:
    """Arrow's error as a sentence."""
    place = re.search(r"Row #(\d+)", error)
    number = rows[int(place[1]) - 1][0] if place else rows[0][0]
    if widths := re.search(r"Expected (\d+) columns, got (\d+)", error):
        return DatasetError(
            say(
                WRONG_WIDTH,
                where=sheet.where,
                number=number,
                count=int(widths[2]),
                width=int(widths[1]),
            )
        )
    value = re.search(r"invalid value '(.*)'", error, re.DOTALL)
    excerpt = value[1][:40] if value else error[:80]
    return DatasetError(say(NO_NUMBER, where=sheet.where, number=number, excerpt=excerpt))


def as_pixels(cells: Sequence[str], where: str, row_numbers: Sequence[int]) -> np.ndarray:
    """The cells of one column of pixels as numbers, like those of `Columns`, of whatever range.

    Raises DatasetError, with the row, for anything else.
    """
    numbers = [number_in(cell) for cell in cells]
    if None in numbers:
        place = numbers.index(None)
        sentence = NO_NUMBER if cells[place] else EMPTY
        excerpt = cells[place][:40]
        raise DatasetError(say(sentence, where=where, number=row_numbers[place], excerpt=excerpt))
    return _smallest(np.array(numbers, np.float32))


def _smallest(values: np.ndarray) -> np.ndarray:
    """The same values as uint8, if they are whole numbers from 0 to 255."""
    with np.errstate(invalid="ignore"):  # what is no byte is compared, and found to be another
        whole = values.astype(np.uint8)
    return whole if np.array_equal(whole, values) else values


def check_range(values: np.ndarray, where: str, row_numbers: Sequence[int]) -> None:
    """Refuse values that no picture has. Whole numbers go from 0 to 255; fractions are scaled."""
    if values.dtype == np.uint8:
        return
    outside = (values < 0) | ~(values <= 255)
    if not outside.any():
        return
    if not np.array_equal(values, np.rint(values)):
        if np.abs(values).max() <= 1:
            return  # all files together tell what is black
        with suppress(DatasetError):
            levels.of_arrays([FilePart("", where, images=values)])
            return
    row, column = np.argwhere(outside)[0]
    raise DatasetError(
        say(
            OUTSIDE,
            where=where,
            number=row_numbers[row],
            value=float(values[row, column]),
        )
    )


def _text(cell: bytes) -> str:
    try:
        text = cell.decode("utf-8")
    except UnicodeDecodeError:
        text = cell.decode("cp1252", "replace")
    return text.strip(" \"'")
