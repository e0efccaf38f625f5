"""Pickled batches: CIFAR-10's Python version and deeplearning.net's `mnist.pkl`.

A pickle is a program. The unpickler here can build NumPy arrays of numbers out of it and nothing
else; whatever asks for more is refused before it runs.
"""

import codecs
import pickle
from typing import Literal, TypeGuard

import numpy as np

from core.datasets.choices import Choices
from core.datasets.errors import DatasetError
from core.datasets.naming import split_of
from core.datasets.parts import FilePart
from core.datasets.readers.arrays import to_labels, to_pictures
from core.datasets.readers.cifar_binary import FORMAT, SIDE, batch_number
from core.datasets.readers.flat_rows import in_order
from core.datasets.sources import Member, reading
from core.language import message, say


def _empty_array(kind: type, shape: tuple, code: bytes) -> np.ndarray:
    """As NumPy's `_reconstruct`, but always empty: a hostile file may ask for any size."""
    return np.ndarray.__new__(np.ndarray, (0,), "b")


def _array_from_buffer(
    buffer: bytes, dtype: np.dtype, shape: tuple, order: Literal["C", "F"]
) -> np.ndarray:
    return np.frombuffer(buffer, dtype).reshape(shape, order=order)


_ALLOWED = {
    ("numpy", "ndarray"): np.ndarray,
    ("numpy", "dtype"): np.dtype,
    ("_codecs", "encode"): codecs.encode,  # how Python 3 writes bytes in the old protocols
}
for _module in ("numpy.core", "numpy._core"):
    _ALLOWED[f"{_module}.multiarray", "_reconstruct"] = _empty_array
    _ALLOWED[f"{_module}.numeric", "_frombuffer"] = _array_from_buffer


class _NotAnArray(Exception):
    """Raised when a pickle needs anything but arrays; the message is the name of what it needs."""


class _ArraysOnly(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> object:
        try:
            return _ALLOWED[module, name]
        except KeyError:
            raise _NotAnArray(f"{module}.{name}") from None


def read(member: Member, choices: Choices) -> list[FilePart]:
    content = _unpickle(member)
    if isinstance(content, dict):
        fields = {_text(key): value for key, value in content.items()}
        if "label_names" in fields:
            names = tuple(_text(name) for name in fields["label_names"])
            return [FilePart(message("CIFAR-10, Python version"), member.where, classes=names)]
        if "fine_labels" in fields:
            raise DatasetError(
                say("{where} is CIFAR-100, which this lab has no lesson for.", where=member.where)
            )
        if {"data", "labels"} <= fields.keys():
            return [_cifar_batch(fields, member)]
    if _is_triple(content):
        return _mnist_triple(content, member, choices)
    raise DatasetError(
        say(
            "{where} is a pickle without pictures and labels in a form we know "
            "(CIFAR-10's batches, mnist.pkl).",
            where=member.where,
        )
    )


def _unpickle(member: Member) -> object:
    with reading(member.where), member.open() as stream:
        try:
            return _ArraysOnly(stream, encoding="bytes").load()
        except _NotAnArray as refused:
            raise DatasetError(
                say(
                    "{where} asks for “{name}”, which plain arrays never need. Such a file can "
                    "run a program on this computer, so it was left alone. "
                    "Fetch it from its publisher.",
                    where=member.where,
                    name=refused,
                )
            ) from refused
        except Exception as error:  # a damaged pickle can fail in any operation it names
            raise DatasetError(
                say(
                    "{where} is damaged or not a pickle ({kind}). Fetch it again.",
                    where=member.where,
                    kind=type(error).__name__,
                )
            ) from error


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _cifar_batch(fields: dict[str, object], member: Member) -> FilePart:
    data = np.asarray(fields["data"])
    labels, _ = to_labels(np.asarray(fields["labels"]), member.where)
    if data.ndim != 2 or data.shape != (len(labels), 3072):
        raise DatasetError(
            say(
                "{where} should hold one row of 3,072 pixels a label, but holds pixels of "
                "shape {shape} and {count:,} labels.",
                where=member.where,
                shape=data.shape,
                count=len(labels),
            )
        )
    split = split_of(member.path) or ("train" if member.name.startswith("data_batch") else "")
    return FilePart(
        message("CIFAR-10, Python version"),
        member.where,
        images=in_order(data, SIDE, "planes"),
        labels=labels,
        split=split,
        rank=batch_number(member.name),
        format=FORMAT,
    )


def _is_triple(content: object) -> TypeGuard[list | tuple]:
    return (
        isinstance(content, list | tuple)
        and len(content) in (2, 3)
        and all(isinstance(pair, list | tuple) and len(pair) == 2 for pair in content)
    )


def _mnist_triple(content: list | tuple, member: Member, choices: Choices) -> list[FilePart]:
    """(training, validation, test) as deeplearning.net has it, or (training, test) as Keras did.

    The validation pictures are the last 10,000 of the published training set.
    """
    splits = ("train", "train", "test") if len(content) == 3 else ("train", "test")
    return [
        FilePart(
            "pickle",
            member.where,
            images=to_pictures(np.asarray(images), member.where, choices).images,
            labels=to_labels(np.asarray(labels), member.where)[0],
            split=split,
            rank=rank,
        )
        for rank, (split, (images, labels)) in enumerate(zip(splits, content, strict=True))
    ]
