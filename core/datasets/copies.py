"""The same pictures twice: in several files, in training and test, or with two labels."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b

import numpy as np

from core.datasets.parts import FilePart
from core.language import plural, say

Key = tuple[bytes, int]
"""The checksum of a picture, and its label."""
TWICE = plural(
    "{where}: {count:,} picture is also in {other}, and counts once.",
    "{where}: {count:,} pictures are also in {other}, and count once.",
)


def digests(images: np.ndarray) -> list[bytes]:
    """A checksum of each picture; equal pictures have equal ones."""
    return [blake2b(image.data, digest_size=16).digest() for image in np.ascontiguousarray(images)]


def without_copies(parts: Sequence[FilePart]) -> tuple[list[FilePart], list[str]]:
    """Parts with pictures and labels, less what other files hold already, and notes on that.

    A picture is the same if its pixels, its label and its split are. A file that does not say its
    split loses what files that say theirs hold. Equal pictures within one file are left as they
    are: that is how the dataset was made.
    """
    if len({part.where for part in parts}) < 2:
        return list(parts), []
    rows = [_middle_rows(part) for part in parts]
    in_several = _in_several(parts, rows)
    seen: dict[Key, dict[str, str]] = defaultdict(dict)
    kept: dict[int, FilePart] = {}
    notes = []
    for place, part in sorted(enumerate(parts), key=lambda item: not item[1].split):
        keys = _keys(part, [row in in_several for row in rows[place]])
        others = [key and _other_file(seen.get(key, {}), part) for key in keys]
        if any(others):
            count = sum(map(bool, others))
            other = next(filter(None, others))
            notes.append(say(TWICE, where=part.where, count=count, other=other))
        is_new = np.array([not other for other in others], bool)
        if is_new.any():
            kept[place] = part if is_new.all() else _chosen(part, is_new)
        for key in filter(None, keys):
            seen[key].setdefault(part.split, part.where)
    return [kept[place] for place in sorted(kept)], notes


def _middle_rows(part: FilePart) -> list[bytes]:
    """The pixels in the middle row of each picture."""
    images, _labels = part.pair
    return [row.tobytes() for row in images[:, images.shape[1] // 2]]


def _in_several(parts: Sequence[FilePart], rows: Sequence[list[bytes]]) -> set[bytes]:
    """Those of the rows of each part that another file has too."""
    holder: dict[bytes, str] = {}
    return {
        row
        for part, rows_of_part in zip(parts, rows, strict=True)
        for row in rows_of_part
        if holder.setdefault(row, part.where) != part.where
    }


def _keys(part: FilePart, may_be_twice: Sequence[bool]) -> list[Key | None]:
    """Checksum and label of each picture that another file may hold; None for the others.

    Most differ from all others in their middle rows already, which is quick to see.
    """
    images, labels = part.pair
    keys: list[Key | None] = [None] * len(labels)
    places = np.flatnonzero(may_be_twice)
    for place, digest in zip(places, digests(images[places]), strict=True):
        keys[place] = digest, int(labels[place])
    return keys


def _other_file(holders: dict[str, str], part: FilePart) -> str:
    """The other file that holds a picture, by the split it has there; "" if none does."""
    where = holders.get(part.split) if part.split else next(iter(holders.values()), "")
    return where if where and where != part.where else ""


def _chosen(part: FilePart, chosen: np.ndarray) -> FilePart:
    images, labels = part.pair
    return replace(part, images=images[chosen], labels=labels[chosen])
