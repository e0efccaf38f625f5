"""The training engine: submit a recipe, follow its run, give it commands, ask its network."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from distributed import Client

from core.cluster.connection import Embedded, Joined
from core.datasets import DatasetCard, Library
from core.engine import tasks
from core.engine.follower import Follower
from core.engine.queries import QUICK_SECONDS, Answer, EngineError, Networks, answer
from core.home import home_folder
from core.lint.refusal import refusal
from core.numerics import metrics
from core.numerics.metrics import Evaluation
from core.preparation.augmentation import Draws
from core.recipe import MAX_EPOCHS, Augmentation, Model, Recipe
from core.runs.commands import Change, Command, Pace, Word
from core.runs.events import Chosen, Continued, Epoch, Opened
from core.runs.probe import EpochProbe, ProbeResult
from core.runs.snapshots import Snapshot, Snapshots
from core.runs.store import NOT_OVER, Logged, RunError, RunStore, Trained

FOLLOW_SECONDS = 0.05
MOST_BYTES = 4 * 2**20
"""Of pictures in one question: Dask warns of more than 10 MB, and each question has its time."""
MOST_PICTURES = 2_500
"""In one question about pictures that the workers have."""
A_FEW = 16
"""Pictures, as a pen or a camera shows them, are read at once; more wait for their turn."""

STILL_TRAINING = "Your last run is still training. Stop it, or wait for its end."
STILL_STARTING = "The training service is still starting. Try again in a moment."
NO_SNAPSHOT = "This run kept nothing to go on from. Train it again."
NOT_KEPT = "Epoch {epoch} of this run was not kept."
TOO_MANY_EPOCHS = (
    "A run has at most {most:,} epochs, and this one has done {done:,}. Choose fewer more."
)


class Engine:
    """Trains recipes on a Dask cluster and answers questions to the networks they became."""

    def __init__(self, cluster: Embedded | Joined, home: Path):
        self.library = Library(home)
        self.store = RunStore(home, os.environ.get("FIRST_EPOCH_DATABASE"))
        self._home = home
        self._networks = Networks(self.store)
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

    def submit(self, recipe: Recipe, owner: str, first: Word | None = None) -> str:
        """Give a recipe to a worker → the id of its run; `first` is a command for its beginning.

        EngineError, with a sentence, if the recipe cannot run or the owner has a run in flight;
        DatasetError if its dataset is not on this machine.
        """
        dataset = self.library.load(recipe.data.dataset)
        if sentence := refusal(recipe, dataset.card):
            raise EngineError(sentence)
        with self._lock:
            self._refuse_second_run(owner)
            run_id = self.store.create(recipe, owner, self._follower.name_in_store)
        if first:
            self._follower.give(run_id, first)
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

    def step(self, run_id: str) -> None:
        """Ask a run to take one batch and hold still; its look then has the batch taken apart."""
        self._command(run_id, "step")

    def step_epoch(self, run_id: str) -> None:
        """Ask a run to go to the end of its epoch and hold still."""
        self._command(run_id, "step_epoch")

    def change(self, run_id: str, learning_rate: float, momentum: float) -> None:
        """Ask a run to go on with another learning rate and momentum.

        ValidationError out of the recipe's bounds.
        """
        self._command(run_id, Change(learning_rate=learning_rate, momentum=momentum))

    def pace(self, run_id: str, seconds: float) -> None:
        """Ask a run to wait so many seconds after each batch, 0 to 10; ValidationError else."""
        self._command(run_id, Pace(seconds=seconds))

    def place(self, run_id: str) -> int:
        """How many runs wait before this one in the queue."""
        return self.store.queued_before(run_id)

    def look(self, run_id: str) -> ProbeResult | None:
        """The newest look inside a run; None if it has shown nothing to this engine."""
        return self._follower.newest_look(run_id)

    def epochs_kept(self, run_id: str) -> list[int]:
        """The epochs of a run that can be looked back at, in order."""
        return self._snapshots(run_id).epochs()

    def look_back(self, run_id: str, epoch: int) -> EpochProbe:
        """The network of an earlier epoch, and how it confuses the validation pictures.

        RunError if that epoch was not kept, DatasetError if the dataset is no longer on this
        machine, EngineError if no worker answers in time.
        """
        recipe, snapshot = self.store.run(run_id).recipe, self._snapshot(run_id, epoch)
        self.library.card(recipe.data.dataset)  # said here, not by the worker, if it is gone
        return answer(self._client(), tasks.probe_snapshot, recipe, snapshot)

    def choose(self, run_id: str, epoch: int) -> None:
        """Make the weights of an earlier epoch the network of a run that is over.

        RunError if that epoch was not kept or the run is still in flight.
        """
        run, snapshot = self.store.run(run_id), self._snapshot(run_id, epoch)
        if run.in_flight:
            raise RunError(NOT_OVER)
        self.store.keep(run_id, Trained(snapshot.weights, self.store.trained(run_id).scaling))
        self.store.choose(run_id, Chosen(epoch=epoch))

    def train_more(self, run_id: str, epochs: int) -> None:
        """Let a run that is over go on for so many epochs, from its last snapshot.

        If an earlier epoch was chosen, it goes on from that one, and what came later is forgotten.
        RunError if it is still in flight or kept no snapshot, EngineError if its owner has another
        run in flight or that would be more epochs than a recipe may have.
        """
        run, snapshots = self.store.run(run_id), self._snapshots(run_id)
        if run.in_flight:
            raise RunError(NOT_OVER)
        done = self._goes_on_after(run_id, snapshots)
        if not 1 <= epochs <= MAX_EPOCHS - done:
            raise EngineError(TOO_MANY_EPOCHS.format(most=MAX_EPOCHS, done=done))
        longer = run.recipe.with_settings("training", epochs=done + epochs)
        if sentence := refusal(longer, self.library.card(run.recipe.data.dataset)):
            raise EngineError(sentence)
        with self._lock:
            self._refuse_second_run(run.owner)
            event = Continued(epochs=done + epochs)
            self.store.reopen(run_id, event, self._follower.name_in_store)
        snapshots.forget_after(done)
        self._follower.hand_over(run_id)

    def predict(self, run_id: str, images: np.ndarray) -> np.ndarray:
        """What a run's network says of images `uint8 (n, h, w, c)` → float32 `(n, classes)`.

        RunError if the run kept no network, EngineError if no worker answers in time.
        """
        if 0 < len(images) <= A_FEW:
            return self._networks.read(self.store.run(run_id), self._client(), images)
        size = max(MOST_BYTES // max(images[:1].nbytes, 1), 1)
        portions = [images[first : first + size] for first in range(0, max(len(images), 1), size)]
        return np.concatenate([self._ask(run_id, tasks.predict_run, part) for part in portions])

    def predict_at(self, run_id: str, source: str, indices: np.ndarray) -> np.ndarray:
        """The same of the pictures at `indices` int64 `(n,)` of its dataset's "train" or "test" set

        The workers have them, so they do not travel. DatasetError if they are no longer there.
        """
        portions = np.split(indices, range(MOST_PICTURES, len(indices), MOST_PICTURES))
        said = [self._ask(run_id, tasks.predict_at, source, portion) for portion in portions]
        return np.concatenate(said)

    def evaluate(self, labels: np.ndarray, outputs: np.ndarray) -> Evaluation:
        """The figures of an evaluation, as `core.numerics.metrics.evaluate`, on a worker.

        EngineError if none answers in time.
        """
        return answer(self._client(), metrics.evaluate, labels, outputs)

    def ask(self, run_id: str, question: str, *arguments: object) -> Any:
        """What a run's network answers about its inside.

        `question` is the name of a function in `core.worker.explain.questions`, which says what
        the arguments and the answer are, and what is raised. RunError if the run kept no network,
        DatasetError if its dataset is no longer on this machine, EngineError if no worker answers
        in time.
        """
        shape = self.library.card(self.store.run(run_id).recipe.data.dataset).shape
        return self._ask(run_id, tasks.explain, shape, question, *arguments)

    def export_keras(self, run_id: str) -> bytes:
        """A run's network as the bytes of a `.keras` file.

        RunError if the run kept no network, DatasetError if its dataset is no longer on this
        machine, EngineError if no worker answers in time.
        """
        run = self.store.run(run_id)
        card = self.library.card(run.recipe.data.dataset)
        client = self._client()
        network = self._networks.of(run, client)
        return answer(client, tasks.keras_file, run.recipe, network, card)

    def keras_summary(self, model: Model, card: DatasetCard) -> str:
        """What Keras's own `summary()` says of a network on a dataset's pictures.

        LayerError if the layers do not fit each other, EngineError if no worker answers in time.
        """
        return answer(self._client(), tasks.summary, model, card)

    def preview(
        self, augmentation: Augmentation, images: np.ndarray, draws: Draws, max_value: int
    ) -> np.ndarray:
        """Images uint8 `(n, h, w, c)` as training sees them with a draw for each; same shape.

        EngineError at once while the workers are still starting, or if none answers in time.
        """
        if not self.ready:
            raise EngineError(self._follower.failure or STILL_STARTING)
        return answer(self._client(), tasks.augment, augmentation, images, draws, max_value)

    def close(self) -> None:
        """End the engine, and with it an embedded cluster: its runs in flight are interrupted."""
        self._follower.close()
        self.store.close()

    def _ask(self, run_id: str, task: Callable[..., Answer], *arguments: object) -> Answer:
        """What a worker answers to `task(name, recipe, trained, *arguments)` on a run's network.

        `name` is one for these weights. RunError if the run kept no network, EngineError if no
        worker answers in time, and whatever the task raises.
        """
        run = self.store.run(run_id)
        return self._networks.ask(run, self._client(), task, *arguments)

    def _refuse_second_run(self, owner: str) -> None:
        if any(run.in_flight for run in self.store.runs(owner)):
            raise EngineError(STILL_TRAINING)

    def _snapshots(self, run_id: str) -> Snapshots:
        return Snapshots(self._home, self.store.run(run_id).id)

    def _goes_on_after(self, run_id: str, snapshots: Snapshots) -> int:
        """The epoch that was chosen, or else the last that is kept and was told of."""
        told = (logged.event for logged in self.store.events(run_id))
        events = [event for event in told if not isinstance(event, Opened)]
        if isinstance(events[-1], Chosen):
            return events[-1].epoch
        last = max((event.epoch for event in events if isinstance(event, Epoch)), default=-1)
        kept = [epoch for epoch in snapshots.epochs() if epoch <= last]
        if not kept:
            raise RunError(NO_SNAPSHOT)
        return kept[-1]

    def _snapshot(self, run_id: str, epoch: int) -> Snapshot:
        try:
            return self._snapshots(run_id).load(epoch)
        except FileNotFoundError:
            raise RunError(NOT_KEPT.format(epoch=epoch)) from None

    def _command(self, run_id: str, command: Command) -> None:
        if self.store.run(run_id).in_flight:
            self._follower.give(run_id, command)

    def _client(self) -> Client:
        if not self._follower.connected.wait(QUICK_SECONDS):
            raise EngineError(self._follower.failure or STILL_STARTING)
        return self._follower.client
