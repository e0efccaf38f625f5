"""The binary versions of CIFAR: rows of label bytes and 32×32 red, green and blue bytes."""

import numpy as np

from core.datasets.naming import split_of
from core.datasets.parts import FilePart
from core.datasets.readers.flat_rows import in_order
from core.datasets.sources import Member
from core.language import message

FORMAT = "CIFAR-10 batches"
SIDE = 32
PIXELS = 3 * SIDE * SIDE

_LABELS = {
    (10,): message("CIFAR-10, binary version"),
    (20, 100): message("CIFAR-100, binary version"),
}
"""How many values each label byte of a row can have; CIFAR-100's are superclass and class."""


def is_cifar_binary(content: bytes) -> bool:
    """The format has no signature; its length and its label bytes have to do."""
    return _label_counts(content) is not None


def _label_counts(content: bytes) -> tuple[int, ...] | None:
    for counts in _LABELS:
        row = len(counts) + PIXELS
        if content and len(content) % row == 0:
            labels = (content[place::row] for place in range(len(counts)))
            if all(max(some) < most for some, most in zip(labels, counts, strict=True)):
                return counts
    return None


def read(member: Member, content: bytes) -> list[FilePart]:
    counts = _label_counts(content)
    assert counts is not None
    rows = np.frombuffer(content, np.uint8).reshape(-1, len(counts) + PIXELS)
    return [
        FilePart(
            _LABELS[counts],
            member.where,
            images=in_order(rows[:, len(counts) :], SIDE, "planes"),
            labels=rows[:, len(counts) - 1].astype(np.int64),
            split=split_of(member.path) or ("train" if "batch" in member.name else ""),
            rank=batch_number(member.path.stem),
            format=FORMAT if len(counts) == 1 else "",
        )
    ]


def batch_number(stem: str) -> int:
    """The 3 of `data_batch_3`; 0 without a number."""
    digits = stem.rpartition("_")[2]
    return int(digits) if digits.isdecimal() else 0
