"""How much room the disk must have before the lab begins something that takes more of it.

What is kept free is for what has begun: the events of runs, their networks, the database's own
files. So a full disk stops new things with a sentence, and nothing that goes on.
"""

import errno
import os
import shutil
from pathlib import Path

from core.language import message, say

FLOOR_BYTES = 64 * 2**20

FULL = message(
    "The disk is full: {free:,.0f} MB are free, and the lab begins nothing new with less than "
    "{floor:,.0f} MB. All that is there can be looked at. Whoever runs the lab can make room."
)


def free_bytes(folder: Path) -> int:
    """The free bytes of the disk on which a folder lies, or will lie once it is made."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free


def shortage(folder: Path) -> str | None:
    """Why nothing new can begin in a folder, in a sentence; None if there is room."""
    free = free_bytes(folder)
    if free >= FLOOR_BYTES:
        return None
    return say(FULL, free=free / 2**20, floor=FLOOR_BYTES / 2**20)


def require_room(folder: Path, nbytes: int = 0) -> None:
    """Raise the OSError of a full disk if so many more bytes would leave less than the floor."""
    if free_bytes(folder) - nbytes < FLOOR_BYTES:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))
