"""Learning-rate range tests, beside the runs.

A test takes the thread of a worker that answers questions, for some seconds and not one that
trains. So there is one test at a time, and the other workers go on answering.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from distributed import Client, KilledWorker

from core.datasets import DatasetCard
from core.engine import tasks
from core.engine.query import EngineError, in_language, query
from core.experiments.range_test import FEWEST, RangeTest, batch_count
from core.language import language, message, say
from core.lint.refusal import refusal
from core.recipe import Recipe
from core.recipe.work import batch_seconds

ANSWER_SECONDS = 90.0
"""How long an answer may take: the test gives up before, if the worker lives."""

TOO_SLOW = message(
    "A batch of {size:,} pictures takes about {seconds:.2g} s on its way through this network, and "
    "a range test needs {fewest} of them or more: too many for a question. Choose smaller batches "
    "or a smaller network."
)
LOST_WORKER = message(
    "The worker died while it tested the learning rates. The usual cause is too little memory: use "
    "a smaller batch or a smaller network."
)


class RangeTests:
    """The tests that owners have asked for, one after the other."""

    def __init__(self, client: Callable[[], Client]):
        """`client` gives the present client of the cluster, or raises EngineError."""
        self._client = client
        self._thread = ThreadPoolExecutor(1, "range-test")
        self._last: dict[str, Future[RangeTest]] = {}
        self._lock = threading.Lock()

    def begin(self, recipe: Recipe, card: DatasetCard, owner: str) -> Future[RangeTest]:
        """Begin a test, or let it wait for its turn; an earlier one of its owner waits no longer.

        Raises as `Engine.begin_range_test`.
        """
        if sentence := refusal(recipe, card):
            raise EngineError(sentence)
        count = batch_count(recipe, card)
        if count is None:
            seconds, size = batch_seconds(recipe, card), recipe.training.batch_size
            raise EngineError(say(TOO_SLOW, size=size, seconds=seconds, fewest=FEWEST))
        with self._lock:
            if (earlier := self._last.get(owner)) is not None:
                earlier.cancel()
            test = self._thread.submit(in_language, language(), self._ask, recipe, count)
            self._last = {name: one for name, one in self._last.items() if not one.done()} | {
                owner: test
            }
        return test

    def end(self) -> None:
        """Begin no more; the one that goes on ends with the client."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _ask(self, recipe: Recipe, count: int) -> RangeTest:
        try:
            return query(self._client(), tasks.range_test, recipe, count, seconds=ANSWER_SECONDS)
        except KilledWorker as error:
            raise EngineError(say(LOST_WORKER)) from error
