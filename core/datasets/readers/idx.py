"""IDX, the format of MNIST's four files: a big-endian header, then plain bytes."""

import math

import numpy as np

from core.datasets.choices import Choices
from core.datasets.errors import DatasetError
from core.datasets.naming import split_of
from core.datasets.parts import FilePart
from core.datasets.sources import MAX_BYTES, Member, reading
from core.language import message, number, say

MAGIC = (b"\x00\x00\x08\x01", b"\x00\x00\x08\x03")
"""Two zeros, 08 for unsigned bytes, and the number of dimensions: 1 for labels, 3 for pictures."""

TOO_LONG = message(
    "{where} promises {sizes} = {promised:,} bytes, but more follow. "
    "The file is damaged or cut short; fetch it again."
)
TOO_SHORT = message(
    "{where} promises {sizes} = {promised:,} bytes, but {found:,} follow. "
    "The file is damaged or cut short; fetch it again."
)


def read(member: Member, choices: Choices) -> list[FilePart]:
    with reading(member.where), member.open() as stream:
        dimensions = stream.read(4)[3]
        header = stream.read(4 * dimensions)
        if len(header) < 4 * dimensions:
            raise EOFError
        shape = tuple(int(size) for size in np.frombuffer(header, ">u4"))
        promised = math.prod(shape)
        content = stream.read(min(promised, MAX_BYTES) + 1)
    if len(content) != promised:
        raise DatasetError(
            say(
                TOO_LONG if len(content) > promised else TOO_SHORT,
                where=member.where,
                sizes=" × ".join(number(size, ",") for size in shape),
                promised=promised,
                found=len(content),
            )
        )
    array = np.frombuffer(content, np.uint8).reshape(shape)
    split = split_of(member.path)
    if dimensions == 1:
        return [FilePart("IDX", member.where, labels=array.astype(np.int64), split=split)]
    return [FilePart("IDX", member.where, images=array[..., np.newaxis], split=split)]
