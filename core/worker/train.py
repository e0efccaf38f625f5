"""Train a recipe: from initial weights to a trained network, with an event for each step."""

import gc
import queue
from collections.abc import Callable

import tensorflow as tf

from core.datasets import Dataset
from core.language import say
from core.recipe import Recipe
from core.runs.commands import Command, GiveWay
from core.runs.events import Event
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
    try:
        options = options or TrainOptions()
        return Trainer(recipe, dataset, emit, control or queue.SimpleQueue(), options).run()
    except tf.errors.ResourceExhaustedError as error:
        raise MemoryError(
            say(
                "There is not enough memory for this network with these batches. "
                "Make the layers or the batch size smaller."
            )
        ) from error
    finally:
        # Models and compiled functions refer to each other, so nothing else frees their weights.
        gc.collect()
