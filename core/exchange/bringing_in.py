"""Runs that somebody brings: unpacked in a process of its own, with limits of memory and time."""

from functools import partial
from pathlib import Path

from core.datasets import Library
from core.exchange.bundle import BundleError
from core.exchange.unpacking import unpack
from core.language import message
from core.limited_calls import LimitedCalls, Sentences
from core.limited_process import Limits
from core.runs.brought import Brought

LIMITS = Limits(nbytes=2 * 2**30, seconds=120)

_unpack = LimitedCalls(
    BundleError,
    Sentences(
        too_much_memory=message(
            "Unpacking this file took more than {gigabytes:g} GB of memory, so it was given up. "
            "Take fewer runs at a time."
        ),
        too_long=message(
            "Unpacking this file took more than {minutes:g} minutes, so it was given up. Take "
            "fewer runs at a time."
        ),
        ended=message(
            "The program that unpacked this file has ended ({status}): it is probably damaged. "
            "Take the runs away once more."
        ),
    ),
)


def unpack_apart(file: Path, folder: Path, library: Library) -> Brought:
    """What is in a bundle, as `unpack` gives them, but nothing in it can harm the lab.

    The arrays lie in `folder` / "home" afterwards. BundleError, with a sentence, if it cannot be
    read or takes too much; OSError if the disk is full.
    """
    return _unpack(partial(unpack, file, home_in(folder), library), LIMITS, folder)


def home_in(folder: Path) -> Path:
    """Where in a folder `unpack_apart` leaves the arrays of runs, as a run store has them."""
    return folder / "home"
