"""How a run's task has ended: what it left, and the run's final event."""

import logging
import time
from concurrent.futures import CancelledError
from typing import NamedTuple

from distributed import Future, KilledWorker

from core.datasets import DatasetError
from core.language import message, say
from core.layers import LayerError
from core.runs.events import Event, Failed, Interrupted
from core.runs.run import NotStored
from core.runs.store import RunStore
from core.runs.trained_weights import TrainedWeights

logger = logging.getLogger(__name__)

KEEP_TRYING_SECONDS = 600.0
"""How long the room for a network is waited for on a full disk."""

LOST_WORKER = message(
    "The training process died several times, so the run was given up. "
    "The usual cause is too little memory: use a smaller batch or a smaller network."
)
NOT_SAVED = message("The network was trained but could not be kept: {error}. Free some disk space.")
UNEXPECTED = message("Training broke off because of a fault in the lab itself: {error}.")


class ConnectionLost(Exception):
    """What came of a task cannot be asked for now: nobody answers."""


class Kept(NamedTuple):
    """The network that a run has left: its weights, and the worker that still has it built.

    There it is known by the key of the task.
    """

    trained: TrainedWeights
    worker: str
    key: str


class Ending(NamedTuple):
    """The final event of a task, the network that it left, if any, and when that was known.

    `since` is in seconds of the monotonic clock.
    """

    final: Event
    kept: Kept | None
    since: float


def ending_of(run_id: str, future: Future) -> Ending:
    """What came of a run's task that is done. ConnectionLost if the cluster does not tell."""
    kept = None
    try:
        outcome = future.result()
        final = outcome.final
        kept = Kept(outcome.trained, outcome.worker, str(future.key))
    except CancelledError:
        final = Interrupted()
    except KilledWorker:
        final = Failed(reason=say(LOST_WORKER))
    except (DatasetError, LayerError, MemoryError) as error:
        final = Failed(reason=str(error))
    except Exception as error:
        if isinstance(error, OSError) and future.status != "error":
            raise ConnectionLost from error  # not the task's own
        logger.exception("Run %s failed", run_id)
        final = Failed(reason=say(UNEXPECTED, error=f"{type(error).__name__}: {error}"))
    return Ending(final, kept, time.monotonic())


def save_network(store: RunStore, run_id: str, ending: Ending) -> Event:
    """Store the network that a run has left → its final event.

    NotStored while the disk has no room for it; if that lasts too long, the run has failed.
    """
    if ending.kept is None:
        return ending.final
    try:
        store.save_weights(run_id, ending.kept.trained)
        return ending.final
    except OSError as error:
        sentence = say(NOT_SAVED, error=error.strerror or str(error))
        if time.monotonic() < ending.since + KEEP_TRYING_SECONDS:
            raise NotStored(sentence) from error
        return Failed(reason=sentence)
