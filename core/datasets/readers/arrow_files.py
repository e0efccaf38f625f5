"""Parquet and Arrow files to tables, their sizes checked before they are read."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from core.datasets.errors import DatasetError
from core.datasets.readers.arrow_messages import is_packed, messages
from core.datasets.sources import Member
from core.datasets.sources.budget import MAX_BYTES, MAX_MEMBERS, too_large, too_much_memory
from core.language import say

if TYPE_CHECKING:
    import pyarrow

# Pyarrow takes a seventh of a second to import, and the page Draw needs this package for its
# photos: so it is imported where it is used.

PARQUET = b"PAR1"
FILE_MARK = b"ARROW1\0\0"
ARROW = (b"\xff\xff\xff\xff", FILE_MARK)
"""How Arrow's streams begin, and its files."""
MAX_ROWS = 4 * MAX_MEMBERS


def parquet(member: Member) -> "pyarrow.Table":
    """The table in a Parquet file. Raises DatasetError for a damaged one."""
    return _whole(_read_parquet, member, "Parquet")


def arrow(member: Member) -> "pyarrow.Table":
    """The table in an Arrow file. Raises DatasetError for a damaged one."""
    return _whole(_read_arrow, member, "Arrow")


def _whole(read: Callable[[Member], "pyarrow.Table"], member: Member, kind: str) -> "pyarrow.Table":
    """The table that `read` gives, checked to the last value."""
    try:
        table = read(member)
        # What points outside the file would end this process later, and not only raise an error.
        table.validate(full=True)
        table.column_names  # noqa: B018 (raises for names that are no UTF-8)
    except DatasetError:
        raise
    except MemoryError as error:
        raise too_much_memory(member.where) from error
    except Exception as error:  # a damaged file can fail anywhere in the library
        raise DatasetError(
            say(
                "{where} is a damaged {kind} file ({error}).",
                where=member.where,
                kind=kind,
                error=error,
            )
        ) from error
    return table


def _read_parquet(member: Member) -> "pyarrow.Table":
    """The table, its sizes checked before it is read.

    Texts and pictures stay as a dictionary where the file has one: it can hold the same large
    picture a million times in a few kilobytes.
    """
    import pyarrow.parquet

    content = pyarrow.py_buffer(member.read())
    metadata = pyarrow.parquet.read_metadata(pyarrow.BufferReader(content))
    columns = [
        metadata.row_group(group).column(column)
        for group in range(metadata.num_row_groups)
        for column in range(metadata.num_columns)
    ]
    of_bytes = {column.path_in_schema for column in columns if column.physical_type == "BYTE_ARRAY"}
    size = sum(column.total_uncompressed_size for column in columns) + sum(
        8 * column.num_values for column in columns if column.path_in_schema not in of_bytes
    )
    if size > MAX_BYTES or metadata.num_rows > MAX_ROWS:
        raise too_large(member.where)
    return pyarrow.parquet.ParquetFile(content, read_dictionary=sorted(of_bytes)).read()


def _read_arrow(member: Member) -> "pyarrow.Table":
    """The table, unless it is packed: how much that would be stands only within."""
    import pyarrow

    content = pyarrow.py_buffer(member.read())
    if content[: len(FILE_MARK)].to_pybytes() == FILE_MARK:
        content = content[len(FILE_MARK) :]  # a stream, with an index behind it
    if any(is_packed(message.metadata.to_pybytes()) for message in messages(content)):
        raise DatasetError(
            say(
                "{where} is packed inside. Save it without compression, as save_to_disk does.",
                where=member.where,
            )
        )
    return pyarrow.ipc.open_stream(content).read_all()
