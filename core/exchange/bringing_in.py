"""Runs that somebody brings: unpacked in a process of its own, with limits of memory and time."""

import threading
from functools import partial
from pathlib import Path

from core.datasets import Library
from core.exchange.bundle import BundleError
from core.exchange.unpacking import unpack
from core.language import message, say
from core.limited_process import Limits, MemoryExceeded, ProcessEnded, TimeExceeded, call_apart
from core.runs.brought import Brought

LIMITS = Limits(nbytes=2 * 2**30, seconds=120)
AT_ONCE = 2
"""How many visitors' files are unpacked at a time; others wait."""

TOO_MUCH_MEMORY = message(
    "Unpacking this file took more than {gigabytes:g} GB of memory, so it was given up. Take fewer "
    "runs at a time."
)
TOO_LONG = message(
    "Unpacking this file took more than {minutes:g} minutes, so it was given up. Take fewer runs "
    "at a time."
)
ENDED = message(
    "The program that unpacked this file has ended ({status}): it is probably damaged. Take the "
    "runs away once more."
)

_turns = threading.BoundedSemaphore(AT_ONCE)


def unpack_apart(file: Path, folder: Path, library: Library) -> Brought:
    """What is in a bundle, as `unpack` gives them, but nothing in it can harm the lab.

    The arrays lie in `folder` / "home" afterwards. BundleError, with a sentence, if it cannot be
    read or takes too much; OSError if the disk is full.
    """
    try:
        with _turns:
            return call_apart(partial(unpack, file, home_in(folder), library), LIMITS, folder)
    except MemoryExceeded as error:
        raise BundleError(say(TOO_MUCH_MEMORY, gigabytes=LIMITS.nbytes / 2**30)) from error
    except TimeExceeded as error:
        raise BundleError(say(TOO_LONG, minutes=LIMITS.seconds / 60)) from error
    except ProcessEnded as error:
        raise BundleError(say(ENDED, status=error.status)) from error


def home_in(folder: Path) -> Path:
    """Where in a folder `unpack_apart` leaves the arrays of runs, as a run store has them."""
    return folder / "home"
