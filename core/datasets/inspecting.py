"""Looks into files that strangers send, in a process of its own with limits of memory and time."""

import threading
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from core.datasets.errors import DatasetError
from core.datasets.inspection import Inspection
from core.datasets.library import Library
from core.language import message, say
from core.limited_process import Limits, MemoryExceeded, ProcessEnded, TimeExceeded, call_apart

LIMITS = Limits(nbytes=2 * 2**30, seconds=300)
AT_ONCE = 2
"""How many visitors' files are looked into at a time; others wait."""

TOO_MUCH_MEMORY = message(
    "Looking into these files took more than {gigabytes:g} GB of memory, so it was given up. Add "
    "fewer or smaller pictures."
)
TOO_LONG = message(
    "Looking into these files took more than {minutes:g} minutes, so it was given up. Add fewer "
    "files at a time, or unpack the archives in them."
)
ENDED = message(
    "The program that looked into these files has ended ({status}): one of them is probably "
    "damaged. Add them one by one to see which."
)

_turns = threading.BoundedSemaphore(AT_ONCE)


def inspect_apart(
    library: Library, paths: Iterable[Path], folder: Path, **options: object
) -> Inspection:
    """As `Library.inspect`, whose `options` these are, but nothing in the files can harm the lab.

    `folder` is where files may lie for that time. DatasetError also for files that take too much
    memory or time; OSError if the disk is full.
    """
    inspect = partial(library.inspect, [*paths], **options)  # type: ignore[arg-type]
    try:
        with _turns:
            return call_apart(inspect, LIMITS, folder)
    except MemoryExceeded as error:
        gigabytes = LIMITS.nbytes / 2**30
        raise DatasetError(say(TOO_MUCH_MEMORY, gigabytes=gigabytes)) from error
    except TimeExceeded as error:
        raise DatasetError(say(TOO_LONG, minutes=LIMITS.seconds / 60)) from error
    except ProcessEnded as error:
        raise DatasetError(say(ENDED, status=error.status)) from error
