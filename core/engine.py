"""The training engine: submit a recipe, follow its run, give it commands, ask its network."""

import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from pathlib import Path
from typing import TypeVar

import numpy as np
from distributed import Client, Future

from core import tasks
from core.augmentation import Draws
from core.checks import refusal
from core.connection import Embedded, Joined
from core.datasets import DatasetCard, Library
from core.follower import Follower
from core.home import home_folder
from core.recipe import Augmentation, Model, Recipe
from core.runs import Logged, Run, RunStore

FOLLOW_SECONDS = 0.05
QUICK_SECONDS = 30
KEPT_NETWORKS = 16

STILL_TRAINING = "Your last run is still training. Stop it, or wait for its end."
STILL_STARTING = "The training service is still starting. Try again in a moment."
NO_ANSWER = "The workers did not answer in time. Try again."

Answer = TypeVar("Answer")


class EngineError(RuntimeError):
    """What the engine cannot do now; the message is a sentence."""


class Engine:
    """Trains recipes on a Dask cluster and answers questions to the networks they became."""

    def __init__(self, cluster: Embedded | Joined, home: Path):
        self.library = Library(home)
        self.store = RunStore(home, os.environ.get("FIRST_EPOCH_DATABASE"))
        self._networks: OrderedDict[str, Future] = OrderedDict()
        self._lock = threading.Lock()
        self._follower = Follower(cluster, self.store)
        self._follower.start()

    @classmethod
    def local(cls, home: Path | None = None, workers: int | None = None) -> "Engine":
        """An engine with a cluster of its own on this machine; it starts in the background."""
        home = Path(home or home_folder())
        return cls(Embedded(home, workers), home)

    @classmethod
    def connect(cls, address: str, home: Path | None = None) -> "Engine":
        """An engine that trains on an existing Dask cluster, `tcp://…` or `tls://…`."""
        return cls(Joined(address), Path(home or home_folder()))

    @property
    def ready(self) -> bool:
        """Whether there are workers to ask, so that an answer takes no longer than its work."""
        return self._follower.connected.is_set()

    def submit(self, recipe: Recipe, owner: str) -> str:
        """Give a recipe to a worker → the id of its run.

        EngineError, with a sentence, if the recipe cannot run or the owner has a run in flight;
        DatasetError if its dataset is not on this machine.
        """
        dataset = self.library.load(recipe.data.dataset)
        if sentence := refusal(recipe, dataset.card):
            raise EngineError(sentence)
        with self._lock:
            if any(run.in_flight for run in self.store.runs(owner)):
                raise EngineError(STILL_TRAINING)
            run_id = self.store.create(recipe, owner, self._follower.name_in_store)
        self._follower.hand_over(run_id)
        return run_id

    def follow(self, run_id: str) -> Iterator[Logged]:
        """The events of a run as they come, to the last; RunError if there is no such run."""
        number = -1
        while True:
            in_flight = self.store.run(run_id).in_flight
            for logged in self.store.events(run_id, after=number):
                number = logged.number
                yield logged
            if not in_flight:
                return
            time.sleep(FOLLOW_SECONDS)

    def stop(self, run_id: str) -> None:
        """Ask a run to stop and keep what it has learned."""
        self._command(run_id, "stop")

    def pause(self, run_id: str) -> None:
        """Ask a run to hold still between two steps."""
        self._command(run_id, "pause")

    def resume(self, run_id: str) -> None:
        """Ask a paused run to go on."""
        self._command(run_id, "resume")

    def predict(self, run_id: str, images: np.ndarray) -> np.ndarray:
        """What a run's network says of images `uint8 (n, h, w, c)` → float32 `(n, classes)`.

        RunError if the run kept no network, EngineError if no worker answers in time.
        """
        run = self.store.run(run_id)
        client = self._client()
        network = self._network(run, client)
        return _answer(client, tasks.predict_run, run_id, run.recipe, network, images)

    def export_keras(self, run_id: str) -> bytes:
        """A run's network as the bytes of a `.keras` file.

        RunError if the run kept no network, DatasetError if its dataset is no longer on this
        machine, EngineError if no worker answers in time.
        """
        run = self.store.run(run_id)
        card = self.library.card(run.recipe.data.dataset)
        client = self._client()
        return _answer(client, tasks.keras_file, run.recipe, self._network(run, client), card)

    def keras_summary(self, model: Model, card: DatasetCard) -> str:
        """What Keras's own `summary()` says of a network on a dataset's pictures.

        LayerError if the layers do not fit each other, EngineError if no worker answers in time.
        """
        return _answer(self._client(), tasks.summary, model, card)

    def preview(
        self, augmentation: Augmentation, images: np.ndarray, draws: Draws, max_value: int
    ) -> np.ndarray:
        """Images uint8 `(n, h, w, c)` as training sees them with a draw for each; same shape.

        EngineError at once while the workers are still starting, or if none answers in time.
        """
        if not self.ready:
            raise EngineError(self._follower.failure or STILL_STARTING)
        return _answer(self._client(), tasks.augment, augmentation, images, draws, max_value)

    def close(self) -> None:
        """End the engine, and with it an embedded cluster: its runs in flight are interrupted."""
        self._follower.close()
        self.store.close()

    def _command(self, run_id: str, command: str) -> None:
        if self.store.run(run_id).in_flight:
            self._follower.give(run_id, command)

    def _client(self) -> Client:
        if not self._follower.connected.wait(QUICK_SECONDS):
            raise EngineError(self._follower.failure or STILL_STARTING)
        return self._follower.client

    def _network(self, run: Run, client: Client) -> Future:
        """The run's weights on the workers."""
        with self._lock:
            network = self._networks.get(run.id)
            if network is None or network.client is not client or network.status != "finished":
                # In a list of one: Dask scatters the parts of a tuple one by one.
                whole = [self.store.trained(run.id)]
                [network] = client.scatter(whole, broadcast=True, hash=False)
                self._networks[run.id] = network
            self._networks.move_to_end(run.id)
            while len(self._networks) > KEPT_NETWORKS:
                self._networks.popitem(last=False)
        return network


def _answer(client: Client, question: Callable[..., Answer], *arguments: object) -> Answer:
    """What a worker answers, before anything else that waits there."""
    future = client.submit(question, *arguments, pure=False, priority=10)
    try:
        return future.result(timeout=QUICK_SECONDS)
    except (TimeoutError, CancelledError) as error:
        raise EngineError(NO_ANSWER) from error
