"""The binary version of STL-10: pictures in `train_X.bin`, their labels in `train_y.bin`.

A. Coates, H. Lee, A. Ng (2011), "An Analysis of Single-Layer Networks in Unsupervised Feature
Learning". A picture is three planes of 96×96 bytes, red, green and blue, each written column by
column. A label is a byte, from 1 on; `class_names.txt` names them.
"""

import numpy as np

from core.datasets.naming import split_of
from core.datasets.parts import FilePart
from core.datasets.sources import Member
from core.language import message

LAYOUT = message("STL-10, binary version")
SIDE = 96
PIXELS = 3 * SIDE * SIDE
CLASSES = 10


def is_stl10(member: Member, content: bytes) -> bool:
    """The format has no signature; the end of the name, the length and the labels have to do."""
    if not content:
        return False
    if _has_labels(member):
        return min(content) > 0 and max(content) <= CLASSES
    return member.path.stem.endswith("_X") and len(content) % PIXELS == 0


def read(member: Member, content: bytes) -> list[FilePart]:
    values, split = np.frombuffer(content, np.uint8), split_of(member.path)
    if _has_labels(member):
        return [FilePart(LAYOUT, member.where, labels=values.astype(np.int64), split=split)]
    planes = values.reshape(-1, 3, SIDE, SIDE)  # columns before rows
    return [FilePart(LAYOUT, member.where, images=planes.transpose(0, 3, 2, 1), split=split)]


def _has_labels(member: Member) -> bool:
    return member.path.stem.endswith("_y")
