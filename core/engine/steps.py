"""What the follower has to do, in order, and again where the store does not answer."""

import logging
import queue
import time
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from core.runs.run import StoreAway

logger = logging.getLogger(__name__)

RETRY_SECONDS = 1.0
POLL_SECONDS = 0.1


class PendingStep(NamedTuple):
    """Something to do about a run."""

    run_id: str
    do: Callable[[], object]


class Steps:
    """Steps from any thread, done by one.

    A step that the store does not let happen, as StoreAway says, is done again until it does. Those
    that come after it for the same run wait behind it; those of other runs go on. So a step must
    not have done anything that may not be done twice before it asks the store.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        """`clock` gives the time in seconds."""
        self._clock = clock
        self._new: queue.SimpleQueue[PendingStep] = queue.SimpleQueue()
        self._again: list[PendingStep] = []
        self._due = 0.0
        self._is_away = False

    def put(self, run_id: str, do: Callable[[], object]) -> None:
        """Let the thread do something about a run, after all that it was given before."""
        self._new.put(PendingStep(run_id, do))

    def do(self, run_id: str, do: Callable[[], object]) -> None:
        """Do something about a run now, and again if need be."""
        self._do(PendingStep(run_id, do))

    def work(self, seconds: float) -> None:
        """Do again what is due, and the next step, if one comes within so many seconds."""
        if self._again and self._clock() >= self._due:
            self._try_again()
        with suppress(queue.Empty):
            self._do(self._new.get(timeout=seconds))

    def finish(self, seconds: float) -> None:
        """Do again what the store has not let happen, for so many seconds at most."""
        until = self._clock() + seconds
        while self._again and self._clock() < until:
            time.sleep(POLL_SECONDS)
            self._try_again()

    def _try_again(self) -> None:
        """Do them in order, up to the first that still cannot be done; the next time it is last.

        To find that out may take seconds, in which nothing else is done.
        """
        waiting, self._again = self._again, []
        for place, step in enumerate(waiting):
            self._do(step)
            if self._again:
                left = waiting[place + 1 :]
                behind = [one for one in left if one.run_id == step.run_id]
                others = [one for one in left if one.run_id != step.run_id]
                self._again = [*others, step, *behind]
                return

    def _do(self, step: PendingStep) -> None:
        if any(step.run_id == other.run_id for other in self._again):
            self._again.append(step)
            return
        try:
            step.do()
        except StoreAway as error:
            if not self._is_away:
                logger.warning("%s", error)
            self._is_away = True
            self._again.append(step)
            self._due = self._clock() + RETRY_SECONDS
        except Exception:
            # A fault in one run must not end the thread that all runs depend on.
            logger.exception("A step of the training engine failed")
        else:
            self._is_away = False
