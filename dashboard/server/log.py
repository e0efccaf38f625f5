"""The log: an error that comes again and again is written once a minute.

That a client has gone while it sent something is no error.
"""

import logging
import re
import threading
import time

from cachetools import LRUCache
from starlette.requests import ClientDisconnect

EVERY_SECONDS = 60.0
MOST_KINDS = 1000

_NUMBER = re.compile(r"(0x)?[0-9a-f]*[0-9][0-9a-f]*", re.IGNORECASE)


class OnceAMinute(logging.Filter):
    """Lets a record through if none of its kind was within a minute, and counts the others.

    Of one kind are exceptions of one class from one line of code, and of records without an
    exception those of one logger with one text, whatever numbers are in it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._seen: LRUCache[tuple, tuple[float, int]] = LRUCache(MOST_KINDS)

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(_error(record), ClientDisconnect):
            return False
        kind, now = _kind(record), time.monotonic()
        with self._lock:
            written, left_out = self._seen.get(kind, (-EVERY_SECONDS, 0))
            if now < written + EVERY_SECONDS:
                self._seen[kind] = written, left_out + 1
                return False
            self._seen[kind] = now, 0
        if left_out:
            record.msg = f"{record.getMessage()} ({left_out:,} more of these since the last)"
            record.args = None
        return True


def _error(record: logging.LogRecord) -> BaseException | None:
    return record.exc_info[1] if record.exc_info else None


def _kind(record: logging.LogRecord) -> tuple:
    error = _error(record)
    if error is None:
        return record.name, record.levelno, _NUMBER.sub("", str(record.msg))
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = (trace.tb_frame.f_code.co_filename, trace.tb_lineno) if trace is not None else None
    return record.name, record.levelno, type(error), place


def calm_the_log() -> None:
    """Let all loggers write what is of one kind once a minute.

    All there are and will be: Streamlit makes one with a handler of its own for each module.
    """
    once_a_minute, own_filters = OnceAMinute(), logging.Logger.filter

    def passes(logger: logging.Logger, record: logging.LogRecord) -> bool | logging.LogRecord:
        return once_a_minute.filter(record) and own_filters(logger, record)

    logging.Logger.filter = passes  # type: ignore[assignment, method-assign]
