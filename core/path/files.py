"""The text of a file of a path, read with care: anybody may have put it there."""

import errno
import os
import stat
from itertools import islice
from pathlib import Path

from core.language import message, say
from core.path.mistakes import AtLine

MOST_BYTES = 100_000
"""Of one file."""

OUTSIDE = message("The file is a link to somewhere outside of the path's folder.")
NO_FILE = message("This is no ordinary file.")
TOO_LARGE = message("The file is larger than {most:,} bytes.")
NOT_UTF8 = message("The file is not written in UTF-8: choose it where your editor saves.")
NOT_READ = message("The file cannot be read ({error}).")


def shown_name(name: str) -> str:
    """The name of a file as it can be shown: what of it is not UTF-8 is replaced."""
    return os.fsencode(name).decode("utf-8", "replace")


def is_folder(place: Path) -> bool:
    """Whether a folder is there that may be looked at."""
    try:
        return place.is_dir()
    except OSError:
        return False


def listed(folder: Path, most: int) -> list[os.DirEntry[str]]:
    """What lies in a folder, by name; no more than so much is looked at. OSError as `iterdir`."""
    with os.scandir(folder) as found:
        return sorted(islice(found, most), key=lambda one: one.name)


def read_text(file: Path, root: Path) -> str:
    """The text of a file within the resolved folder `root`, its lines ending with a line feed.

    AtLine, with a sentence, if it cannot be had.
    """
    try:
        if not file.resolve().is_relative_to(root):
            raise AtLine(1, say(OUTSIDE))
        # A pipe would be waited for, and a device never ends.
        if not stat.S_ISREG(file.stat().st_mode):
            raise AtLine(1, say(NO_FILE))
        with file.open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except RuntimeError as error:  # links in a circle
        raise AtLine(1, say(NOT_READ, error=os.strerror(errno.ELOOP))) from error
    except OSError as error:
        raise AtLine(1, say(NOT_READ, error=error.strerror or error)) from error
    if len(data) > MOST_BYTES:
        raise AtLine(1, say(TOO_LARGE, most=MOST_BYTES))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise AtLine(1 + data.count(b"\n", 0, error.start), say(NOT_UTF8)) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")
