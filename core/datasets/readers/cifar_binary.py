"""CIFAR-10's binary version: rows of one label byte and 32×32 red, green and blue bytes."""

import numpy as np

from core.datasets.naming import split_of
from core.datasets.parts import FilePart
from core.datasets.readers.flat_rows import in_order
from core.datasets.sources import Member
from core.language import message

FORMAT = "CIFAR-10 batches"
SIDE = 32
ROW = 1 + 3 * SIDE * SIDE


def is_cifar_binary(content: bytes) -> bool:
    """The format has no signature; its length and its label bytes have to do."""
    return len(content) > 0 and len(content) % ROW == 0 and max(content[::ROW]) < 10


def read(member: Member, content: bytes) -> list[FilePart]:
    rows = np.frombuffer(content, np.uint8).reshape(-1, ROW)
    return [
        FilePart(
            message("CIFAR-10, binary version"),
            member.where,
            images=in_order(rows[:, 1:], SIDE, "planes"),
            labels=rows[:, 0].astype(np.int64),
            split=split_of(member.path) or ("train" if "batch" in member.name else ""),
            rank=batch_number(member.path.stem),
            format=FORMAT,
        )
    ]


def batch_number(stem: str) -> int:
    """The 3 of `data_batch_3`; 0 without a number."""
    digits = stem.rpartition("_")[2]
    return int(digits) if digits.isdecimal() else 0
