"""Pictures that lie there twice: zips unpacked beside themselves, samples, copies of a folder."""

from collections import defaultdict
from collections.abc import Container, Sequence
from hashlib import blake2b
from pathlib import PurePosixPath

from core.datasets.folder_names import without_copy_mark
from core.datasets.naming import folded, split_in, split_of, without_neutral, words
from core.datasets.sources import Member
from core.language import plural, say

MOST = 0.9
"""A folder is a copy of another if so large a share of its pictures is."""

_COPY_WORDS = {"copy", "backup", "old", "kopie", "copie", "copia"}

COPIED = plural(
    "{where} holds {count:,} picture a second time; it counts once.",
    "{where} holds {count:,} pictures a second time; they count once.",
)

Pairs = dict[int, int]
"""The number of a picture that lies there again, and of the one that it equals."""


def without_copied_folders(members: Sequence[Member]) -> tuple[list[Member], list[str]]:
    """The pictures without those of folders that are copies of other ones, and notes on that.

    A copy has the same files under the same names, lies in its original or is called like it, and
    belongs to the same split or to none: the same pictures in training and test are no copy but a
    mistake, which has to be told. A file such as `7 (1).jpg` is a copy of an equal one beside it.
    """
    dropped: set[int] = set()
    notes = []
    for (one, other), pairs in _equal_pictures(members).items():
        for original, copy, copies in ((one, other, {*pairs}), (other, one, {*pairs.values()})):
            inside = {n for n, member in enumerate(members) if member.path.is_relative_to(copy)}
            inside -= {*pairs, *pairs.values()} - copies
            if original == copy or (
                _may_be_copy(original, copy) and len(copies) >= MOST * len(inside)
            ):
                dropped |= copies
                notes.append(say(COPIED, where=copy, count=len(copies)))
                break
    return [member for place, member in enumerate(members) if place not in dropped], notes


def _equal_pictures(
    members: Sequence[Member],
) -> dict[tuple[PurePosixPath, PurePosixPath], Pairs]:
    """The pictures of the same content and name, by the two folders that they lie in."""
    known = {path for member in members for path in (member.path, member.path.parent)}
    tails: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place in sorted(range(len(members)), key=lambda place: _from_outside(members[place])):
        path = members[place].path
        tails[_original(path.parent, known), _original(path, known)].append(place)
    found: dict[tuple[PurePosixPath, PurePosixPath], Pairs] = defaultdict(dict)
    for places in tails.values():
        first_with: dict[bytes, int] = {}
        for place in places if len(places) > 1 else ():
            first = first_with.setdefault(_digest(members[place]), place)
            if first != place:
                found[_roots(members[first].path, members[place].path)][place] = first
    return found


def _original(path: PurePosixPath, known: Container[PurePosixPath]) -> str:
    """The name of the file or folder that this one is called a copy of, else its own."""
    name = without_copy_mark(path.stem) + path.suffix
    return name if path.parent / name in known else path.name


def _from_outside(member: Member) -> tuple[int, int]:
    """An order in which originals come before copies, which lie deeper or have longer names."""
    return len(member.path.parts), len(str(member.path))


def _digest(member: Member) -> bytes:
    return blake2b(member.read(), digest_size=16).digest()


def _may_be_copy(original: PurePosixPath, copy: PurePosixPath) -> bool:
    """Whether one of two folders may be a copy, by their names: classes may hold equal files."""
    if split_of(copy) not in ("", split_of(original)):
        return False
    if original in copy.parents or copy in original.parents:
        return True
    one, other = folded(original.name), folded(copy.name)
    if one in other or other in one or {*words(one), *words(other)} & _COPY_WORDS:
        return True
    told, again = split_in(one), split_in(other)
    return (told == again and bool(told.split)) or not without_neutral(other)


def _roots(one: PurePosixPath, other: PurePosixPath) -> tuple[PurePosixPath, PurePosixPath]:
    """The two folders in which two paths end alike."""
    ones, others = list(one.parent.parts), list(other.parent.parts)
    while len(ones) > 1 and len(others) > 1 and ones[-1] == others[-1]:
        ones.pop()
        others.pop()
    return PurePosixPath(*ones), PurePosixPath(*others)
