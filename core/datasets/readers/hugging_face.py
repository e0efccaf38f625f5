"""Tables of pictures as Hugging Face has them: Parquet files, and the Arrow files of save_to_disk.

A column holds encoded pictures, or lists of pixels, and another the labels. Which they are, and the
names of the classes, stands in the table's metadata if Hugging Face's library has written it.
"""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from core.datasets.choices import Choices, ColourOrder
from core.datasets.errors import DatasetError, NotPictures
from core.datasets.naming import split_of, words
from core.datasets.parts import FilePart
from core.datasets.readers import arrow_files, pictures, pixel_columns
from core.datasets.readers.arrays import EMPTY_LABELS, to_labels, to_pictures
from core.datasets.readers.column_roles import LABELS
from core.datasets.readers.object_arrays import arrays_in
from core.datasets.readers.sheet import WIDE, Sheet, read_sheet
from core.datasets.sources import Member
from core.datasets.sources.budget import MAX_BYTES
from core.language import message, say

if TYPE_CHECKING:
    import pyarrow

# Pyarrow takes a seventh of a second to import, and the page Draw needs this package for its
# photos: so it is imported where it is used.

COLUMN = message("{where}, column “{name}”")
LONGEST_NAME = 1000
SHORT = 100
"""Letters that a text may have to be taken for the name of a class unasked."""
NO_LABEL = -1
"""How Hugging Face writes that the label of a test picture is not published."""

_IMAGE_COLUMNS = ("image", "img", "images", "picture", "pixels", "pixel_values")


def read_parquet(member: Member, choices: Choices) -> list[FilePart]:
    """The pictures and labels of a Parquet file. Raises DatasetError for a damaged one."""
    table = arrow_files.parquet(member)
    return _parts(table, message("Hugging Face Parquet"), member, choices)


def read_arrow(member: Member, choices: Choices) -> list[FilePart]:
    """The pictures and labels of an Arrow file. Raises DatasetError for a damaged one."""
    table = arrow_files.arrow(member)
    return _parts(table, message("Hugging Face Arrow"), member, choices)


def _parts(table: "pyarrow.Table", layout: str, member: Member, choices: Choices) -> list[FilePart]:
    features = _features(table.schema.metadata or {})
    images = _image_column(table, features)
    if images:
        return [_with_images(table, images, features, layout, member, choices)]
    if sum(map(_is_number, table.schema.types)) >= WIDE:
        found = pixel_columns.read(_sheet(table, member.where), member, choices)
        return [replace(part, layout=layout, rank=_shard(member)) for part in found]
    columns = ", ".join(table.column_names)
    raise NotPictures(
        say(
            "{where} has the columns {columns}. We look for “image” and “label”, as Hugging Face "
            "names them.",
            where=member.where,
            columns=columns,
        )
    )


def _with_images(
    table: "pyarrow.Table",
    column: str,
    features: dict[str, dict],
    layout: str,
    member: Member,
    choices: Choices,
) -> FilePart:
    found = _images(table.column(column), member.where, choices)
    part = FilePart(
        layout,
        member.where,
        found.images,
        split=split_of(member.path),
        rank=_shard(member),
        notes=found.notes,
        colour_order=found.colour_order,
    )
    label = _label_column(table, features, column)
    if label is None:
        return part
    labels, classes = _labels(table.column(label), say(COLUMN, where=member.where, name=label))
    if labels is None:
        return part
    names = features.get(label, {}).get("names") or classes
    return replace(part, labels=labels[found.readable], classes=tuple(map(str, names)))


def _sheet(table: "pyarrow.Table", where: str) -> Sheet:
    """A table with a column for each pixel, as the lines of a CSV file."""
    import pyarrow.csv

    plain = [field.name for field in table.schema if _may_be_labels(table, field.name)]
    table = table.select(plain)
    for place, field in enumerate(table.schema):
        if pyarrow.types.is_dictionary(field.type):
            texts = table.column(place).cast(field.type.value_type)
            table = table.set_column(place, field.name, texts)
    stream = io.BytesIO()
    pyarrow.csv.write_csv(table, stream)
    stream.seek(0)
    return read_sheet(stream, where)


def _is_number(kind: "pyarrow.DataType") -> bool:
    import pyarrow

    kinds = pyarrow.types
    return bool(kinds.is_integer(kind) or kinds.is_floating(kind))


def _may_be_labels(table: "pyarrow.Table", name: str) -> bool:
    """Whether the column holds numbers, or texts that are all short enough to be names.

    A dictionary may hold one text a million times.
    """
    import pyarrow

    column = table.column(name)
    in_dictionary = pyarrow.types.is_dictionary(column.type)
    kind = column.type.value_type if in_dictionary else column.type
    if not (pyarrow.types.is_string(kind) or pyarrow.types.is_large_string(kind)):
        return _is_number(kind)
    chunks = [chunk.dictionary if in_dictionary else chunk for chunk in column.chunks]
    return all(len(text or "") <= SHORT for chunk in chunks for text in chunk.to_pylist())


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


def _label_column(table: "pyarrow.Table", features: dict[str, dict], images: str) -> str | None:
    """The column of classes: by what the metadata say, by its name, or the only other one."""
    others = [name for name in table.column_names if name != images]
    known = [name for wanted in LABELS for name in others if name.casefold() == wanted]
    typed = [name for name in others if features.get(name, {}).get("_type") == "ClassLabel"]
    alone = [name for name in others if len(others) == 1 and _may_be_labels(table, name)]
    return next(iter([*(name for name in known if name in typed), *typed, *known, *alone]), None)


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
