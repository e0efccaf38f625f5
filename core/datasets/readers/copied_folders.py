"""Folders of pictures that lie there twice, as zips are unpacked beside themselves."""

from collections import defaultdict
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import PurePosixPath

from core.datasets.naming import folded, split_of, words
from core.datasets.sources import Member
from core.language import plural, say

MOST = 0.9
"""A folder is a copy of another if so large a share of its pictures is."""

_COPY_WORDS = {"copy", "backup", "old", "kopie", "copie", "copia"}

COPIED = plural(
    "{where} holds {count:,} picture a second time; it counts once.",
    "{where} holds {count:,} pictures a second time; they count once.",
)


def without_copied_folders(members: Sequence[Member]) -> tuple[list[Member], list[str]]:
    """The pictures without those of folders that are copies of other ones, and notes on that.

    A copy has the same files under the same names, lies in its original or is called like it, and
    belongs to the same split: the same pictures in training and test are no copy but a mistake,
    which has to be told.
    """
    tails: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place in sorted(range(len(members)), key=lambda place: len(members[place].path.parts)):
        tails[members[place].path.parts[-2:]].append(place)
    copies: dict[tuple[PurePosixPath, PurePosixPath], dict[int, int]] = defaultdict(dict)
    for places in tails.values():
        first_with: dict[bytes, int] = {}
        for place in places if len(places) > 1 else ():
            first = first_with.setdefault(_digest(members[place]), place)
            if first != place:
                roots = _roots(members[first].path, members[place].path)
                copies[roots][place] = first
    dropped: set[int] = set()
    notes = []
    for (original, copy), pairs in copies.items():
        inside = {n for n, member in enumerate(members) if member.path.is_relative_to(copy)}
        if _may_be_copy(original, copy) and len(pairs) >= MOST * len(inside - {*pairs.values()}):
            dropped.update(pairs)
            notes.append(say(COPIED, where=copy, count=len(pairs)))
    return [member for place, member in enumerate(members) if place not in dropped], notes


def _digest(member: Member) -> bytes:
    return blake2b(member.read(), digest_size=16).digest()


def _may_be_copy(original: PurePosixPath, copy: PurePosixPath) -> bool:
    """Whether one of two folders may be a copy, by their names: classes may hold equal files."""
    if split_of(original) != split_of(copy):
        return False
    if original in copy.parents or copy in original.parents:
        return True
    one, other = folded(original.name), folded(copy.name)
    return one in other or other in one or bool({*words(one), *words(other)} & _COPY_WORDS)


def _roots(one: PurePosixPath, other: PurePosixPath) -> tuple[PurePosixPath, PurePosixPath]:
    """What stands before the end that two paths share."""
    ones, others = list(one.parts), list(other.parts)
    while len(ones) > 1 and len(others) > 1 and ones[-1] == others[-1]:
        ones.pop()
        others.pop()
    return PurePosixPath(*ones), PurePosixPath(*others)
