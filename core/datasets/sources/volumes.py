"""Archives that were cut into several files: `pets.zip.001`, `pets.zip.002`, `pets.tar.gz.aa` …

Their bytes, one file after the other, are the archive. Zip has volumes of another kind, `pets.z01`
and `pets.zip`, which only a program that unpacks all of them together can read.
"""

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import PurePosixPath
from typing import IO, Any

from core.datasets.errors import DatasetError
from core.datasets.sources.budget import MAX_BYTES, too_large
from core.datasets.sources.member import Member
from core.language import message, plural, say

INCOMPLETE = plural(
    "{where} was cut into several files, and {count:,} of them is there. Add all of them together.",
    "{where} was cut into several files; {count:,} of them are there, others are missing. Add all "
    "of them together.",
)
TO_UNPACK = message(
    "{where} is one volume of a zip archive that was cut into several. Unpack it on your computer "
    "and add the folder."
)

_VOLUME = re.compile(
    r"(.+\.(?:zip|7z|tar|gz|tgz|bz2|xz))\.(?:part)?([0-9]{2,4}|[a-z]{2,3})", re.IGNORECASE
)
_FIRST = re.compile(r"0*[01]|a+")
_DIGITS = "abcdefghijklmnopqrstuvwxyz"


def joined(members: Iterable[Member]) -> Iterator[Member]:
    """The members, with each archive that was cut into several as one of them.

    Volumes that cannot be put together come as members with a problem.
    """
    members = list(members)
    of_zip = {member.path.with_suffix("") for member in members if _is_zip_volume(member.path)}
    volumes: dict[PurePosixPath, dict[str, Member]] = defaultdict(dict)
    for member in members:
        path = member.path
        if match := _VOLUME.fullmatch(member.name):
            volumes[path.with_name(match[1])][match[2].lower()] = member
        elif of_zip and _belongs_to(path, of_zip):
            yield replace(member, problem=DatasetError(say(TO_UNPACK, where=member.where)))
        else:
            yield member
    for path, parts in volumes.items():
        ends = sorted(parts)
        in_order = [parts[end] for end in ends]
        where = in_order[0].where.removesuffix(in_order[0].name) + path.name
        if len(ends) > 1 and _FIRST.fullmatch(ends[0]) and all(map(_follow, pairwise(ends))):
            yield Member(path, where, partial(_opened, in_order, where))
        elif ends[0].isalpha() and not _FIRST.fullmatch(ends[0]):
            yield from in_order  # `pets.tar.gz`, `pets.zip.txt`
        else:
            problem = DatasetError(say(INCOMPLETE, where=where, count=len(ends)))
            yield replace(in_order[0], problem=problem)


def _is_zip_volume(path: PurePosixPath) -> bool:
    return re.fullmatch(r"\.z[0-9]{2}", path.suffix.lower()) is not None


def _belongs_to(path: PurePosixPath, of_zip: Set[PurePosixPath]) -> bool:
    return path.with_suffix("") in of_zip and (_is_zip_volume(path) or path.suffix == ".zip")


def _follow(ends: tuple[str, str]) -> bool:
    one, other = map(_number, ends)
    return other == one + 1


def _number(end: str) -> int:
    if end.isdecimal():
        return int(end)
    number = 0
    for letter in end:
        number = len(_DIGITS) * number + _DIGITS.index(letter)
    return number


def _opened(members: Sequence[Member], where: str) -> IO[bytes]:
    return io.BufferedReader(_JoinedMembers(members, where))


class _JoinedMembers(io.RawIOBase):
    """The bytes of several members as one stream. Raises DatasetError for more than 2 GB."""

    def __init__(self, members: Sequence[Member], where: str):
        self._left = list(members)
        self._where, self._count = where, 0
        self._stack = ExitStack()
        self._stream: IO[bytes] | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while True:
            if self._stream is None:
                if not self._left:
                    return 0
                self._stream = self._stack.enter_context(self._left.pop(0).open())
            count = self._stream.readinto(buffer)  # type: ignore[attr-defined]
            self._count += count
            if self._count > MAX_BYTES:
                raise too_large(self._where)
            if count:
                return count
            self._stream = None

    def close(self) -> None:
        self._stack.close()
        super().close()
