"""Train a recipe: from initial weights to a trained network, with an event for each step."""

import queue
from collections.abc import Callable

from core.datasets import Dataset
from core.recipe import Recipe
from core.runs.commands import Command, GiveWay
from core.runs.events import Event
from core.worker.memory import memory_for_training
from core.worker.options import TrainingResult, TrainOptions
from core.worker.trainer import Trainer


def train(
    recipe: Recipe,
    dataset: Dataset,
    emit: Callable[[Event], None],
    control: "queue.SimpleQueue[Command | GiveWay] | None" = None,
    options: TrainOptions | None = None,
) -> TrainingResult:
    """Train a recipe on its dataset, in this thread, until its epochs are done or it is stopped.

    `emit` is called in this thread with each event, from `Started` to `Finished` or `Stopped`, or
    `WorkerReleased` or `Yielded` for a run that is to go on elsewhere; `control` brings commands
    while the run goes on. A loss of NaN is no error: the run goes on with it. Raises LayerError if
    the network does not fit the pictures, MemoryError if it does not fit in memory.
    """
    options = options or TrainOptions()
    with memory_for_training():
        return Trainer(recipe, dataset, emit, control or queue.SimpleQueue(), options).run()
