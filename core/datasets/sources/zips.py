"""The members of zip archives, and of Teachable Machine's samples, which are zip archives."""

import io
import re
import stat
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from typing import IO

from core.datasets.errors import DatasetError
from core.datasets.sources.archive import at_hand, check_name, inside, is_junk
from core.datasets.sources.budget import MAX_MEMBERS, Budget, too_large
from core.datasets.sources.member import Member, reading
from core.datasets.sources.name_encodings import encoding_of
from core.language import say

MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_OF_DOCUMENTS = {"[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF"}
"""Files that documents of Microsoft and of OpenDocument, and programs in Java, always have."""

CLASS_MARK = "-!-"
"""Teachable Machine writes `Cat-!-0.jpg` for picture 0 of the class “Cat”."""

_UTF_8, _ENCRYPTED = 0x800, 0x1  # bits of a member's flags
_METHODS = {
    zipfile.ZIP_STORED,
    zipfile.ZIP_DEFLATED,
    zipfile.ZIP_BZIP2,
    zipfile.ZIP_LZMA,
}
_OTHER_METHODS = {9: "Deflate64", 93: "Zstandard", 95: "XZ", 98: "PPMd", 99: "AES"}
_LONGEST_END = 22 + 20 + 56 + 0xFFFF
"""The records at the end of an archive, with a comment; in bytes."""
_SIZES = ((b"PK\x05\x06", 12, 4), (b"PK\x06\x06", 40, 8))
"""Of these records: how they begin, and where in them the size of the directory stands."""
BYTES_A_MEMBER = 200
"""The most that the directory of a zip archive may have on average, in bytes a member."""


def members(member: Member, stack: ExitStack, budget: Budget) -> list[Member]:
    """The files in a zip archive. An `.npz` is one too, but is read as one file.

    So are documents of an office: the pictures in them are no dataset.
    """
    archive = _open(member, stack)
    infos = archive.infolist()
    budget.take(sum(info.file_size for info in infos), member.where, len(infos))
    for info in infos:
        require_harmless(info, member.where)
    names = {info.filename for info in infos}
    if (names and all(name.endswith(".npy") for name in names)) or names & _OF_DOCUMENTS:
        return [member]
    return list(_files(archive, member))


def _files(archive: zipfile.ZipFile, member: Member) -> Iterator[Member]:
    for info in archive.infolist():
        path, where = inside(member, info.filename.replace(CLASS_MARK, "/"))
        if not info.is_dir() and not is_junk(path):
            yield Member(path, where, partial(archive.open, info))


def _open(member: Member, stack: ExitStack) -> zipfile.ZipFile:
    with reading(member.where):
        stream = at_hand(member, stack)
        if directory_size(stream) > MAX_MEMBERS * BYTES_A_MEMBER:
            raise too_large(member.where)
        archive = stack.enter_context(zipfile.ZipFile(stream))
        unmarked = [
            info.orig_filename.encode("cp437")  # as which zipfile decodes names without a mark
            for info in archive.infolist()
            if not info.flag_bits & _UTF_8
        ]
        if all(name.isascii() for name in unmarked):
            return archive
        encoding = encoding_of(unmarked)
        return stack.enter_context(zipfile.ZipFile(stream, metadata_encoding=encoding))


def directory_size(stream: IO[bytes]) -> int:
    """How many bytes the directory of the archive has at most: `zipfile` reads it whole.

    It stands in the records at the end of the archive (APPNOTE 4.3.14 and 4.3.16).
    """
    length = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, length - _LONGEST_END))
    last = stream.read()
    stream.seek(0)
    return max(
        (
            int.from_bytes(last[found.start() + place : found.start() + place + size], "little")
            for magic, place, size in _SIZES
            for found in re.finditer(magic, last)
        ),
        default=0,
    )


def require_harmless(info: zipfile.ZipInfo, where: str) -> None:
    """DatasetError for a member that points outside the archive, or that cannot be unpacked."""
    check_name(info.filename, stat.S_ISLNK(info.external_attr >> 16), where)
    if info.flag_bits & _ENCRYPTED:
        raise DatasetError(
            say("{where} is locked with a password. Unpack it and add the files.", where=where)
        )
    if info.compress_type not in _METHODS:
        raise DatasetError(
            say(
                "{where} is packed with {method}, which is not unpacked here. Unpack it on your "
                "computer and add the folder, or pack it as an ordinary zip.",
                where=where,
                method=_OTHER_METHODS.get(info.compress_type, info.compress_type),
            )
        )
