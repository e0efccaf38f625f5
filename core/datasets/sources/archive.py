"""What all kinds of archives have in common: names to be checked, and a place to read from."""

import io
import re
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import PurePosixPath, PureWindowsPath
from typing import IO

from core.datasets.errors import DatasetError
from core.datasets.sources.member import Member
from core.language import say

BUFFER = 1 << 20
IN_MEMORY = 1 << 24
_JUNK = {
    "thumbs.db", "desktop.ini", "__macosx", ".git", ".ipynb_checkpoints", "@eadir", "$recycle.bin",
    "#recycle", "recycler", "system volume information", "lost+found", "icon\r",
}  # fmt: skip


_ONE_OF_SEVERAL = re.compile(r"(.+)-\d{8}T\d{6}Z(?:-\d+)*|(OneDrive)_\d+_.+")
"""How Google Drive and OneDrive call the archives that they deal a large folder into."""


def is_junk(path: PurePosixPath) -> bool:
    """Whether a system or a program has put the file there: it hides it, or a folder around it."""
    return any(part.startswith(".") or part.lower() in _JUNK for part in path.parts)


def check_name(path: str, is_link: bool, where: str) -> None:
    """Raise DatasetError for a member that points outside the archive."""
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


def inside(member: Member, path: str) -> tuple[PurePosixPath, str]:
    """The path and the name for messages of a file called `path` in the archive `member`."""
    inner = PurePosixPath(path.replace("\\", "/"))
    place = member.path.with_suffix("")
    if whole := _ONE_OF_SEVERAL.fullmatch(place.name):
        place = place.with_name("".join(filter(None, whole.groups())))
    return place / inner, f"{member.where} → {inner}"


def at_hand(member: Member, stack: ExitStack) -> IO[bytes]:
    """The archive as a stream that can seek quickly.

    A plain file is used as it is, any other is unpacked to a copy, which is in memory, or in an
    anonymous temporary file if it is large.
    """
    stream = stack.enter_context(member.open())
    if isinstance(getattr(stream, "raw", None), io.FileIO):
        return stream
    copy = stack.enter_context(tempfile.SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115 (closed by the stack)
    shutil.copyfileobj(stream, copy, BUFFER)
    copy.seek(0)
    return copy
