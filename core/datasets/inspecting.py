"""Looks into files that strangers send, in a process of its own with limits of memory and time."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from core.datasets.errors import DatasetError
from core.datasets.inspection import Inspection
from core.datasets.library import Library
from core.language import message
from core.limited_calls import LimitedCalls, Sentences
from core.limited_process import Limits

LIMITS = Limits(nbytes=2 * 2**30, seconds=300)

_inspect = LimitedCalls(
    DatasetError,
    Sentences(
        too_much_memory=message(
            "Looking into these files took more than {gigabytes:g} GB of memory, so it was given "
            "up. Add fewer or smaller pictures."
        ),
        too_long=message(
            "Looking into these files took more than {minutes:g} minutes, so it was given up. Add "
            "fewer files at a time, or unpack the archives in them."
        ),
        ended=message(
            "The program that looked into these files has ended ({status}): one of them is "
            "probably damaged. Add them one by one to see which."
        ),
    ),
)


def inspect_apart(
    library: Library, paths: Iterable[Path], folder: Path, **options: object
) -> Inspection:
    """As `Library.inspect`, whose `options` these are, but nothing in the files can harm the lab.

    `folder` is where files may lie for that time. DatasetError also for files that take too much
    memory or time; OSError if the disk is full.
    """
    inspect = partial(library.inspect, [*paths], **options)  # type: ignore[arg-type]
    return _inspect(inspect, LIMITS, folder)
