"""One file, wherever it lies, and what is said when it cannot be read."""

import contextlib
import gzip
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from core.datasets.errors import DatasetError
from core.language import say

HEAD = 512
DOCUMENT_SUFFIXES = {
    ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".doc", ".xls", ".ppt", ".pdf", ".keras", ".pt",
    ".pth",
}  # fmt: skip
PICTURE_SUFFIXES = {
    ".png", ".apng", ".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".bmp", ".dib", ".gif", ".webp",
    ".tif", ".tiff", ".ppm", ".pgm", ".pbm", ".pnm", ".pfm", ".heic", ".heif", ".hif", ".avif",
    ".jp2", ".j2k", ".jpx", ".jpf", ".jpc", ".ico", ".cur", ".tga", ".icb", ".vda", ".vst", ".qoi",
    ".psd", ".dds", ".pcx", ".sgi", ".rgb", ".rgba", ".bw", ".ras", ".xbm", ".xpm", ".icns",
    # These cannot be read, and are counted as pictures so that no class is lost without a word:
    ".jxl", ".svg", ".dng", ".cr2", ".cr3", ".nef", ".arw", ".raf", ".orf", ".rw2", ".exr", ".dcm",
}  # fmt: skip
_DAMAGED = (
    gzip.BadGzipFile,
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    ValueError,
    OverflowError,
)


@dataclass(frozen=True)
class Member:
    """One file, wherever it lies.

    `path` is its path within what was given, without a `.gz` at the end; `where` names it in a
    message; `opener` gives a fresh stream of its unpacked bytes. An archive that cannot be opened
    has a `problem`, which is raised when it is read: other files may do without it.
    """

    path: PurePosixPath
    where: str
    opener: Callable[[], IO[bytes]]
    problem: DatasetError | None = None

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def is_picture(self) -> bool:
        """Whether it has the name of a picture; its reader checks the content."""
        return self.path.suffix.lower() in PICTURE_SUFFIXES

    @property
    def is_document(self) -> bool:
        """Whether it has the name of a text, a sheet or a network, many of which are zips."""
        return self.path.suffix.lower() in DOCUMENT_SUFFIXES

    def open(self) -> IO[bytes]:
        """A fresh stream of its unpacked bytes. Raises DatasetError for a damaged archive."""
        if self.problem:
            raise self.problem
        with reading(self.where):
            return self.opener()

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
