"""Lists the files in what a visitor gave: plain files, folders, and archives, also nested ones.

Nothing is unpacked to disk under its own name. Archives are read in place, a compressed one from
an anonymous temporary copy, so no member's name can reach outside, and none is changed.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from core.datasets.errors import DatasetError
from core.datasets.sources import tars, volumes, zips
from core.datasets.sources.archive import BUFFER, is_junk
from core.datasets.sources.budget import MAX_BYTES, Budget, too_large
from core.datasets.sources.member import Member, reading
from core.datasets.sources.name_encodings import encoding_of
from core.datasets.sources.packed import unpacked
from core.language import say

__all__ = ["MAX_BYTES", "Member", "members", "reading"]

MAX_DEPTH = 4
SEVEN_ZIP = b"7z\xbc\xaf\x27\x1c"


def members(paths: Iterable[Path], stack: ExitStack) -> list[Member]:
    """All files in `paths`, those in folders and archives included, junk left out.

    Archives stay open until `stack` closes. What cannot be unpacked comes as one member with a
    problem: a damaged archive, one with a member that points outside itself, and one that would
    unpack to more than 2 GB, or all together, on all levels of nesting, to more than 4 GB. Raises
    DatasetError for a path that does not exist, and for a file of more than 2 GB.
    """
    given: list[Member] = []
    for path in paths:
        for file, inner in _files(Path(path)):
            where = file.name if file == Path(path) else str(inner)
            if file.stat().st_size > MAX_BYTES:
                raise too_large(where)
            given.append(Member(inner, where, partial(_opened, file)))
    budget = Budget()
    return [
        inner
        for member in volumes.joined(given)
        for inner in _expand(member, stack, budget, depth=0)
    ]


def _opened(file: Path) -> IO[bytes]:
    return file.open("rb", buffering=BUFFER)


def _files(path: Path) -> Iterator[tuple[Path, PurePosixPath]]:
    """Each file, and its path beginning with the name of the folder that was given."""
    if path.is_file():
        yield path, PurePosixPath(path.name)
    elif path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.is_file())
        encoding = encoding_of([os.fsencode(file) for file in files])
        for file in files:
            # Bytes of a name that are no UTF-8 come as surrogates.
            shown = os.fsencode(file.relative_to(path)).decode(encoding, "replace")
            if not is_junk(PurePosixPath(*Path(shown).parts)):
                yield file, PurePosixPath(path.name, *Path(shown).parts)
    else:
        raise DatasetError(say("There is no file or folder {path}.", path=path))


def _expand(member: Member, stack: ExitStack, budget: Budget, depth: int) -> Iterator[Member]:
    """The members of an archive; any other member as it is."""
    if member.is_picture or member.is_document:
        yield member  # opening a hundred thousand pictures twice would take too long
        return
    try:
        inside = _inside(member, stack, budget, depth)
    except DatasetError as problem:
        yield replace(member, problem=problem)
        return
    for inner in inside:
        if inner is member:  # a file, or an archive that is read as one
            yield member
        else:
            yield from _expand(inner, stack, budget, depth + 1)


def _inside(member: Member, stack: ExitStack, budget: Budget, depth: int) -> list[Member]:
    """What a member holds, the member itself if it is no archive. Raises DatasetError."""
    if depth > MAX_DEPTH:
        raise DatasetError(
            say(
                "{where} lies in archives nested more than {most} deep.",
                where=member.where,
                most=MAX_DEPTH,
            )
        )
    head = member.head()
    if inner := unpacked(member, head, budget):
        return [inner]
    if head.startswith(zips.MAGIC):
        return zips.members(member, stack, budget)
    if tars.is_tar(head):
        return tars.members(member, stack, budget)
    if head.startswith(SEVEN_ZIP):
        # Importing py7zr takes a tenth of a second, and few have such archives.
        from core.datasets.sources import seven_zips

        return seven_zips.members(member, stack, budget)
    return [member]
