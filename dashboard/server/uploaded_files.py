"""The files that visitors have uploaded: small ones in memory, large ones on the disk.

Streamlit keeps every file in memory, whoever sends it and however many (1.67; no upstream thread is
known). `UploadedFiles` stands in the place of its store: it takes a file only if the visit's page
has asked for it, and only as much as one visitor, and all together, may have here at a time. Of a
file that it does not take it remembers why, for the page.
"""

import shutil
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from streamlit.runtime import memory_uploaded_file_manager
from streamlit.runtime.uploaded_file_manager import (
    DeletedFile,
    UploadedFile,
    UploadedFileRec,
    UploadFileUrlInfo,
)

from core.disk import require_room
from core.home import home_folder, make_home
from core.language import message, say

SMALL = 2**20
"""Bytes of a file that is kept in memory."""
MOST_IN_MEMORY = 256 * 2**20
"""Bytes of all small files; further ones go to the disk as well."""
MOST_OF_ONE = 2 * 2**30
MOST_OF_ALL = 10 * 2**30
"""Bytes that one visitor, and all together, may have uploaded at a time."""
MOST_FILES = 20_000
"""As many one visitor may have uploaded, and one visit may ask for: a folder of pictures."""
MOST_REFUSED = 1000
"""Of one visit: so many refusals are remembered."""
LONGEST_NAME = 200
LEFT_OVER_SECONDS = 24 * 3600
"""Files this old are those of a lab that was killed."""

TOO_MUCH = message(
    "You have more than {gigabytes:g} GB, or {count:,} files, among your uploads. Take some of "
    "them back; many small files can come as one zip."
)
TOO_MUCH_IN_ALL = message("The lab holds as many uploads as it can. Try again in some minutes.")
VISIT_OVER = message(
    "The page has been closed meanwhile. Load it again, and upload the file there."
)


class UploadRefused(Exception):
    """A file is not taken; the message is a sentence."""


class Refusal(NamedTuple):
    """The name of a file that was not taken, and why, in a sentence."""

    name: str
    reason: str


class _Kept(NamedTuple):
    """A file that is here: whose it is, its size in bytes, and where on the disk it lies."""

    visitor: str
    size: int
    file: Path | None


class UploadedFiles(memory_uploaded_file_manager.MemoryUploadedFileManager):
    """Streamlit's store of uploads, with bounds. May be used by any thread."""

    def __init__(self, upload_endpoint: str):
        super().__init__(upload_endpoint)
        self._bounds = threading.RLock()
        self._asked: dict[str, dict[str, str]] = defaultdict(dict)
        """The names of the files that visits have asked for, by visit and id."""
        self._refused: dict[str, list[str]] = defaultdict(list)
        self._kept: dict[tuple[str, str], _Kept] = {}
        self._bytes: Counter[str] = Counter()
        self._files: Counter[str] = Counter()

    def get_upload_urls(
        self, session_id: str, file_names: Sequence[str]
    ) -> list[UploadFileUrlInfo]:
        """Where a visit may put the files that its page has asked for; what is too many goes to
        one address, and is not taken.
        """
        wanted, surplus = file_names[:MOST_FILES], file_names[MOST_FILES:]
        urls = super().get_upload_urls(session_id, wanted)
        with self._bounds:
            asked = self._asked[session_id]
            for url, name in zip(urls, wanted, strict=True):
                asked[url.file_id] = name[:LONGEST_NAME]
            for oldest in [*asked][:-MOST_FILES]:
                del asked[oldest]
        if surplus:
            [nowhere] = super().get_upload_urls(session_id, surplus[:1])
            self.refuse(
                session_id, nowhere.file_id, Refusal(surplus[0][:LONGEST_NAME], _too_much())
            )
            urls += [nowhere] * len(surplus)
        return urls

    def asked_for(self, session_id: str, file_id: str) -> str | None:
        """The name of a file that the page of a visit has asked for. It is told only once."""
        with self._bounds:
            return self._asked.get(session_id, {}).pop(file_id, None)

    def reserve(self, visitor: str, nbytes: int) -> None:
        """Take room for so many more bytes of a visitor's. UploadRefused if there is none.

        OSError if the disk has none.
        """
        require_room(home_folder(), nbytes)
        with self._bounds:
            if self._bytes[visitor] + nbytes > MOST_OF_ONE or self._files[visitor] >= MOST_FILES:
                raise UploadRefused(_too_much())
            if self._bytes.total() + nbytes > MOST_OF_ALL:
                raise UploadRefused(say(TOO_MUCH_IN_ALL))
            self._bytes[visitor] += nbytes

    def release(self, visitor: str, nbytes: int) -> None:
        """Give room back that `reserve` took."""
        with self._bounds:
            self._bytes[visitor] -= nbytes
            if not self._bytes[visitor]:
                del self._bytes[visitor]

    def has_memory(self) -> bool:
        """Whether another small file may be kept in memory."""
        return self._total_bytes + SMALL <= MOST_IN_MEMORY

    def keep(
        self, session_id: str, visitor: str, record: UploadedFileRec, file: Path | None, size: int
    ) -> None:
        """Keep a file whose `size` bytes were reserved: in `file`, else in the record itself.

        UploadRefused if the visit has ended meanwhile.
        """
        with self._bounds:
            if session_id not in self._asked:
                raise UploadRefused(say(VISIT_OVER))
            self._kept[session_id, record.file_id] = _Kept(visitor, size, file)
            self._files[visitor] += 1
            if file is not None:
                _ON_DISK[record.file_id] = file
            self.add_file(session_id, record)

    def refuse(self, session_id: str, file_id: str, refusal: Refusal) -> None:
        """Remember why a file was not taken, as long as the visit goes on."""
        with self._bounds:
            if session_id not in self._asked:
                return
            self._refused[session_id].append(file_id)
            _REFUSED[file_id] = refusal
            if len(self._refused[session_id]) > MOST_REFUSED:
                _REFUSED.pop(self._refused[session_id].pop(0), None)

    def has_refused(self, session_id: str, file_id: str) -> bool:
        """Whether it is known already that a file is not taken."""
        return file_id in self._refused.get(session_id, ())

    def remove_file(self, session_id: str, file_id: str) -> None:
        super().remove_file(session_id, file_id)
        self._forget(session_id, file_id)

    def remove_session_files(self, session_id: str) -> None:
        super().remove_session_files(session_id)
        with self._bounds:
            self._asked.pop(session_id, None)
            for file_id in self._refused.pop(session_id, ()):
                _REFUSED.pop(file_id, None)
            for session, file_id in [*self._kept]:
                if session == session_id:
                    self._forget(session, file_id)

    def _forget(self, session_id: str, file_id: str) -> None:
        with self._bounds:
            kept = self._kept.pop((session_id, file_id), None)
            if kept is None:
                return
            self.release(kept.visitor, kept.size)
            self._files[kept.visitor] -= 1
            if not self._files[kept.visitor]:
                del self._files[kept.visitor]
            if kept.file is not None:
                _ON_DISK.pop(file_id, None)
                shutil.rmtree(kept.file.parent, ignore_errors=True)


_ON_DISK: dict[str, Path] = {}
"""Where the large files are, by the id that Streamlit gives a file."""
_REFUSED: dict[str, Refusal] = {}
"""Those that were not taken."""


def _too_much() -> str:
    return say(TOO_MUCH, gigabytes=MOST_OF_ONE / 2**30, count=MOST_FILES)


def stand_in() -> None:
    """Let a server that starts from now on keep uploads in `UploadedFiles`."""
    memory_uploaded_file_manager.MemoryUploadedFileManager = UploadedFiles  # type: ignore[misc]


def new_folder() -> Path:
    """A new folder on the lab's disk, for one large file. OSError if there can be none.

    Whoever asks for it removes it; what a lab leaves that is killed, `clear_left_overs` removes.
    """
    folder = _folder()
    make_home(folder.parent)
    folder.mkdir(exist_ok=True)
    return Path(tempfile.mkdtemp(dir=folder))


@contextmanager
def working_folder() -> Iterator[Path]:
    """A folder on the same disk, for this block. OSError if there can be none."""
    folder = new_folder()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def clear_left_overs() -> None:
    """Remove what labs have left that were killed; another lab may use the same home."""
    before = time.time() - LEFT_OVER_SECONDS
    with suppress(OSError):
        for folder in _folder().iterdir():
            if folder.stat().st_mtime < before:
                shutil.rmtree(folder, ignore_errors=True)


def _folder() -> Path:
    return home_folder() / "uploads"


def refusals(held: object) -> list[Refusal]:
    """Of the files that a box for uploads holds, as its value says: those that were not taken."""
    files = held if isinstance(held, list) else [held]
    missing = (file.file_id for file in files if isinstance(file, DeletedFile))
    return [_REFUSED[file_id] for file_id in missing if file_id in _REFUSED]


def content_of(upload: UploadedFile, most: int) -> bytes:
    """The first `most` bytes of an uploaded file. OSError if they cannot be read."""
    file = _ON_DISK.get(upload.file_id)
    if file is None:
        return upload.getvalue()
    with file.open("rb") as content:
        return content.read(most)


def copy_into(folder: Path, upload: UploadedFile) -> Path:
    """The uploaded file under its own name in a new folder, where a path is needed. OSError if not.

    A large one is not copied if the folder is on the same disk.
    """
    folder.mkdir()
    copy = folder / Path(upload.name).name
    file = _ON_DISK.get(upload.file_id)
    if file is None:
        copy.write_bytes(upload.getbuffer())
        return copy
    try:
        copy.hardlink_to(file)
    except OSError:
        shutil.copyfile(file, copy)
    return copy
