"""The trained weights of runs on the workers: sent there at the first query, then kept there."""

import random
import threading
from collections.abc import Callable

import numpy as np
from cachetools import LRUCache
from distributed import Client, Future

from core.engine import tasks
from core.engine.query import NO_ANSWER, QUICK_SECONDS, EngineError, Result, query
from core.language import say
from core.runs.store import Run, RunStore
from core.runs.trained_weights import TrainedWeights

KEPT_NETWORKS = 16


class Networks:
    """The trained weights of the runs that were queried last, as Dask futures."""

    def __init__(self, store: RunStore):
        self._store = store
        self._kept: LRUCache[tuple[str, int], Future] = LRUCache(KEPT_NETWORKS)
        self._lock = threading.Lock()

    def on_workers(self, run: Run, client: Client) -> Future:
        """The run's `TrainedWeights` on the workers.

        RunError if the run kept no network, EngineError if the workers cannot be reached.
        """
        with self._lock:
            # A run that is continued gets other weights, and with them another version.
            key = run.id, self._store.network_version(run.id)
            weights = self._kept.get(key)
            if weights is None or weights.client is not client or weights.status != "finished":
                weights = self._kept[key] = _scatter(self._store.load_weights(run.id), client)
        return weights

    def query(
        self, run: Run, client: Client, task: Callable[..., Result], *arguments: object
    ) -> Result:
        """The result of `task(name, recipe, trained, *arguments)` on a worker.

        `name` identifies these weights. Raises what `on_workers` and `core.engine.query` raise.
        """
        weights = self.on_workers(run, client)
        return query(client, task, weights.key, run.recipe, weights, *arguments)

    def predict_at_once(self, run: Run, client: Client, images: np.ndarray) -> np.ndarray:
        """Outputs float32 `(n, classes)` for a few images `uint8 (n, h, w, c)`.

        It does not wait in the workers' queue and takes half the time of a query: a drawing is
        read while it is drawn. Raises what `query` raises.
        """
        weights = self.on_workers(run, client)
        try:
            worker = random.choice(client.who_has([weights])[weights.key])
            outputs = client.sync(
                client.run,
                tasks.predict_at_once,
                weights.key,
                run.recipe,
                images,
                workers=[worker],
                callback_timeout=QUICK_SECONDS,
            )
            return outputs[worker]
        except TimeoutError as error:
            raise EngineError(say(NO_ANSWER)) from error
        except (OSError, LookupError):  # That worker has just ended.
            return self.query(run, client, tasks.predict_run, images)


def _scatter(trained: TrainedWeights, client: Client) -> Future:
    try:
        # In a list of one: Dask scatters the parts of a tuple one by one.
        [weights] = client.scatter([trained], broadcast=True, hash=False)
    except OSError as error:
        raise EngineError(say(NO_ANSWER)) from error
    return weights
