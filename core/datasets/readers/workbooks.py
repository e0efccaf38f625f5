"""Workbooks of Excel (.xlsx) as tables in text, for the readers of these."""

import io
import zipfile
from dataclasses import replace
from functools import partial

from core.datasets.errors import DatasetError, NotPictures
from core.datasets.readers.sheet import csv_of
from core.datasets.sources import Member, reading
from core.datasets.sources.budget import too_much_memory
from core.language import message, say

SUFFIX = ".xlsx"
MAX_BYTES = 200 * 1024**2
"""What a workbook may unpack to."""

DAMAGED = message("{where} is damaged or no workbook of Excel. Save it as CSV.")
TOO_LARGE = message("{where} is too large for a workbook. Save it as CSV.")
EMPTY = message("{where} is an empty workbook.")


def as_csv(member: Member) -> Member:
    """The first sheet with anything in it, as a CSV file. Raises DatasetError."""
    # Takes a fifth of a second to import, and few bring workbooks.
    import openpyxl

    content = member.read()
    with reading(member.where), zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(info.file_size for info in archive.infolist()) > MAX_BYTES:
            raise DatasetError(say(TOO_LARGE, where=member.where))
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for sheet in book.worksheets:
            rows = [row for row in sheet.iter_rows(values_only=True) if {*row} != {None}]
            if rows:
                return replace(
                    member,
                    path=member.path.with_suffix(".csv"),
                    opener=partial(io.BytesIO, csv_of(rows)),
                )
    except MemoryError as error:
        raise too_much_memory(member.where) from error
    except Exception as error:  # a damaged workbook can fail anywhere in the library
        raise DatasetError(say(DAMAGED, where=member.where)) from error
    raise NotPictures(say(EMPTY, where=member.where))
