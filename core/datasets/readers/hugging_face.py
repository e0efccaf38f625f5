"""Tables of pictures as Hugging Face has them: Parquet files, and the Arrow files of save_to_disk.

A column holds encoded pictures, or lists of pixels, and another the labels. Which they are, and the
names of the classes, stands in the table's metadata if Hugging Face's library has written it.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from core.datasets.choices import Choices, ColourOrder
from core.datasets.errors import DatasetError, NotPictures
from core.datasets.naming import split_of, words
from core.datasets.parts import FilePart
from core.datasets.readers import pictures
from core.datasets.readers.arrays import EMPTY_LABELS, to_labels, to_pictures
from core.datasets.readers.arrow_messages import is_packed, messages
from core.datasets.readers.flat_rows import is_flat_picture
from core.datasets.readers.object_arrays import arrays_in
from core.datasets.readers.sheet import WIDE
from core.datasets.sources import Member
from core.datasets.sources.budget import MAX_BYTES, MAX_MEMBERS, too_large
from core.language import message, say

if TYPE_CHECKING:
    import pyarrow

# Pyarrow takes a seventh of a second to import, and the page Draw needs this package for its
# photos: so it is imported where it is used.

PARQUET = b"PAR1"
FILE_MARK = b"ARROW1\0\0"
ARROW = (b"\xff\xff\xff\xff", FILE_MARK)
"""How Arrow's streams begin, and its files."""

COLUMN = message("{where}, column “{name}”")
MAX_ROWS = 4 * MAX_MEMBERS
LONGEST_NAME = 1000
NO_LABEL = -1
"""How Hugging Face writes that the label of a test picture is not published."""

_IMAGE_COLUMNS = ("image", "img", "images", "picture", "pixels", "pixel_values")
_LABEL_COLUMNS = (
    "label", "labels", "fine_label", "emotion", "target", "class", "digit", "category",
)  # fmt: skip


def read_parquet(member: Member, choices: Choices) -> list[FilePart]:
    """The pictures and labels of a Parquet file. Raises DatasetError for a damaged one."""
    table = _whole(_parquet, member, "Parquet")
    return [_part(table, message("Hugging Face Parquet"), member, choices)]


def read_arrow(member: Member, choices: Choices) -> list[FilePart]:
    """The pictures and labels of an Arrow file. Raises DatasetError for a damaged one."""
    table = _whole(_arrow, member, "Arrow")
    return [_part(table, message("Hugging Face Arrow"), member, choices)]


def _whole(read: Callable[[Member], "pyarrow.Table"], member: Member, kind: str) -> "pyarrow.Table":
    """The table that `read` gives, checked to the last value."""
    try:
        table = read(member)
        # What points outside the file would end this process later, and not only raise an error.
        table.validate(full=True)
        table.column_names  # noqa: B018 (raises for names that are no UTF-8)
    except DatasetError:
        raise
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


def _parquet(member: Member) -> "pyarrow.Table":
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


def _arrow(member: Member) -> "pyarrow.Table":
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


def _part(table: "pyarrow.Table", layout: str, member: Member, choices: Choices) -> FilePart:
    features = _features(table.schema.metadata or {})
    label = _label_column(table, features)
    images = _image_column(table, features)
    pixels = [] if images else _pixel_columns(table, label)
    if images is None and not pixels:
        raise NotPictures(
            say(
                "{where} has the columns {columns}. We look for “image” and “label”, as "
                "Hugging Face names them.",
                where=member.where,
                columns=", ".join(table.column_names),
            )
        )
    if images:
        found = _images(table.column(images), member.where, choices)
    else:
        rows = np.column_stack([table.column(name).to_numpy() for name in pixels])
        found = _of_pixels(rows, member.where, choices)
    part = FilePart(
        layout,
        member.where,
        found.images,
        split=split_of(member.path),
        rank=_shard(member),
        notes=found.notes,
        colour_order=found.colour_order,
    )
    if label is None:
        return part
    labels, classes = _labels(table.column(label), say(COLUMN, where=member.where, name=label))
    if labels is None:
        return part
    names = features.get(label, {}).get("names") or classes
    return replace(part, labels=labels[found.readable], classes=tuple(map(str, names)))


def _features(metadata: Mapping[bytes, bytes]) -> dict[str, dict]:
    """What Hugging Face's library says of each column; nothing in files of other writers."""
    try:
        features = json.loads(metadata[b"huggingface"])["info"]["features"]
        return {name: feature for name, feature in features.items() if isinstance(feature, dict)}
    except (KeyError, TypeError, ValueError, AttributeError):
        return {}


def _image_column(table: "pyarrow.Table", features: dict[str, dict]) -> str | None:
    named = [name for name in _IMAGE_COLUMNS if name in table.column_names]
    typed = [name for name in table.column_names if features.get(name, {}).get("_type") == "Image"]
    encoded = [field.name for field in table.schema if _has_bytes(field.type)]
    return next(iter([*(name for name in named if name in typed), *typed, *named, *encoded]), None)


def _has_bytes(kind: "pyarrow.DataType") -> bool:
    import pyarrow

    if pyarrow.types.is_struct(kind):
        return any(field.name == "bytes" for field in kind)
    value = kind.value_type if pyarrow.types.is_dictionary(kind) else kind
    return pyarrow.types.is_binary(value) or pyarrow.types.is_large_binary(value)


def _label_column(table: "pyarrow.Table", features: dict[str, dict]) -> str | None:
    named = [name for name in _LABEL_COLUMNS if name in table.column_names]
    typed = [
        name for name in table.column_names if features.get(name, {}).get("_type") == "ClassLabel"
    ]
    return next(iter([*(name for name in named if name in typed), *typed, *named]), None)


def _pixel_columns(table: "pyarrow.Table", label: str | None) -> list[str]:
    """The columns of numbers where there is one for each pixel; none where they are no square."""
    import pyarrow

    kinds = pyarrow.types
    columns = [
        field.name
        for field in table.schema
        if field.name != label and (kinds.is_integer(field.type) or kinds.is_floating(field.type))
    ]
    return columns if len(columns) >= WIDE and is_flat_picture(len(columns)) else []


class _Images(NamedTuple):
    """Pictures, whether each row of the table has one that can be read, and what was found out."""

    images: np.ndarray
    readable: np.ndarray
    notes: tuple[str, ...]
    colour_order: ColourOrder | None = None


@dataclass(frozen=True)
class _Cell:
    """An encoded picture in a row of a table."""

    where: str
    value: Any

    def read(self) -> bytes:
        content = self.value.as_py()
        if isinstance(content, dict):
            content = content.get("bytes")
        if not isinstance(content, bytes):
            raise DatasetError(
                say("{place} holds no picture, only a name or nothing.", place=self.where)
            )
        return content


def _images(column: "pyarrow.ChunkedArray", where: str, choices: Choices) -> _Images:
    if _has_bytes(column.type):
        cells = [
            _Cell(say("{where}, row {number}", where=where, number=number), value)
            for number, value in enumerate(value for chunk in column.chunks for value in chunk)
        ]
        return _Images(*pictures.decode_all(cells, choices.picture_size))
    arrays = arrays_in(column.to_pylist(), "", choices.picture_size, MAX_BYTES)
    if len(arrays) != 1:
        raise NotPictures(say("{where} holds no pictures.", where=where))
    return _of_pixels(next(iter(arrays.values())), where, choices)


def _of_pixels(pixels: np.ndarray, where: str, choices: Choices) -> _Images:
    images, order, notes = to_pictures(pixels, where, choices)
    return _Images(images, np.ones(len(images), bool), notes, order)


def _labels(
    column: "pyarrow.ChunkedArray", where: str
) -> tuple[np.ndarray | None, tuple[str, ...]]:
    """Labels and, where they are texts, the names of the classes; no labels where all are missing.

    Raises DatasetError where some are missing.
    """
    _check_lengths(column, where)
    values = column.to_pylist()
    missing = sum(value is None or value == NO_LABEL for value in values)
    if missing == len(values):
        return None, ()
    if missing:
        raise DatasetError(say(EMPTY_LABELS, where=where, count=missing, total=len(values)))
    arrays = arrays_in(values, "", None, MAX_BYTES)
    if len(arrays) != 1:
        raise DatasetError(say("{where} holds no labels.", where=where))
    return to_labels(next(iter(arrays.values())), where)


def _check_lengths(column: "pyarrow.ChunkedArray", where: str) -> None:
    """Raise DatasetError for texts that are too long for the name of a class."""
    import pyarrow

    if not pyarrow.types.is_dictionary(column.type):
        return
    for chunk in column.chunks:
        texts = chunk.dictionary.to_pylist()
        if any(text is not None and len(text) > LONGEST_NAME for text in texts):
            raise DatasetError(
                say(
                    "{where} has texts of more than {most:,} letters, which are no classes.",
                    where=where,
                    most=LONGEST_NAME,
                )
            )


def _shard(member: Member) -> int:
    """The 1 of `train-00001-of-00002.parquet`."""
    return next((int(word) for word in words(member.path.stem) if word.isdecimal()), 0)
