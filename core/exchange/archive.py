"""The files of a zip that somebody brought, refused as a whole where anything could do harm."""

import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from core.datasets import DatasetError
from core.datasets.sources import zips
from core.datasets.sources.archive import is_junk
from core.datasets.sources.member import reading
from core.exchange.bundle import MANIFEST, MOST_RUNS, BundleError, most_bytes
from core.language import message, say

MOST_FILES = 50 * MOST_RUNS
MOST_UNPACKED = 2 * 2**30

NO_ZIP = message("{file} is no zip. Choose a file that a lab has made on its page Runs.")
NOT_OURS = message(
    "{file} holds no runs of a lab: there is no “{manifest}” in it. Choose a file that a lab has "
    "made on its page Runs."
)
TOO_MANY_FILES = message(
    "{file} holds more than {most:,} files. Runs never have so many, so nothing in it was read."
)
TOO_LARGE = message(
    "{file} holds more than {gigabytes:g} GB when it is unpacked. Runs never have so much, so "
    "nothing in it was read."
)
TWICE = message("{file} holds two files called “{name}”, so it is not clear which one counts.")
MISSING = message("{file} is not whole: “{name}” is missing in it. Take the runs away once more.")
LONG = message("“{name}” in {file} is longer than it can be. Take the runs away once more.")


class Archive:
    """A bundle as a zip. Its files go by their names in the bundle, wherever in the zip it lies."""

    def __init__(self, zipped: zipfile.ZipFile, where: str):
        """`where` names the zip in messages. BundleError if it is none of ours, or hostile."""
        self.where = where
        self._zip = zipped
        infos = [info for info in zipped.infolist() if not info.is_dir()]
        if len(infos) > MOST_FILES:
            raise BundleError(say(TOO_MANY_FILES, file=where, most=MOST_FILES))
        self._room = MOST_UNPACKED
        self.take_room(sum(info.file_size for info in infos))
        for info in zipped.infolist():
            zips.require_harmless(info, where)
        names = [info.filename for info in infos]
        for name, count in Counter(names).items():
            if count > 1:
                raise BundleError(say(TWICE, file=where, name=name))
        root = _root(names)
        if root is None:
            raise BundleError(say(NOT_OURS, file=where, manifest=MANIFEST))
        self._infos = {
            info.filename.removeprefix(root): info
            for info in infos
            if info.filename.startswith(root)
        }

    def __contains__(self, name: str) -> bool:
        return name in self._infos

    def under(self, folder: str) -> list[str]:
        """The names of the files in a folder, in order."""
        return sorted(name for name in self._infos if name.startswith(folder))

    def size(self, name: str) -> int:
        """The bytes of a file, unpacked; 0 if it is not there."""
        return self._infos[name].file_size if name in self._infos else 0

    def take_room(self, nbytes: int) -> None:
        """Count what something in it unpacks to. BundleError if all of it becomes too much."""
        self._room -= nbytes
        if self._room < 0:
            raise BundleError(say(TOO_LARGE, file=self.where, gigabytes=MOST_UNPACKED / 2**30))

    def read(self, name: str) -> bytes:
        """The content of a file. BundleError if it is too long or cannot be had."""
        info = self._infos.get(name)
        if info is None:
            raise BundleError(say(MISSING, file=self.where, name=name))
        if info.file_size > most_bytes(name):
            raise BundleError(say(LONG, file=self.where, name=name))
        with _refusing(), reading(self.where):
            return self._zip.read(info)


@contextmanager
def opened(file: Path) -> Iterator[Archive]:
    """The archive in a file, for this block. BundleError if it is none of ours, or hostile."""
    with file.open("rb") as stream:
        if not stream.read(4).startswith(zips.MAGIC):
            raise BundleError(say(NO_ZIP, file=file.name))
        if zips.directory_size(stream) > MOST_FILES * zips.BYTES_A_MEMBER:
            raise BundleError(say(TOO_MANY_FILES, file=file.name, most=MOST_FILES))
        with _refusing():
            with reading(file.name):
                zipped = zipfile.ZipFile(stream)
            archive = Archive(zipped, file.name)
        yield archive


def _root(names: list[str]) -> str | None:
    """The folder in the zip that holds the bundle: whoever packs it anew may have added one."""
    paths = [path for path in map(PurePosixPath, names) if path.name == MANIFEST]
    found = [path for path in paths if not is_junk(path)]
    if not found:
        return None
    return str(min(found, key=lambda path: len(path.parts))).removesuffix(MANIFEST)


@contextmanager
def _refusing() -> Iterator[None]:
    """What is said of the archives of datasets is said of bundles."""
    try:
        yield
    except DatasetError as error:
        raise BundleError(str(error)) from error
