"""Processes that a lab has started."""

from collections.abc import Iterable
from contextlib import suppress

import psutil


def workers_among(processes: Iterable[psutil.Process]) -> list[psutil.Process]:
    """The workers: where they are forked, copies of the process that they come from."""
    found = []
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            command, parent = process.cmdline(), process.parent()
            is_copy = parent is not None and parent.cmdline() == command
            if "multiprocessing" in str(command) and (is_copy or "spawn_main" in str(command)):
                found.append(process)
    return found
