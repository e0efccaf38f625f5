"""The trained weights of runs on the workers: sent there at the first query, then kept there."""

import random
import threading
from collections.abc import Callable, Coroutine, Hashable
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from cachetools import LRUCache
from distributed import Client, Future

from core.datasets import Library
from core.engine import tasks
from core.engine.query import NO_ANSWER, QUICK_SECONDS, EngineError, Result, query
from core.language import say
from core.preparation.split import split_and_scaling
from core.runs.run import Run
from core.runs.store import RunStore
from core.runs.trained_weights import TrainedWeights

KEPT_NETWORKS = 16


class _Sent(NamedTuple):
    """Weights on the workers. `version` says which of the many that their run has had."""

    version: Hashable
    weights: Future


class Networks:
    """The trained weights of the runs that were queried last, as Dask futures."""

    def __init__(self, library: Library, store: RunStore):
        self._library = library
        self._store = store
        self._sent: LRUCache[tuple[str, str], _Sent] = LRUCache(KEPT_NETWORKS)
        self._lock = threading.Lock()

    def on_workers(self, run: Run, client: Client) -> Future:
        """The run's `TrainedWeights` on the workers.

        RunError if the run kept no network, EngineError if the workers cannot be reached.
        """
        # A run that is continued gets other weights, and with them another version.
        version = self._store.network_version(run.id)
        return self._send(
            (run.id, "network"), version, client, lambda: self._store.load_weights(run.id)
        )

    def _snapshot_on_workers(self, run: Run, epoch: int, client: Client) -> Future:
        version = epoch, self._store.snapshot_version(run.id, epoch)
        return self._send((run.id, "snapshot"), version, client, lambda: self._trained(run, epoch))

    def _trained(self, run: Run, epoch: int) -> TrainedWeights:
        weights = self._store.snapshot(run.id, epoch).weights
        _, scaling = split_and_scaling(run.recipe.data, self._library.load(run.recipe.data.dataset))
        return TrainedWeights(weights, scaling)

    def _send(
        self,
        key: tuple[str, str],
        version: Hashable,
        client: Client,
        load: Callable[[], TrainedWeights],
    ) -> Future:
        with self._lock:
            sent = self._sent.get(key)
            if (
                sent is None
                or sent.version != version
                or sent.weights.client is not client
                or sent.weights.status != "finished"
            ):
                sent = self._sent[key] = _Sent(version, _scatter(load(), client))
        return sent.weights

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
        return _at_once(run, client, weights, images, tasks.predict_at_once)

    def predict_snapshot(
        self, run: Run, epoch: int, client: Client, images: np.ndarray
    ) -> np.ndarray:
        """The same with the snapshot of an epoch.

        Raises also RunError if there is none, DatasetError if the run's dataset is no longer here.
        """
        weights = self._snapshot_on_workers(run, epoch, client)
        return _at_once(
            run, client, weights, images, partial(tasks.predict_snapshot_at_once, run.id)
        )


def _at_once(
    run: Run,
    client: Client,
    weights: Future,
    images: np.ndarray,
    task: Callable[..., Coroutine[Any, Any, np.ndarray]],
) -> np.ndarray:
    """The result of `task(name, recipe, images)` on a worker that has the weights of this name."""
    try:
        worker = random.choice(client.who_has([weights])[weights.key])
        outputs = client.sync(
            client.run,
            task,
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
        return query(client, tasks.predict_run, weights.key, run.recipe, weights, images)


def _scatter(trained: TrainedWeights, client: Client) -> Future:
    try:
        # In a list of one: Dask scatters the parts of a tuple one by one.
        [weights] = client.scatter([trained], broadcast=True, hash=False)
    except OSError as error:
        raise EngineError(say(NO_ANSWER)) from error
    return weights
