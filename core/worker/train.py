"""Train a recipe: from initial weights to a finished network, telling every step of the way."""

import gc
import queue
from collections.abc import Callable

import tensorflow as tf
from tensorflow.python.eager import context

from core.datasets import Dataset
from core.recipe import Recipe
from core.runs.commands import Command
from core.runs.events import Event
from core.worker.trainer import Course, Surroundings, Trained


def train(
    recipe: Recipe,
    dataset: Dataset,
    emit: Callable[[Event], None],
    control: "queue.SimpleQueue[Command] | None" = None,
    around: Surroundings | None = None,
) -> Trained:
    """Train a recipe on its dataset, in this thread, until its epochs are done or it is stopped.

    `emit` is called in this thread with each event, from `Started` to `Finished` or `Stopped`;
    `control` brings commands while the run goes on. A loss of NaN is a fact and no error: the run
    goes on with it. Raises LayerError if the network does not fit the pictures, MemoryError if it
    does not fit the machine.
    """
    try:
        around = around or Surroundings()
        return Course(recipe, dataset, emit, control or queue.SimpleQueue(), around).run()
    except tf.errors.ResourceExhaustedError as error:
        raise MemoryError(
            "There is not enough memory for this network with these batches. "
            "Make the layers or the batch size smaller."
        ) from error
    finally:
        _free_memory()


def _free_memory() -> None:
    # Models and compiled functions hold on to each other, so nothing else frees their weights.
    gc.collect()
    # What `keras.utils.clear_session` does of use here; the rest of it would disturb the models
    # that other threads are building.
    context.context().clear_kernel_cache()
