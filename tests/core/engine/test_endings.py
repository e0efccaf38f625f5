"""What becomes of the network of a run that has ended, where the disk has no room for it."""

import errno
import os
import time
from types import SimpleNamespace

import numpy as np
import pytest
from distributed.comm.core import CommClosedError

from core.engine.endings import (
    KEEP_TRYING_SECONDS,
    ConnectionLost,
    Ending,
    Kept,
    ending_of,
    save_network,
)
from core.preparation.split import Scaling
from core.runs.events import Failed, Finished, Interrupted
from core.runs.run import NotStored
from core.runs.trained_weights import TrainedWeights

DONE = Finished(test_loss=1.0, test_accuracy=0.5, seconds=1.0)
KEPT = Kept(TrainedWeights([], Scaling(np.zeros(1), np.ones(1))), "worker", "train-run-1")


class Disk:
    """A store of weights on a disk that may be full."""

    def __init__(self) -> None:
        self.is_full = True
        self.kept: list[str] = []

    def save_weights(self, run_id: str, trained: TrainedWeights) -> None:
        if self.is_full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self.kept.append(run_id)


def test_a_network_waits_until_there_is_room():
    disk, ending = Disk(), Ending(DONE, KEPT, time.monotonic())
    with pytest.raises(NotStored, match="No space left on device"):
        save_network(disk, "run", ending)
    disk.is_full = False
    assert save_network(disk, "run", ending) == DONE
    assert disk.kept == ["run"]


def test_it_does_not_wait_for_ever():
    disk = Disk()
    final = save_network(disk, "run", Ending(DONE, KEPT, time.monotonic() - KEEP_TRYING_SECONDS))
    assert isinstance(final, Failed)
    assert "could not be kept: No space left on device" in final.reason


def test_a_run_without_a_network_needs_no_room():
    store = SimpleNamespace()
    assert save_network(store, "run", Ending(Interrupted(), None, 0.0)) == Interrupted()


class Asked:
    """A future whose task is done, and what comes of asking for its result."""

    key = "train-run-1"

    def __init__(self, status: str, error: Exception):
        self.status, self._error = status, error

    def result(self) -> None:
        raise self._error


def test_a_connection_that_is_lost_is_no_fault_of_the_run():
    with pytest.raises(ConnectionLost):
        ending_of("run", Asked("finished", CommClosedError("Stream is closed")))
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    final = ending_of("run", Asked("error", full)).final
    assert isinstance(final, Failed)
    assert "No space left on device" in final.reason
