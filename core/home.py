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

_made: set[Path] = set()
"""The folders that this process has seen, or made."""


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
    there. OSError if it cannot be made.

    On Windows, and where another owns the folder, its rights stay as they are.
    """
    home.mkdir(parents=True, exist_ok=True)
    _made.add(home)
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
    """Whether a folder in which this process keeps files has been taken away."""
    return home in _made and not home.exists()
