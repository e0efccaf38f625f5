"""Processes that a lab has started."""

from contextlib import suppress

import psutil


def workers_of(app: psutil.Process) -> list[psutil.Process]:
    """The workers of its cluster: where they are forked, copies of the process they come from."""
    found = []
    for child in app.children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            command, parent = child.cmdline(), child.parent()
            is_copy = parent is not None and parent.cmdline() == command
            if "multiprocessing" in str(command) and (is_copy or "spawn_main" in str(command)):
                found.append(child)
    return found
