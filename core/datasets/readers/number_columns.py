"""Columns of numbers out of the rows of a table, by Arrow's reader of CSV, some rows at a time."""

import io
import re
from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from core.datasets.errors import DatasetError
from core.datasets.readers.sheet import Sheet
from core.datasets.sources.budget import MAX_BYTES
from core.language import message, say

if TYPE_CHECKING:
    import pyarrow as pa

# Pyarrow is imported where it is used: it takes a seventh of a second, and pages that only read
# photos need this package too.

AT_ONCE = 1 << 23
"""About so many bytes of text are taken apart at once."""

WRONG_WIDTH = message("{where}, row {number} has {count:,} values; the others have {width:,}.")
NO_NUMBER = message(
    "{where}, row {number} holds something else than a number from 0 to 255: “{excerpt}”."
)
EMPTY = message("{where}, row {number} has an empty cell among its pixels.")
OUTSIDE = message("{where}, row {number} has the value {value:g}. Pixels go from 0 to 255.")

_Rows = list[tuple[int, bytes]]


class Columns(NamedTuple):
    """`numbers` `(rows, columns)`, uint8 where all are whole numbers from 0 to 255, else float32.

    `texts` has a list for each column that was asked for as text; `rows` are the rows' numbers.
    """

    numbers: np.ndarray
    texts: list[list[str]]
    rows: list[int]


def read_columns(sheet: Sheet, numbers: Sequence[int], texts: Sequence[int]) -> Columns:
    """These columns of all rows that are left in `sheet`.

    Raises DatasetError, with the row, for one of another length and for a value that no pixel has.
    """
    import pyarrow as pa

    blocks: list[np.ndarray] = []
    cells: list[list[str]] = [[] for _ in texts]
    row_numbers: list[int] = []
    kind = pa.uint8()
    while rows := _some_rows(sheet):
        try:
            table = _parsed(sheet, rows, numbers, texts, kind)
        except pa.ArrowInvalid:
            kind = pa.float32()
            table = _parsed_or_refused(sheet, rows, numbers, texts, kind)
        blocks.append(_block(table, numbers, sheet, rows))
        for column, found in zip(texts, cells, strict=True):
            found += [_text(cell) for cell in table[str(column)].to_pylist()]
        row_numbers += [number for number, _ in rows]
        if sum(block.nbytes for block in blocks) > MAX_BYTES:
            raise DatasetError(
                say("{where} holds more pixels than 2 GB of memory.", where=sheet.where)
            )
    values = np.concatenate(blocks)  # float32 if one of them is
    _check_range(values, sheet, row_numbers)
    return Columns(values, cells, row_numbers)


def _some_rows(sheet: Sheet) -> _Rows:
    rows = list(islice(sheet.rows, 1))
    if rows:
        rows += islice(sheet.rows, AT_ONCE // (len(rows[0][1]) + 1))
    return rows


def _parsed(
    sheet: Sheet,
    rows: _Rows,
    numbers: Sequence[int],
    texts: Sequence[int],
    kind: "pa.DataType",
    threads: bool = True,
) -> "pa.Table":
    import pyarrow as pa
    from pyarrow import csv

    text = b"\n".join(line for _, line in rows)
    separator = sheet.separator
    if separator == b" ":
        separator = b","
        text = b"\n".join(separator.join(line.split()) for _, line in rows)
    types = dict.fromkeys(map(str, numbers), kind) | dict.fromkeys(map(str, texts), pa.binary())
    return csv.read_csv(
        io.BytesIO(text.replace(b"'", b"")),
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


def _parsed_or_refused(
    sheet: Sheet, rows: _Rows, numbers: Sequence[int], texts: Sequence[int], kind: "pa.DataType"
) -> "pa.Table":
    import pyarrow as pa

    try:
        return _parsed(sheet, rows, numbers, texts, kind, threads=False)  # so it names the row
    except pa.ArrowInvalid as error:
        raise _refusal(str(error), sheet, rows) from error


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


def _block(table: "pa.Table", numbers: Sequence[int], sheet: Sheet, rows: _Rows) -> np.ndarray:
    columns = [table[str(column)] for column in numbers]
    for column in columns:
        if column.null_count:
            place = column.to_pylist().index(None)
            raise DatasetError(say(EMPTY, where=sheet.where, number=rows[place][0]))
    kind = np.uint8 if str(columns[0].type) == "uint8" else np.float32
    block = np.empty((len(rows), len(columns)), kind)
    for place, column in enumerate(columns):
        block[:, place] = column.to_numpy()
    return block


def _check_range(values: np.ndarray, sheet: Sheet, row_numbers: list[int]) -> None:
    if values.dtype == np.uint8:
        return
    low, high = float(values.min()), float(values.max())
    if (low >= 0 and high <= 255) or (low >= -1 and high <= 1):
        return
    outside = (values < 0) | ~(values <= 255)
    row, column = np.argwhere(outside)[0]
    raise DatasetError(
        say(
            OUTSIDE,
            where=sheet.where,
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
