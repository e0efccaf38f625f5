"""The networks of runs on the workers: where one is built, and the weights for the others.

The worker that has trained a network can be asked about it at once. Any other is sent the weights
first, and builds the network from them; so each network is asked of one worker, as far as it goes.
"""

import random
import threading
from collections.abc import Callable, Coroutine, Hashable
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from cachetools import LRUCache
from distributed import Client, Future

from core.cluster.topics import TopicMessage
from core.datasets import Library
from core.engine import tasks
from core.engine.query import NO_ANSWER, QUICK_SECONDS, EngineError, Result, query
from core.language import say
from core.preparation.split import split_and_scaling
from core.runs.run import Run
from core.runs.store import RunStore
from core.runs.trained_weights import TrainedWeights

KEPT_NETWORKS = 16
MOST_BUILT = 256


class _Sent(NamedTuple):
    """Weights on the workers. `version` says which of the many that their run has had."""

    version: Hashable
    weights: Future


class _Built(NamedTuple):
    """A run's network as a worker keeps it: under this name, at this address."""

    version: Hashable
    name: str
    worker: str


class Networks:
    """The networks of the runs that were trained or queried last."""

    def __init__(self, library: Library, store: RunStore):
        self._library = library
        self._store = store
        self._sent: LRUCache[tuple[str, str], _Sent] = LRUCache(KEPT_NETWORKS)
        self._built: LRUCache[str, _Built] = LRUCache(MOST_BUILT)
        self._watched: set[str] = set()
        """The addresses of the workers whose end this will hear of."""
        self._lock = threading.Lock()
        """Guards `_built` and `_watched`. The client's own thread takes it, so nobody who holds it
        may wait for the client."""
        self._sending = threading.Lock()
        """Guards `_sent`, and lets no weights be sent twice."""

    def note_built(self, run_id: str, name: str, worker: str, client: Client) -> None:
        """Note that the worker at this address has a run's present network built.

        RunError if the run kept no network.
        """
        # A run that is continued gets other weights, and with them another version.
        built = _Built(self._store.network_version(run_id), name, worker)
        with self._lock:
            self._built[run_id] = built
            is_known = worker in self._watched
            self._watched.add(worker)
        if not is_known:
            # Who calls a worker that has ended waits half a minute. Dask's scheduler tells of each
            # worker on a topic that is called by its address.
            client.subscribe_topic(worker, partial(self._hear_of_worker, worker))

    def _hear_of_worker(self, worker: str, logged: TopicMessage) -> None:
        _time, message = logged
        if message["action"] != "remove-worker":
            return
        with self._lock:
            for run_id in [one for one, built in self._built.items() if built.worker == worker]:
                del self._built[run_id]

    def forget_workers(self) -> None:
        """Note that all workers have ended."""
        with self._lock:
            self._built.clear()
            self._watched.clear()

    def _where_built(self, run_id: str) -> _Built | None:
        version = self._store.network_version(run_id)
        with self._lock:
            built = self._built.get(run_id)
        return built if built is not None and built.version == version else None

    def on_workers(self, run: Run, client: Client) -> Future:
        """The run's `TrainedWeights` on the workers.

        RunError if the run kept no network, EngineError if the workers cannot be reached.
        """
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
        with self._sending:
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
        built = self._where_built(run.id)
        name, worker = (built.name, built.worker) if built else (weights.key, None)
        return query(client, task, name, run.recipe, weights, *arguments, worker=worker)

    def predict_at_once(self, run: Run, client: Client, images: np.ndarray) -> np.ndarray:
        """Outputs float32 `(n, classes)` for a few images `uint8 (n, h, w, c)`.

        It does not wait in the workers' queue and takes half the time of a query: a drawing is
        read while it is drawn. Raises what `query` raises.
        """
        if (built := self._where_built(run.id)) is not None:
            try:
                return _on_worker(client, built.worker, tasks.predict_kept, built.name, images)
            except (OSError, LookupError):
                pass  # It has just ended, or has built many others since.
        weights = self.on_workers(run, client)
        try:
            worker = random.choice(client.who_has([weights])[weights.key])
            outputs = _on_worker(
                client, worker, tasks.predict_at_once, weights.key, run.recipe, images
            )
        except (OSError, LookupError):  # That worker has just ended.
            return query(client, tasks.predict_run, weights.key, run.recipe, weights, images)
        self.note_built(run.id, str(weights.key), worker, client)
        return outputs

    def predict_snapshot(
        self, run: Run, epoch: int, client: Client, images: np.ndarray
    ) -> np.ndarray:
        """The same with the snapshot of an epoch.

        Raises also RunError if there is none, DatasetError if the run's dataset is no longer here.
        """
        weights = self._snapshot_on_workers(run, epoch, client)
        task = partial(tasks.predict_snapshot_at_once, run.id)
        try:
            worker = random.choice(client.who_has([weights])[weights.key])
            return _on_worker(client, worker, task, weights.key, run.recipe, images)
        except (OSError, LookupError):  # That worker has just ended.
            return query(client, tasks.predict_run, weights.key, run.recipe, weights, images)


def _on_worker(
    client: Client,
    worker: str,
    task: Callable[..., Coroutine[Any, Any, np.ndarray]],
    *arguments: object,
) -> np.ndarray:
    """The result of `task(*arguments)` on the worker at this address, past its queue.

    EngineError if it does not answer in time; OSError or LookupError if it has ended, and what the
    task raises.
    """
    try:
        outputs = client.sync(
            client.run, task, *arguments, workers=[worker], callback_timeout=QUICK_SECONDS
        )
    except TimeoutError as error:
        raise EngineError(say(NO_ANSWER)) from error
    return outputs[worker]


def _scatter(trained: TrainedWeights, client: Client) -> Future:
    try:
        # In a list of one: Dask scatters the parts of a tuple one by one.
        [weights] = client.scatter([trained], broadcast=True, hash=False)
    except OSError as error:
        raise EngineError(say(NO_ANSWER)) from error
    return weights
