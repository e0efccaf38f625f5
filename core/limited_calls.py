"""Calls in processes of their own, so many at a time, whose breaking off is told in a sentence."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeVar

from core.language import say
from core.limited_process import Limits, MemoryExceeded, ProcessEnded, TimeExceeded, call_apart

AT_ONCE = 2
"""How many calls of a kind there are at a time; others wait."""

Result = TypeVar("Result")


class Sentences(NamedTuple):
    """What is said of a call that took too much memory, `{gigabytes}`, or too long, `{minutes}`.

    `ended` is said of one whose process ended without an answer, with the exit status `{status}`.
    """

    too_much_memory: str
    too_long: str
    ended: str


class LimitedCalls:
    """Calls of one kind. Safe to use from several threads."""

    def __init__(self, error: type[Exception], sentences: Sentences):
        """`error` is raised, with one of the `sentences`, for a call that breaks off."""
        self._error = error
        self._sentences = sentences
        self._turns = threading.BoundedSemaphore(AT_ONCE)

    def __call__(self, function: Callable[[], Result], limits: Limits, folder: Path) -> Result:
        """As `call_apart`, when it is this call's turn."""
        try:
            with self._turns:
                return call_apart(function, limits, folder)
        except MemoryExceeded as error:
            gigabytes = limits.nbytes / 2**30
            raise self._error(say(self._sentences.too_much_memory, gigabytes=gigabytes)) from error
        except TimeExceeded as error:
            minutes = limits.seconds / 60
            raise self._error(say(self._sentences.too_long, minutes=minutes)) from error
        except ProcessEnded as error:
            raise self._error(say(self._sentences.ended, status=error.status)) from error
