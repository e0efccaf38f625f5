"""How many steps one execution of the compiled loop takes."""

import time

from core.worker.loops import EpochOrder, Tally
from core.worker.optimization import Optimization

EXECUTION_SECONDS = 0.07
"""How long one execution should last: short enough for a quick stop, long enough that returning
to Python costs next to nothing."""


class Executions:
    """Takes steps of training, as many in one execution as fit into `EXECUTION_SECONDS`."""

    def __init__(self, optimization: Optimization):
        self._optimization = optimization
        self._fitting = 1
        self.is_running = False
        """Whether an execution has begun and not ended; True for good if it was abandoned."""

    def take(self, order: EpochOrder, first: int, at_most: int) -> tuple[Tally, int]:
        """One execution from step `first` of an epoch on → its tally, and how many steps it took.

        It takes at least one step, and no more than `at_most`.
        """
        steps = min(self._fitting, at_most)
        began = time.perf_counter()
        self.is_running = True
        tally = self._optimization.train_steps(order, first, steps)
        self.is_running = False
        fitting = int(EXECUTION_SECONDS * steps / (time.perf_counter() - began))
        # At most twice as many as before: one quick execution is no promise.
        self._fitting = max(1, min(fitting, 2 * self._fitting))
        return tally, steps
