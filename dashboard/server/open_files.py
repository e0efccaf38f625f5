"""How many files this process may open, and whether they are running out.

A connection is a file, and so is the database, a dataset, a log.
"""

from __future__ import annotations

import logging

import psutil

try:
    import resource
except ImportError:  # Windows, which has no such limit
    resource = None  # type: ignore[assignment]

logger = logging.getLogger(__name__)

WANTED_FILES = 65_536
USABLE = 0.85
"""The share of the files that visits may take; the rest is for runs, datasets and those inside."""

ASK_FOR_MORE = (
    "The lab is full: %d of the %d files are open that it may open. Allow more before you start "
    "it: ulimit -n 65536"
)


def raise_file_limit() -> None:
    """Let this process open as many files as the system allows, up to `WANTED_FILES`."""
    if resource is None:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = WANTED_FILES if hard == resource.RLIM_INFINITY else min(hard, WANTED_FILES)
    for wanted in (most, 10_240):  # macOS says that there is no limit, and allows 10,240
        if soft == resource.RLIM_INFINITY or soft >= wanted:
            return
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        except (OSError, ValueError):
            continue
        return


def is_full(soon: int = 0) -> bool:
    """Whether too many files are open for one more visit, with `soon` more that will be."""
    if resource is None:
        return False
    limit, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if limit == resource.RLIM_INFINITY:
        return False
    opened = psutil.Process().num_fds() + soon
    if opened < USABLE * limit:
        return False
    logger.warning(ASK_FOR_MORE, opened, limit)
    return True
