"""Folders of pictures that lie there twice, as zips are unpacked beside themselves."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import PurePosixPath

from core.datasets.naming import split_of
from core.datasets.sources import Member
from core.language import plural, say

MOST = 0.9
"""A folder is a copy of another if so large a share of its pictures is."""

COPIED = plural(
    "{where} holds {count:,} picture a second time; it counts once.",
    "{where} holds {count:,} pictures a second time; they count once.",
)


def without_copied_folders(members: Sequence[Member]) -> tuple[list[Member], list[str]]:
    """The pictures without those of folders that are copies of other ones, and notes on that.

    A copy has the same files under the same names, and belongs to the same split: the same pictures
    in training and test are no copy but a mistake, which has to be told.
    """
    tails: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, member in enumerate(members):
        tails[member.path.parts[-2:]].append(place)
    copies: dict[tuple[PurePosixPath, PurePosixPath], list[int]] = defaultdict(list)
    for places in tails.values():
        if len(places) < 2:
            continue
        first_with: dict[bytes, int] = {}
        for place in places:
            digest = blake2b(members[place].read(), digest_size=16).digest()
            first = first_with.setdefault(digest, place)
            if first != place:
                copies[_roots(members[first].path, members[place].path)].append(place)
    size = Counter(folder for member in members for folder in member.path.parents)
    dropped: set[int] = set()
    notes = []
    for (original, copy), places in copies.items():
        if split_of(original) == split_of(copy) and len(places) >= MOST * size[copy]:
            dropped.update(places)
            notes.append(say(COPIED, where=copy, count=len(places)))
    return [member for place, member in enumerate(members) if place not in dropped], notes


def _roots(one: PurePosixPath, other: PurePosixPath) -> tuple[PurePosixPath, PurePosixPath]:
    """What stands before the end that two paths share."""
    ones, others = list(one.parts), list(other.parts)
    while len(ones) > 1 and len(others) > 1 and ones[-1] == others[-1]:
        ones.pop()
        others.pop()
    return PurePosixPath(*ones), PurePosixPath(*others)
