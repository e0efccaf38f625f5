"""Queries of pages to the workers, which are answered within seconds."""

from collections.abc import Callable
from typing import Any

import numpy as np
from distributed import Client

from core.cluster.connection import Lack
from core.datasets import DatasetCard, Library
from core.engine import tasks
from core.engine.follower import Follower
from core.engine.networks import Networks
from core.engine.query import QUICK_SECONDS, EngineError, Result, query
from core.language import message, say, say_again
from core.numerics import metrics
from core.numerics.metrics import Evaluation
from core.preparation.augmentation import Draws
from core.recipe import Augmentation, Model
from core.runs.probe import EpochProbe, ProbeResult
from core.runs.run import RunError
from core.runs.store import RunStore

MOST_BYTES = 4 * 2**20
"""Of pictures in one query: Dask warns of more than 10 MB, and each query has its time limit."""
MOST_PICTURES = 2_500
"""In one query about pictures that the workers have."""
A_FEW = 16
"""Pictures, as the draw pad or the camera sends them: they do not wait in the workers' queue."""

STILL_STARTING = message("The training service is still starting. Try again in a moment.")
NOT_BEGUN = message("This network has not begun to learn yet.")


class WorkerQueries:
    """Queries to the workers about networks, with or without a run.

    Each raises EngineError, with a sentence, if no worker answers in time. Those about a run raise
    RunError if there is no such run, or if it kept no network.
    """

    def __init__(self, library: Library, store: RunStore, networks: Networks, follower: Follower):
        self.library = library
        self.store = store
        self._networks = networks
        self._follower = follower

    @property
    def ready(self) -> bool:
        """Whether the workers have started, so that a query need not wait for them."""
        return self._follower.cluster.connected.is_set()

    def lack(self) -> Lack | None:
        """What the cluster lacks for training, as far as is known; None if it lacks nothing."""
        return self._follower.cluster.lack()

    def predict(self, run_id: str, images: np.ndarray) -> np.ndarray:
        """The outputs of a run's network for images `uint8 (n, h, w, c)`: float32 `(n, classes)`"""
        if 0 < len(images) <= A_FEW:
            return self._networks.predict_at_once(self.store.run(run_id), self._client(), images)
        size = max(MOST_BYTES // max(images[:1].nbytes, 1), 1)
        batches = [images[first : first + size] for first in range(0, max(len(images), 1), size)]
        return np.concatenate([self._query(run_id, tasks.predict_run, batch) for batch in batches])

    def predict_snapshot(
        self, run_id: str, epoch: int | None, images: np.ndarray
    ) -> tuple[int, np.ndarray]:
        """The same for at most `A_FEW` images while a run learns → an epoch, and the outputs.

        They are those of its newest snapshot up to an epoch, or of all for None; the epoch is that
        of the snapshot. RunError if there is none yet, DatasetError if the run's dataset is no
        longer on this machine.
        """
        run = self.store.run(run_id)
        epochs = self.store.snapshots(run_id).epochs()
        kept = [one for one in epochs if epoch is None or one <= epoch]
        if not kept:
            raise RunError(say(NOT_BEGUN))
        return kept[-1], self._networks.predict_snapshot(run, kept[-1], self._client(), images)

    def predict_at(self, run_id: str, source: str, indices: np.ndarray) -> np.ndarray:
        """The same for pictures of its dataset's "train" or "test" set, `indices` int64 `(n,)`.

        The workers have them, so they are not sent. DatasetError if they are no longer there.
        """
        batches = np.split(indices, range(MOST_PICTURES, len(indices), MOST_PICTURES))
        outputs = [self._query(run_id, tasks.predict_at, source, batch) for batch in batches]
        return np.concatenate(outputs)

    def ask(self, run_id: str, question: str, *arguments: object) -> Any:
        """The answer to a question about what goes on inside a run's network.

        `question` is the name of a function in `core.worker.explain.questions`, which says what
        the arguments and the answer are, and what is raised. DatasetError if the run's dataset is
        no longer on this machine.
        """
        shape = self.library.card(self.store.run(run_id).recipe.data.dataset).shape
        return self._query(run_id, tasks.answer_question, shape, question, *arguments)

    def evaluate(self, labels: np.ndarray, outputs: np.ndarray) -> Evaluation:
        """What `core.numerics.metrics.evaluate` computes, on a worker."""
        return self.compute(metrics.evaluate, labels, outputs)

    def compute(self, function: Callable[..., Result], *arguments: object) -> Result:
        """What a function of `core` gives, on a worker: for those that need SciPy or scikit-learn.

        These take seconds to import, and the workers have them.
        """
        return query(self._client(), function, *arguments)

    def probe(self, run_id: str) -> ProbeResult | None:
        """The newest probe of a run; None if this engine has had none from it."""
        return self._follower.newest_probe(run_id)

    def probe_epoch(self, run_id: str, epoch: int) -> EpochProbe:
        """The probe of an earlier epoch, with its confusion matrix on the validation pictures.

        RunError also if that epoch was not kept, DatasetError if the dataset is no longer on this
        machine.
        """
        recipe, snapshot = self.store.run(run_id).recipe, self.store.snapshot(run_id, epoch)
        self.library.card(recipe.data.dataset)  # raises here, before a worker would
        return query(self._client(), tasks.probe_snapshot, recipe, snapshot)

    def export_keras(self, run_id: str) -> bytes:
        """A run's network as the bytes of a `.keras` file.

        DatasetError if its dataset is no longer on this machine.
        """
        return self._export(run_id, tasks.keras_file)

    def export_onnx(self, run_id: str) -> bytes:
        """The same as an ONNX file, which takes pictures uint8 `(n, h, w, c)` as they are."""
        return self._export(run_id, tasks.onnx_file)

    def keras_summary(self, model: Model, card: DatasetCard) -> str:
        """What Keras's own `summary()` says of a network for a dataset's pictures.

        LayerError if the layers do not fit each other.
        """
        return query(self._client(), tasks.summary, model, card)

    def preview(
        self, augmentation: Augmentation, images: np.ndarray, draws: Draws, max_value: int
    ) -> np.ndarray:
        """Images uint8 `(n, h, w, c)` as training sees them, augmented by a draw for each.

        EngineError at once while the workers are still starting.
        """
        if not self.ready:
            raise self._not_ready()
        return query(self._client(), tasks.augment, augmentation, images, draws, max_value)

    def _export(self, run_id: str, task: Callable[..., bytes]) -> bytes:
        run = self.store.run(run_id)
        card = self.library.card(run.recipe.data.dataset)
        client = self._client()
        weights = self._networks.on_workers(run, client)
        return query(client, task, run.recipe, weights, card)

    def _query(self, run_id: str, task: Callable[..., Result], *arguments: object) -> Result:
        """The result of `task(name, recipe, trained, *arguments)` on a worker, for a run's network.

        `name` identifies these weights. Raises also what the task raises.
        """
        return self._networks.query(self.store.run(run_id), self._client(), task, *arguments)

    def _client(self, seconds: float = QUICK_SECONDS) -> Client:
        """The client, as soon as the workers have started; EngineError after so many seconds."""
        cluster = self._follower.cluster
        if not cluster.connected.wait(0 if cluster.failure else seconds):
            raise self._not_ready()
        return cluster.client

    def _not_ready(self) -> EngineError:
        failure = self._follower.cluster.failure
        return EngineError(say_again(str(failure)) if failure else say(STILL_STARTING))
