"""Parquet files as Hugging Face publishes them: a column of encoded pictures, one of labels."""

import io
import json

import numpy as np

from core.datasets.choices import Choices
from core.datasets.errors import DatasetError
from core.datasets.naming import split_of, words
from core.datasets.parts import FilePart
from core.datasets.readers import pictures
from core.datasets.sources import Member
from core.language import say

_IMAGE_COLUMNS = ("image", "img", "images", "pixels")
_LABEL_COLUMNS = ("label", "labels", "emotion", "fine_label", "target", "class")


def read(member: Member, choices: Choices) -> list[FilePart]:
    import pyarrow
    import pyarrow.parquet

    try:
        table = pyarrow.parquet.read_table(io.BytesIO(member.read()))
    except (pyarrow.ArrowException, OSError) as error:
        raise DatasetError(
            say("{where} is a damaged Parquet file ({error}).", where=member.where, error=error)
        ) from error
    image_column = next((name for name in _IMAGE_COLUMNS if name in table.column_names), None)
    label_column = next((name for name in _LABEL_COLUMNS if name in table.column_names), None)
    if image_column is None or label_column is None:
        raise DatasetError(
            say(
                "{where} has the columns {columns}. We look for “image” and “label”, as "
                "Hugging Face names them.",
                where=member.where,
                columns=", ".join(table.column_names),
            )
        )
    images = _images(table.column(image_column).to_pylist(), member.where)
    labels = np.array(table.column(label_column).to_pylist(), np.int64)
    return [
        FilePart(
            "Hugging Face Parquet",
            member.where,
            images,
            labels,
            split_of(member.path),
            rank=_shard(member),
            classes=_classes(table.schema.metadata or {}, label_column),
        )
    ]


def _images(cells: list, where: str) -> np.ndarray:
    decoded = []
    for number, cell in enumerate(cells):
        content = cell.get("bytes") if isinstance(cell, dict) else cell
        place = say("{where}, row {number}", where=where, number=number)
        if not isinstance(content, bytes):
            raise DatasetError(
                say("{place} holds no picture, only a name or nothing.", place=place)
            )
        decoded.append(pictures.read(io.BytesIO(content), place))
        if decoded[-1].shape != decoded[0].shape:
            raise DatasetError(
                say(
                    "{place} is {height}×{width} pixels, the first is "
                    "{first_height}×{first_width}. All must have one size.",
                    place=place,
                    height=decoded[-1].shape[0],
                    width=decoded[-1].shape[1],
                    first_height=decoded[0].shape[0],
                    first_width=decoded[0].shape[1],
                )
            )
    images = np.stack(decoded)
    return pictures.grey_if_grey(images)


def _shard(member: Member) -> int:
    """The 1 of `train-00001-of-00002.parquet`."""
    return next((int(word) for word in words(member.path.stem) if word.isdecimal()), 0)


def _classes(metadata: dict[bytes, bytes], column: str) -> tuple[str, ...]:
    try:
        features = json.loads(metadata[b"huggingface"])["info"]["features"]
        return tuple(features[column]["names"])
    except (KeyError, TypeError, ValueError):
        return ()  # the names are a courtesy of Hugging Face's own writer
