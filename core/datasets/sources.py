"""Lists the files in what a visitor gave: plain files, folders, and archives, also nested ones.

Nothing is unpacked to disk under its own name. Archives are read in place, a compressed tar from
an anonymous temporary copy, so no member's name can reach outside, and none is changed.
"""

import contextlib
import gzip
import io
import lzma
import shutil
import stat
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO, Any

from core.datasets.errors import DatasetError
from core.language import say

MAX_BYTES = 2 * 1024**3
MAX_MEMBERS = 500_000
MAX_DEPTH = 4
HEAD = 512
BUFFER = 1 << 20
PICTURE_SUFFIXES = {
    ".png", ".apng", ".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".bmp", ".dib", ".gif", ".webp",
    ".tif", ".tiff", ".ppm", ".pgm", ".pbm", ".pnm", ".pfm", ".heic", ".heif", ".hif", ".avif",
    ".jp2", ".j2k", ".jpx", ".jpf", ".jpc", ".ico", ".cur", ".tga", ".icb", ".vda", ".vst", ".qoi",
    ".psd", ".dds", ".pcx", ".sgi", ".rgb", ".rgba", ".bw", ".ras", ".xbm", ".xpm", ".icns",
}  # fmt: skip
_DAMAGED = (gzip.BadGzipFile, zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError)
_JUNK = {"thumbs.db", "desktop.ini", "__macosx", ".git", ".ipynb_checkpoints"}


@dataclass(frozen=True)
class Member:
    """One file, wherever it lies.

    `path` is its path within what was given, without a `.gz` at the end; `where` names it in a
    message; `open` gives a fresh stream of its decompressed bytes.
    """

    path: PurePosixPath
    where: str
    open: Callable[[], IO[bytes]]

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def is_picture(self) -> bool:
        """Whether it has the name of a picture; its reader checks the content."""
        return self.path.suffix.lower() in PICTURE_SUFFIXES

    def head(self) -> bytes:
        with reading(self.where), self.open() as stream:
            return stream.read(HEAD)

    def read(self) -> bytes:
        with reading(self.where), self.open() as stream:
            return stream.read()


@contextlib.contextmanager
def reading(where: str) -> Iterator[None]:
    """Turn the exceptions that a damaged file causes into a DatasetError that names `where`."""
    try:
        yield
    except EOFError as error:
        raise DatasetError(
            say(
                "{where} ends too early: the download or copy was cut short. Fetch it again.",
                where=where,
            )
        ) from error
    except _DAMAGED as error:
        raise DatasetError(
            say("{where} is damaged ({error}). Fetch it again.", where=where, error=error)
        ) from error
    except (RuntimeError, NotImplementedError) as error:
        raise DatasetError(
            say("{where} cannot be unpacked here: {error}.", where=where, error=error)
        ) from error
    except OSError as error:
        raise DatasetError(
            say("{where} cannot be read: {reason}.", where=where, reason=error.strerror or error)
        ) from error


def members(paths: Iterable[Path], stack: ExitStack) -> list[Member]:
    """All files in `paths`, those in folders and archives included, junk left out.

    Archives stay open until `stack` closes. Raises DatasetError for a path that does not exist, a
    damaged archive, one that would unpack to more than 2 GB, and one with a member that points
    outside itself.
    """
    found: list[Member] = []
    for path in paths:
        for file, inner in _files(Path(path)):
            where = file.name if file == Path(path) else str(inner)
            if file.stat().st_size > MAX_BYTES:
                raise _too_large(where)
            member = Member(inner, where, _opener(file))
            found.extend(_expand(member, stack, depth=0))
    return found


def _opener(path: Path) -> Callable[[], IO[bytes]]:
    return lambda: path.open("rb", buffering=BUFFER)


def _files(path: Path) -> Iterator[tuple[Path, PurePosixPath]]:
    if path.is_file():
        yield path, PurePosixPath(path.name)
    elif path.is_dir():
        for file in sorted(path.rglob("*")):
            inner = PurePosixPath(path.name, *file.relative_to(path).parts)
            if file.is_file() and not _is_junk(inner):
                yield file, inner
    else:
        raise DatasetError(say("There is no file or folder {path}.", path=path))


def _is_junk(path: PurePosixPath) -> bool:
    return path.name.startswith(".") or any(part.lower() in _JUNK for part in path.parts)


def _expand(member: Member, stack: ExitStack, depth: int) -> Iterator[Member]:
    """The members of an archive; any other member as it is."""
    if member.is_picture:  # opening a hundred thousand pictures twice would take too long
        yield member
        return
    if depth > MAX_DEPTH:
        raise DatasetError(
            say(
                "{where} lies in archives nested more than {most} deep.",
                where=member.where,
                most=MAX_DEPTH,
            )
        )
    head = member.head()
    if head.startswith(b"\x1f\x8b"):
        yield from _expand(_gunzipped(member), stack, depth + 1)
    elif head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        archive = _open_zip(member, stack)
        if any(not name.endswith(".npy") for name in archive.namelist()):
            for inner in _zip_members(archive, member):
                yield from _expand(inner, stack, depth + 1)
        else:
            yield member  # an .npz is a zip archive, but is read as one file
    elif head[257:262] == b"ustar":
        for inner in _tar_members(member, stack):
            yield from _expand(inner, stack, depth + 1)
    else:
        yield member


def _gunzipped(member: Member) -> Member:
    path = member.path
    if path.suffix.lower() in {".gz", ".tgz"}:
        path = path.with_suffix("")

    def open_() -> IO[bytes]:
        stream = gzip.GzipFile(fileobj=member.open())
        return io.BufferedReader(_Capped(stream, member.where), buffer_size=BUFFER)

    return Member(path, member.where, open_)


class _Capped(io.RawIOBase):
    """A stream that raises after `MAX_BYTES`, because a small file can unpack to terabytes."""

    def __init__(self, stream: gzip.GzipFile, where: str):
        self._stream = stream
        self._where = where
        self._left = MAX_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count = self._stream.readinto(buffer)
        self._left -= count
        if self._left < 0:
            raise _too_large(self._where)
        return count

    def close(self) -> None:
        self._stream.close()
        super().close()


def _too_large(where: str) -> DatasetError:
    return DatasetError(
        say(
            "{where} holds more than 2 GB, packed or unpacked. No dataset of this lab is "
            "that large, so it was left alone.",
            where=where,
        )
    )


def _check(path: str, is_link: bool, where: str) -> None:
    pure = PurePosixPath(path.replace("\\", "/"))
    if pure.is_absolute() or PureWindowsPath(path).drive or ".." in pure.parts:
        raise DatasetError(
            say(
                "{where} holds a member named “{path}”, which points outside the archive. "
                "That is how harmful archives are made, so nothing in it was read.",
                where=where,
                path=path,
            )
        )
    if is_link:
        raise DatasetError(
            say(
                "{where} holds a link named “{path}”. Links can point outside the archive, "
                "so nothing in it was read. Pack the files themselves.",
                where=where,
                path=path,
            )
        )


def _inside(member: Member, path: str) -> tuple[PurePosixPath, str]:
    inner = PurePosixPath(path.replace("\\", "/"))
    return member.path.with_suffix("") / inner, f"{member.where} → {inner}"


def _open_zip(member: Member, stack: ExitStack) -> zipfile.ZipFile:
    with reading(member.where):
        archive = stack.enter_context(zipfile.ZipFile(_at_hand(member, stack)))
    infos = archive.infolist()
    if sum(info.file_size for info in infos) > MAX_BYTES or len(infos) > MAX_MEMBERS:
        raise _too_large(member.where)
    for info in infos:
        _check(info.filename, stat.S_ISLNK(info.external_attr >> 16), member.where)
        if info.flag_bits & 1:
            raise DatasetError(
                say(
                    "{where} is locked with a password. Unpack it and add the files.",
                    where=member.where,
                )
            )
    return archive


def _zip_members(archive: zipfile.ZipFile, member: Member) -> Iterator[Member]:
    for info in archive.infolist():
        path, where = _inside(member, info.filename)
        if not info.is_dir() and not _is_junk(path):
            yield Member(path, where, partial(archive.open, info))


def _tar_members(member: Member, stack: ExitStack) -> Iterator[Member]:
    with reading(member.where):
        archive = tarfile.TarFile(fileobj=_at_hand(member, stack))
        infos = archive.getmembers()
    if sum(info.size for info in infos) > MAX_BYTES or len(infos) > MAX_MEMBERS:
        raise _too_large(member.where)
    for info in infos:
        _check(info.name, not (info.isfile() or info.isdir()), member.where)
    for info in infos:
        path, where = _inside(member, info.name)
        if info.isfile() and not _is_junk(path):
            yield Member(path, where, partial(_file_in, archive, info))


def _file_in(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    stream = archive.extractfile(info)
    assert stream is not None  # None only for folders and links, which `_tar_members` leaves out
    return stream


def _at_hand(member: Member, stack: ExitStack) -> IO[bytes]:
    """The archive as a stream that can seek quickly.

    A plain file is used as it is, a compressed one is unpacked to an anonymous temporary copy.
    """
    stream = stack.enter_context(member.open())
    if isinstance(getattr(stream, "raw", None), io.FileIO):
        return stream
    copy = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 (closed by the stack)
    shutil.copyfileobj(stream, copy, BUFFER)
    copy.seek(0)
    return copy
