"""The members of 7z archives."""

import io
import tempfile
from contextlib import ExitStack
from functools import partial
from typing import IO

import py7zr
from py7zr.io import Py7zIO, WriterFactory

from core.datasets.errors import DatasetError
from core.datasets.sources.archive import at_hand, check_name, inside, is_junk
from core.datasets.sources.budget import Budget
from core.datasets.sources.member import Member
from core.language import say


def members(member: Member, stack: ExitStack, budget: Budget) -> list[Member]:
    """The files in a 7z archive.

    Their bytes depend on each other, so all are unpacked at once, one after the other, to an
    anonymous temporary file. Raises DatasetError for what is damaged, locked or too large.
    """
    packed = at_hand(member, stack)
    unpacked = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 (closed by the stack)
    written = _PartWriters(unpacked)
    try:
        with py7zr.SevenZipFile(packed, max_extract_size=budget.most) as archive:
            infos = archive.list()
            budget.take(sum(info.uncompressed or 0 for info in infos), member.where, len(infos))
            for info in infos:
                check_name(info.filename, info.is_symlink, member.where)
            if archive.needs_password():
                raise py7zr.PasswordRequired
            archive.extractall(factory=written)
    except DatasetError:
        raise
    except py7zr.PasswordRequired as error:
        raise DatasetError(
            say(
                "{where} is locked with a password. Unpack it and add the files.",
                where=member.where,
            )
        ) from error
    except Exception as error:  # a damaged archive can fail anywhere
        raise DatasetError(
            say(
                "{where} is damaged ({kind}). Fetch it again.",
                where=member.where,
                kind=type(error).__name__,
            )
        ) from error
    found = []
    for part in written.parts:
        path, where = inside(member, part.name)
        if not is_junk(path):
            found.append(Member(path, where, partial(part.open, unpacked)))
    return found


class _Part(Py7zIO):
    """One file of the archive: a stretch of the temporary file."""

    def __init__(self, name: str, file: IO[bytes]):
        self.name = name
        self._file = file
        self._start = file.tell()
        self._length = 0

    def write(self, s: bytes | bytearray) -> int:
        self._length += len(s)
        return self._file.write(s)

    def size(self) -> int:
        return self._length

    def open(self, file: IO[bytes]) -> IO[bytes]:
        file.seek(self._start)
        return io.BytesIO(file.read(self._length))

    # What the library asks for besides; only checksums of files that were there before need it.
    def read(self, size: int | None = None) -> bytes:
        raise NotImplementedError

    def seek(self, offset: int, whence: int = 0) -> int:
        return 0

    def flush(self) -> None:
        self._file.flush()


class _PartWriters(WriterFactory):
    """Gives each file of an archive its stretch of one temporary file, in their order."""

    def __init__(self, file: IO[bytes]):
        self._file = file
        self.parts: list[_Part] = []

    def create(self, filename: str) -> Py7zIO:
        part = _Part(filename, self._file)
        self.parts.append(part)
        return part
