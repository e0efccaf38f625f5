"""Whether the buffers of an Arrow stream are packed, which pyarrow does not tell before it unpacks.

Each message has a description in the form of FlatBuffers: a table begins with how far before it the
list of its fields lies, and that says where each field is. Arrow's schema: format/Message.fbs.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow

DICTIONARY_BATCH, RECORD_BATCH = 2, 3
_TYPE, _HEADER = 1, 2  # fields of Message
_DATA = 1  # of DictionaryBatch: a RecordBatch
_COMPRESSION = 3  # of RecordBatch


def messages(content: "pyarrow.Buffer") -> "Iterator[pyarrow.ipc.Message]":
    """The messages of a stream, not decoded."""
    import pyarrow

    return iter(pyarrow.ipc.MessageReader.open_stream(content))


def is_packed(description: bytes) -> bool:
    """Whether the message so described has packed buffers. Raises IndexError for a damaged one."""
    message = _offset(description, 0)
    place = _field(description, message, _TYPE)
    kind = description[place] if place else 0
    table = _table(description, message, _HEADER)
    if kind == DICTIONARY_BATCH:
        table = _table(description, table, _DATA)
    elif kind != RECORD_BATCH:
        return False
    return _field(description, table, _COMPRESSION) != 0


def _table(description: bytes, table: int, field: int) -> int:
    """Where the table in a field of another begins."""
    return _offset(description, _field(description, table, field))


def _offset(description: bytes, place: int) -> int:
    return place + int.from_bytes(description[place : place + 4], "little")


def _field(description: bytes, table: int, field: int) -> int:
    """Where a field of a table lies, 0 if it has its default value."""
    fields = table - int.from_bytes(description[table : table + 4], "little", signed=True)
    length = int.from_bytes(description[fields : fields + 2], "little")
    entry = fields + 4 + 2 * field
    if 4 + 2 * field >= length:
        return 0
    distance = int.from_bytes(description[entry : entry + 2], "little")
    return table + distance if distance else 0
