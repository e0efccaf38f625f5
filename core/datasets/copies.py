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
    seen: dict[Key, dict[str, str]] = defaultdict(dict)
    kept: dict[int, FilePart] = {}
    notes = []
    may_be_twice = _in_several_files(parts)
    for place, part in sorted(enumerate(parts), key=lambda item: not item[1].split):
        keys = _keys(part, np.flatnonzero(may_be_twice[place]))
        others = {
            picture: other
            for picture, key in keys.items()
            if (other := _other_file(seen.get(key, {}), part))
        }
        if others:
            other = next(iter(others.values()))
            notes.append(say(TWICE, where=part.where, count=len(others), other=other))
        is_new = np.ones(len(part.pair[1]), bool)
        is_new[[*others]] = False
        if is_new.any():
            kept[place] = _chosen(part, is_new) if others else part
        for key in keys.values():
            seen[key].setdefault(part.split, part.where)
    return [kept[place] for place in sorted(kept)], notes


def _in_several_files(parts: Sequence[FilePart]) -> list[np.ndarray]:
    """Whether each picture of each part may be in another file too, bool `(n,)`.

    Most differ from all others in their middle rows already, which is quick to see.
    """
    rows = [_hashes_of_middle_rows(part.pair[0]) for part in parts]
    of_file: dict[str, list[np.ndarray]] = defaultdict(list)
    for part, of_part in zip(parts, rows, strict=True):
        of_file[part.where].append(of_part)
    once_a_file = [np.unique(np.concatenate(hashes)) for hashes in of_file.values()]
    found, files = np.unique(np.concatenate(once_a_file), return_counts=True)
    return [np.isin(of_part, found[files > 1]) for of_part in rows]


def _hashes_of_middle_rows(images: np.ndarray) -> np.ndarray:
    """A number uint64 for the middle row of each picture in its first channel.

    Equal rows have equal numbers. So do a few others, by chance: it is a weighted sum of the row's
    bytes, eight at a time.
    """
    count, height, width, _channels = images.shape
    words = np.zeros((count, -(-width // 8)), np.uint64)
    words.view(np.uint8)[:, :width] = images[:, height // 2, :, 0]
    weights = np.random.default_rng(0).integers(2**64, size=words.shape[1], dtype=np.uint64)
    return words @ (weights | np.uint64(1))


def _keys(part: FilePart, pictures: np.ndarray) -> dict[int, Key]:
    """Checksum and label of these pictures of a part, by their places."""
    images, labels = part.pair
    return {
        picture: (digest, int(labels[picture]))
        for picture, digest in zip(pictures.tolist(), digests(images[pictures]), strict=True)
    }


def _other_file(holders: dict[str, str], part: FilePart) -> str:
    """The other file that holds a picture, by the split it has there; "" if none does."""
    where = holders.get(part.split) if part.split else next(iter(holders.values()), "")
    return where if where and where != part.where else ""


def _chosen(part: FilePart, chosen: np.ndarray) -> FilePart:
    images, labels = part.pair
    return replace(part, images=images[chosen], labels=labels[chosen])
