"""Where First Epoch keeps its files: datasets, the run store, weights."""

import errno
import os
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile

import platformdirs

from core.language import message, say

NOT_USABLE = message(
    "The lab cannot keep its files in {home} ({error}). Let the folder be written to, or name "
    "another one by FIRST_EPOCH_HOME."
)
IS_GONE = message(
    "The folder {home}, in which the lab keeps its files, is gone. Whoever runs the lab can bring "
    "it back, or start the lab again."
)

_seen: dict[Path, tuple[int, int]] = {}
"""The folders in which this process keeps files, each with the disk and the number it had first."""


def home_folder() -> Path:
    """The folder named by `FIRST_EPOCH_HOME`, else the system's usual place for user data.

    The folder is not created here: whoever writes first does that.
    """
    chosen = os.environ.get("FIRST_EPOCH_HOME")
    return (
        Path(chosen).expanduser()
        if chosen
        else Path(platformdirs.user_data_dir("first-epoch", appauthor=False))
    )


def make_home(home: Path) -> None:
    """Make the folder if it is missing, and let its owner alone into it: visitors' pictures lie
    there. OSError if it cannot be made, or was there before and has been taken away.

    On Windows, and where another owns the folder, its rights stay as they are.
    """
    if is_gone(home):  # what is written to a new one would be lost when the old comes back
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(home))
    home.mkdir(parents=True, exist_ok=True)
    _seen.setdefault(home, _identity(home))
    if os.name != "nt":
        with suppress(OSError):
            home.chmod(0o700)


def make_private(file: Path) -> None:
    """Let a file's owner alone read and write it, and make it, empty, if it is missing.

    Where that cannot be, whoever opens the file says why.
    """
    with suppress(OSError):
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
        file.chmod(0o600)


def why_unusable(home: Path) -> str | None:
    """Why the lab cannot keep its files in a folder, in a sentence; None if it can.

    A full disk is no reason: what is there can be looked at (`core.disk`).
    """
    try:
        make_home(home)
        with TemporaryFile(dir=home):
            return None
    except OSError as error:
        if error.errno == errno.ENOSPC:
            return None
        return say(NOT_USABLE, home=home, error=error.strerror or error)


def is_gone(home: Path) -> bool:
    """Whether a folder in which this process keeps files has been taken away, or replaced.

    Replaced is also the folder on which a disk was mounted that no longer is.
    """
    try:
        return home in _seen and _seen[home] != _identity(home)
    except OSError:
        return True


def _identity(folder: Path) -> tuple[int, int]:
    found = folder.stat()
    return found.st_dev, found.st_ino
