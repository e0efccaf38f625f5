"""Pickled arrays: the batches of CIFAR-10 and CIFAR-100, `mnist.pkl`, and what classmates save."""

import numpy as np

from core.datasets.choices import Choices
from core.datasets.errors import DatasetError, NotPictures
from core.datasets.naming import split_of
from core.datasets.parts import FilePart
from core.datasets.readers.array_roles import named_arrays
from core.datasets.readers.arrays import to_labels
from core.datasets.readers.cifar_binary import FORMAT, SIDE, batch_number
from core.datasets.readers.flat_rows import in_order
from core.datasets.readers.object_arrays import arrays_in, text
from core.datasets.readers.unpickling import NotPlain, plain_objects
from core.datasets.sources import Member
from core.language import message, say

MAGIC = (
    b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05",
    b"(dp", b"(lp", b"((l", b"((c", b"(c", b"cnumpy",
)  # fmt: skip
"""How protocols from 2 on begin, and 0 and 1 with a dict, a list, a tuple or an array."""

CIFAR_10 = message("CIFAR-10, Python version")
CIFAR_100 = message("CIFAR-100, Python version")


def read(member: Member, choices: Choices) -> list[FilePart]:
    content = member.read()
    objects = _unpickled(content, member.where)
    if isinstance(objects, dict):
        fields = {text(key): value for key, value in objects.items()}
        if batch := _of_cifar(fields, member):
            return [batch]
    try:
        arrays = arrays_in(objects, member.path.stem, choices.picture_size, len(content))
    except (NotPictures, RecursionError, IndexError, TypeError) as error:
        raise NotPictures(
            say(
                "{where} is a pickle without pictures and labels in a form we know: a tuple "
                "(x, y), two of them for training and test, or a dict such as X and y.",
                where=member.where,
            )
        ) from error
    return named_arrays(arrays, member, message("pickled arrays"), choices)


def _unpickled(content: bytes, where: str) -> object:
    try:
        return plain_objects(content)
    except NotPlain as refused:
        raise DatasetError(
            say(
                "{where} asks for “{name}”, which plain arrays never need. Such a file can "
                "run a program on this computer, so it was left alone. "
                "Fetch it from its publisher.",
                where=where,
                name=refused,
            )
        ) from refused
    except Exception as error:  # a damaged pickle can fail in any operation it names
        raise DatasetError(
            say(
                "{where} is damaged or not a pickle ({kind}). Fetch it again.",
                where=where,
                kind=type(error).__name__,
            )
        ) from error


def _of_cifar(fields: dict[str, object], member: Member) -> FilePart | None:
    """The class names or the pictures in a file of CIFAR-10 or CIFAR-100; None for other files."""
    for key, layout in (("label_names", CIFAR_10), ("fine_label_names", CIFAR_100)):
        names = fields.get(key)
        if isinstance(names, list):
            return FilePart(layout, member.where, classes=tuple(text(name) for name in names))
    if "data" in fields and "fine_labels" in fields:
        return _batch(fields["data"], fields["fine_labels"], member, CIFAR_100)
    is_named = member.name.startswith(("data_batch", "test_batch"))
    if fields.keys() >= {"data", "labels"} and (is_named or "batch_label" in fields):
        return _batch(fields["data"], fields["labels"], member, CIFAR_10)
    return None


def _batch(data: object, labels: object, member: Member, layout: str) -> FilePart:
    pixels = np.asarray(data)
    numbers, _ = to_labels(np.asarray(labels), member.where)
    if pixels.shape != (len(numbers), 3 * SIDE * SIDE):
        raise DatasetError(
            say(
                "{where} should hold one row of 3,072 pixels a label, but holds pixels of "
                "shape {shape} and {count:,} labels.",
                where=member.where,
                shape=pixels.shape,
                count=len(numbers),
            )
        )
    split = split_of(member.path) or ("train" if member.name.startswith("data_batch") else "")
    return FilePart(
        layout,
        member.where,
        images=in_order(pixels, SIDE, "planes"),
        labels=numbers,
        split=split,
        rank=batch_number(member.name),
        format=FORMAT if layout == CIFAR_10 else "",
    )
