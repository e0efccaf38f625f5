"""Questions to the workers, and the networks of runs that lie there to be asked."""

import random
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError
from typing import TypeVar

import numpy as np
from cachetools import LRUCache
from distributed import Client, Future

from core.engine import tasks
from core.language import language, spoken
from core.runs.store import Run, RunStore, Trained

QUICK_SECONDS = 30
KEPT_NETWORKS = 16

NO_ANSWER = "The workers did not answer in time. Try again."

Answer = TypeVar("Answer")


class EngineError(RuntimeError):
    """What the engine cannot do now; the message is a sentence."""


def answer(client: Client, question: Callable[..., Answer], *arguments: object) -> Answer:
    """What a worker answers, before anything else that waits there.

    EngineError if none answers in time, and whatever the question raises.
    """
    future = client.submit(_in_language, language(), question, *arguments, pure=False, priority=10)
    try:
        return future.result(timeout=QUICK_SECONDS)
    except (TimeoutError, CancelledError) as error:
        raise EngineError(NO_ANSWER) from error


def _in_language(chosen: str, question: Callable[..., Answer], *arguments: object) -> Answer:
    """Run on the worker: what it says to people is in the language of who asks."""
    with spoken(chosen):
        return question(*arguments)


class Networks:
    """The weights of runs on the workers: put there at the first question, then kept a while."""

    def __init__(self, store: RunStore):
        self._store = store
        self._kept: LRUCache[tuple[str, int], Future] = LRUCache(KEPT_NETWORKS)
        self._lock = threading.Lock()

    def of(self, run: Run, client: Client) -> Future:
        """The run's `Trained` on the workers.

        RunError if the run kept no network, EngineError if the workers cannot be reached.
        """
        with self._lock:
            name = run.id, self._store.network_version(run.id)
            network = self._kept.get(name)
            if network is None or network.client is not client or network.status != "finished":
                network = self._kept[name] = _put(self._store.trained(run.id), client)
        return network

    def ask(
        self, run: Run, client: Client, question: Callable[..., Answer], *arguments: object
    ) -> Answer:
        """What a worker answers to `question(name, recipe, trained, *arguments)`.

        `name` is one for these weights. Raises as `of` and `answer` do.
        """
        network = self.of(run, client)
        # Named by its key: the network of a run changes when it trains on.
        return answer(client, question, network.key, run.recipe, network, *arguments)

    def read(self, run: Run, client: Client, images: np.ndarray) -> np.ndarray:
        """Outputs float32 `(n, classes)` for a few images `uint8 (n, h, w, c)`, for a pen in motion

        Past the queue, in half the time of a task. Raises as `ask` does.
        """
        network = self.of(run, client)
        try:
            holder = random.choice(client.who_has([network])[network.key])
            said = client.sync(
                client.run,
                tasks.predict_at_once,
                network.key,
                run.recipe,
                images,
                workers=[holder],
                callback_timeout=QUICK_SECONDS,
            )
            return said[holder]
        except TimeoutError as error:
            raise EngineError(NO_ANSWER) from error
        except (OSError, LookupError):  # Its holder has just gone, and the weights with it.
            return self.ask(run, client, tasks.predict_run, images)


def _put(trained: Trained, client: Client) -> Future:
    try:
        # In a list of one: Dask scatters the parts of a tuple one by one.
        [network] = client.scatter([trained], broadcast=True, hash=False)
    except OSError as error:
        raise EngineError(NO_ANSWER) from error
    return network
