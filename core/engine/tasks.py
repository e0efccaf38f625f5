"""The tasks that the engine submits to workers.

The app imports this module, but only workers call its functions. So the functions import
`core.worker`, and with it TensorFlow, only when they are called.
"""

import asyncio
import itertools
import queue
import secrets
import threading
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from distributed import Worker, get_client, get_worker

from core.cluster.topics import TopicMessage, listen
from core.datasets import Dataset, DatasetCard, DatasetError, Library
from core.engine.carried_snapshots import Carried, CarriedSnapshots
from core.experiments.range_test import RangeTest
from core.home import home_folder
from core.language import message, say
from core.layers import Shape
from core.preparation.augmentation import Draws
from core.recipe import Augmentation, Model, Recipe
from core.runs.commands import Command, GiveWay, from_message
from core.runs.events import FINAL, Event, WorkerReleased, Yielded
from core.runs.probe import EpochProbe, ProbeResult
from core.runs.snapshots import Snapshot, Snapshots
from core.runs.trained_weights import TrainedWeights

EVENTS = "first-epoch-events"
"""The Dask topic on which workers send the events of all runs."""

PROBES = "first-epoch-probes"
"""The Dask topic on which workers send the probes of all runs."""

NOT_ON_WORKER = message(
    "The worker {worker} does not have the dataset {dataset}. Put it into the FIRST_EPOCH_HOME of "
    "each worker, or let them share one folder with the lab."
)


def control_topic(run_id: str, part: int) -> str:
    """The Dask topic on which a run listens for commands; `part` as in `train_run`.

    A new topic each time that a run goes on, so that it does not get earlier commands.
    """
    return f"first-epoch-control-{run_id}-{part}"


class TrainedRun(NamedTuple):
    """What comes of a training task, and the address of the worker that still has the network.

    There it is known by the key of the task.
    """

    trained: TrainedWeights
    final: Event
    worker: str


def train_run(
    run_id: str,
    recipe: Recipe,
    epochs: int | None = None,
    part: int = 0,
    carried: Carried | None = None,
) -> TrainedRun:
    """Train a recipe and send its events on `EVENTS`.

    Continues from the last epoch whose event was sent and that has a snapshot, if there is one;
    from where it gave its worker up, if that was after that epoch. `epochs` is the number of epochs
    in all; None stands for that of the recipe. `part` counts how often the run has gone on after it
    had no worker. `carried` is what the run goes on from where workers do not see the lab's folder;
    None where they do. The last event is returned, not sent: a run must not be over before its
    weights are stored. DatasetError if this worker does not have the dataset.
    """
    from core.worker.predict import keep
    from core.worker.train import TrainOptions, train

    worker, numbers, attempt = get_worker(), itertools.count(), secrets.token_hex(4)

    def send(topic: str, **content: Any) -> None:
        source = f"{attempt}-{next(numbers)}"
        worker.log_event(topic, {"run_id": run_id, "source": source, **content})

    def emit(event: Event) -> None:
        if event.kind not in FINAL and not isinstance(event, WorkerReleased | Yielded):
            send(EVENTS, event=event.model_dump())

    def emit_probe(probe: ProbeResult) -> None:
        send(PROBES, probe=probe.model_dump())

    snapshots: Snapshots | CarriedSnapshots
    if carried is None:
        snapshots = Snapshots(home_folder(), run_id)
    else:
        snapshots = CarriedSnapshots(get_client(), str(worker.get_current_task()), carried)
    start = snapshots.last(last_epoch_sent(get_client().get_events(EVENTS), run_id))
    held = snapshots.take_held()
    if held and start and held.state.epoch < start.epoch:
        held = None  # of an earlier version, which did not delete it: the run has gone on since
    with _Commands(control_topic(run_id, part)) as commands:
        dataset = _dataset(recipe)
        options = TrainOptions(emit_probe, snapshots.save, start, epochs, snapshots.hold, held)
        outcome = train(recipe, dataset, emit, commands, options)
    if outcome.network is not None:
        keep(str(worker.get_current_task()), outcome.network)
        # While the weights are on their way to the app, and before anybody asks.
        threading.Thread(target=outcome.network.warm_up, daemon=True).start()
    trained = TrainedWeights(outcome.weights, outcome.scaling)
    return TrainedRun(trained, outcome.final, worker.address)


def last_epoch_sent(messages: Iterable[TopicMessage], run_id: str) -> int | None:
    """The last epoch of a run's latest attempt that the scheduler knows of; None without one.

    An event is lost if its worker dies before the message arrives. So an epoch can have a snapshot
    but no event.
    """
    last = None
    for _time, content in messages:
        event = content["event"]
        if content["run_id"] == run_id and event["kind"] == "started":
            last = event["first_epoch"] - 1
        elif content["run_id"] == run_id and event["kind"] == "epoch":
            last = event["epoch"]
    return last


def probe_snapshot(recipe: Recipe, snapshot: Snapshot) -> EpochProbe:
    """The probe of a snapshot, with its confusion matrix on the validation pictures."""
    from core.worker.probe import probe_snapshot

    return probe_snapshot(recipe, snapshot, _dataset(recipe))


def predict_run(
    network: str, recipe: Recipe, trained: TrainedWeights, images: np.ndarray
) -> np.ndarray:
    """Outputs float32 `(n, classes)` of a run's network for images `uint8 (n, h, w, c)`.

    `network` is a name that identifies these weights.
    """
    from core.worker.predict import predict

    return predict(network, recipe, trained.weights, trained.scaling, images)


async def predict_kept(network: str, images: np.ndarray) -> np.ndarray:
    """The same on a worker that has the network of this name built, without waiting in its queue.

    KeyError if it does not have it.
    """
    from core.worker.predict import kept

    return await asyncio.to_thread(kept(network).outputs, images)


async def predict_at_once(
    network: str, recipe: Recipe, images: np.ndarray, dask_worker: Worker
) -> np.ndarray:
    """The same on a worker that has these weights under this name, which builds the network.

    KeyError if it does not have them.
    """
    trained: Any = dask_worker.data[network]
    return await asyncio.to_thread(predict_run, network, recipe, trained, images)


async def predict_snapshot_at_once(
    run_id: str, network: str, recipe: Recipe, images: np.ndarray, dask_worker: Worker
) -> np.ndarray:
    """The same for one of the many snapshots of a run, whose network is built only once."""
    from core.worker.predict import predict_snapshot

    trained: Any = dask_worker.data[network]
    return await asyncio.to_thread(
        predict_snapshot, run_id, network, recipe, trained.weights, trained.scaling, images
    )


def predict_at(
    network: str, recipe: Recipe, trained: TrainedWeights, source: str, indices: np.ndarray
) -> np.ndarray:
    """The same for the pictures at `indices` int64 `(n,)` of a dataset's "train" or "test" set."""
    images = getattr(_dataset(recipe), f"x_{source}")
    return predict_run(network, recipe, trained, images[indices])


def answer_question(
    network: str,
    recipe: Recipe,
    trained: TrainedWeights,
    input_shape: Shape,
    question: str,
    *arguments: object,
) -> Any:
    """What a run's network answers to a question of `core.worker.explain.questions`."""
    from core.worker.explain.questions import answer

    return answer(network, recipe, trained, input_shape, question, *arguments)


def range_test(recipe: Recipe, count: int) -> RangeTest:
    """A learning-rate range test of a recipe on so many batches.

    DatasetError if this worker does not have the dataset, and what `core.worker.range_test` raises.
    """
    from core.worker.range_test import range_test

    return range_test(recipe, _dataset(recipe), count)


def keras_file(recipe: Recipe, trained: TrainedWeights, card: DatasetCard) -> bytes:
    """A run's network as a `.keras` file."""
    from core.worker.keras_file import keras_file

    return keras_file(recipe, trained.weights, card)


def onnx_file(recipe: Recipe, trained: TrainedWeights, card: DatasetCard) -> bytes:
    """A run's network as an ONNX file."""
    from core.worker.onnx_file import onnx_file

    return onnx_file(recipe, trained, card)


def summary(model: Model, card: DatasetCard) -> str:
    """The text of Keras's `summary()` of a network."""
    from core.worker.build import summary

    return summary(model, card.shape, card.num_classes)


def augment(
    augmentation: Augmentation, images: np.ndarray, draws: Draws, max_value: int
) -> np.ndarray:
    """Images uint8 `(n, h, w, c)` as training sees them with these draws, same shape and dtype."""
    from core.worker.augment import preview

    return preview(augmentation, images, draws, max_value)


def _dataset(recipe: Recipe) -> Dataset:
    """A recipe's dataset; DatasetError, which names this worker, if it does not have it."""
    library, name = Library(), recipe.data.dataset
    try:
        is_here = library.ready(name)
    except DatasetError:  # it has not even heard of it
        is_here = False
    if not is_here:
        raise DatasetError(say(NOT_ON_WORKER, dataset=name, worker=get_worker().address))
    return library.load(name)


class _Commands:
    """Puts the commands to a run, each one once, in the queue that `train` reads."""

    def __init__(self, topic: str):
        self._topic = topic
        self._queue: queue.SimpleQueue[Command | GiveWay] = queue.SimpleQueue()
        self._seen: set[str] = set()

    def __enter__(self) -> queue.SimpleQueue:
        for logged in listen(get_client(), self._topic, self._take):
            self._take(logged)
        return self._queue

    def __exit__(self, *_exception: Any) -> None:
        get_client().unsubscribe_topic(self._topic)

    def _take(self, logged: tuple[float, dict[str, Any]]) -> None:
        _time, message = logged
        if message["id"] not in self._seen:
            self._seen.add(message["id"])
            self._queue.put(from_message(message["command"]))
