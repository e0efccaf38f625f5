"""Lists in files of text beside pictures: a label for each picture, or the names of the classes.

Nothing in such a file says which it is, or whether it is one at all. How many entries it has does,
once the pictures are read.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

import numpy as np

from core.datasets.naming import folded, split_of, words
from core.datasets.parts import FilePart
from core.datasets.readers import json_tables
from core.datasets.readers.arrays import is_one_hot, to_labels
from core.datasets.readers.label_table import JSON, decoded
from core.datasets.readers.sheet import number_in
from core.datasets.sources import Member
from core.language import message

SUFFIXES = {".txt", ".lst", ".dat", ".names", ".labels", *JSON}
MAX_BYTES = 20 * 1024**2
LONGEST_NAME = 80
"""Lines with more letters are prose."""
LAYOUT = message("a list of labels")

_CALLED_NAMES = {"classes", "class", "names", "labels", "label", "categories", "wnids"}
_NUMBERED = re.compile(r"(\d+)[\s:.,;)-]+(\S.*)")


@dataclass(frozen=True)
class LabelList:
    """The entries of a list, in its order."""

    where: str
    path: PurePosixPath
    entries: tuple[str, ...]

    @property
    def may_be_labels(self) -> bool:
        """Whether the entries repeat as labels do."""
        return 2 <= len(set(self.entries)) <= len(self.entries) / 2

    @property
    def may_be_names(self) -> bool:
        """Whether these may be the names of the classes: the file is called so, and all differ."""
        is_called_so = not _CALLED_NAMES.isdisjoint(words(self.path.stem))
        return is_called_so and len({*map(folded, self.entries)}) == len(self.entries)

    def as_labels(self) -> FilePart:
        labels, classes = to_labels(np.array(self.entries, object), self.where)
        split = split_of(self.path)
        return FilePart(LAYOUT, self.where, labels=labels, classes=classes, split=split)

    def as_names(self) -> FilePart:
        return FilePart(LAYOUT, self.where, classes=self.entries)


def read(member: Member) -> LabelList | None:
    """The list in a file of text; None for any other file."""
    suffix = member.path.suffix.lower()
    if suffix not in SUFFIXES or len(content := member.read()) > MAX_BYTES:
        return None
    text = decoded(content)
    entries = json_tables.entries(json_tables.content(text)) if suffix in JSON else _in(text)
    if len(entries) < 2 or not all(0 < len(entry) <= LONGEST_NAME for entry in entries):
        return None
    return LabelList(member.where, member.path, tuple(map(_as_whole, entries)))


def _in(text: str) -> list[str]:
    """The entries of a list: one in each line, perhaps numbered or one-hot, or all in one line."""
    lines = [line.strip().strip("\"',") for line in text.splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    if len(lines) == 1:
        return re.findall(r"[^\s,;\[\](){}\"']+", lines[0])
    numbered = [_NUMBERED.fullmatch(line) for line in lines]
    if _count([match[1] if match else "" for match in numbered]):
        return [match[2] for match in numbered if match]
    return _of_one_hot([line.replace(",", " ").split() for line in lines]) or lines


def _count(cells: Sequence[str]) -> bool:
    """Whether these are numbers that count from 0 or 1 on."""
    return [cell.lstrip("0") or "0" for cell in cells] in (
        [str(start + place) for place in range(len(cells))] for start in (0, 1)
    )


def _of_one_hot(rows: Sequence[Sequence[str]]) -> list[str]:
    """The place of the 1 in each row of zeros; nothing for other rows."""
    if {len(row) for row in rows} in ({0}, {1}) or len({len(row) for row in rows}) > 1:
        return []
    numbers = [[number_in(cell) for cell in row] for row in rows]
    if any(None in row for row in numbers):
        return []
    shares = np.array(numbers, np.float64)
    return list(map(str, shares.argmax(axis=1).tolist())) if is_one_hot(shares) else []


def _as_whole(entry: str) -> str:
    """`3.000000e+00`, as NumPy writes numbers, as `3`."""
    number = number_in(entry)
    return str(int(number)) if number is not None and number.is_integer() else entry
