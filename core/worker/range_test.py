"""The learning-rate range test: some batches as a run trains on them, each at a higher rate."""

import math
import time

from core.datasets import Dataset
from core.experiments.range_test import RangeTest, TooSlow, rates
from core.language import say
from core.recipe import Recipe
from core.runs.commands import SetOptimizer
from core.worker.memory import memory_for_training
from core.worker.optimization import Optimization
from core.worker.prepare import prepare

MOST_SECONDS = 45.0
"""How long a test may take on a machine that is slow, or busy with other things."""


def range_test(recipe: Recipe, dataset: Dataset, count: int) -> RangeTest:
    """Train a recipe, from its first weights, on its first `count` batches, two or more.

    The network is then thrown away. Raises TooSlow after `MOST_SECONDS`, LayerError if the network
    does not fit the pictures, MemoryError if it does not fit in memory.
    """
    with memory_for_training():
        return _range_test(recipe, dataset, count)


def _range_test(recipe: Recipe, dataset: Dataset, count: int) -> RangeTest:
    deadline = time.monotonic() + MOST_SECONDS

    def give_up_late() -> None:
        if time.monotonic() > deadline:
            raise TooSlow(
                say(
                    "The range test was given up after {seconds:.0f} s: this machine is too slow, "
                    "or too busy, for {count} batches of this network. Try it again later, or with "
                    "smaller batches.",
                    seconds=MOST_SECONDS,
                    count=count,
                )
            )

    training = recipe.training
    prepared = prepare(recipe, dataset, training)
    optimization = Optimization(training, prepared.setup, give_up_late)
    test = RangeTest(rates(count), ())
    for rate, (order, step) in zip(test.rates, prepared.batches(), strict=False):
        give_up_late()
        optimization.change(SetOptimizer(learning_rate=rate, momentum=training.momentum))
        loss, _accuracy = optimization.train_steps(order, step, 1).means()
        if not math.isfinite(loss):
            break
        test = test._replace(losses=(*test.losses, loss))
        if test.has_diverged:
            break
    return test
