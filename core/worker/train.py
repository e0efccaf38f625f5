"""Train a recipe: from initial weights to a finished network, telling every step of the way."""

import gc
import math
import queue
import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import tensorflow as tf
from tensorflow.python.eager import context

from core.datasets import Dataset
from core.events import Epoch, Event, Finished, Progress, Started, Stopped
from core.layers import ledger
from core.preparation import Scaling, prepare
from core.recipe import Recipe
from core.worker.augment import Augmenter
from core.worker.build import build, build_loss, build_optimizer
from core.worker.loop import Order, Pictures, Tally, evaluation, evaluation_batch, training_loop
from core.worker.steering import Command, Steering, StopRequested

EXECUTION_SECONDS = 0.1
"""How long one execution should last: short enough for Stop, long enough to cost nothing."""
PROGRESS_SECONDS = 0.08
"""How far apart `Progress` events are at least."""
LAST_LOOK_SECONDS = 0.1
"""How long a stopped run may take to measure itself on the test set."""


class Trained(NamedTuple):
    """A network after its run: `model.get_weights()`, the scaling it expects, the last event."""

    weights: list[np.ndarray]
    scaling: Scaling
    final: Finished | Stopped


def train(
    recipe: Recipe,
    dataset: Dataset,
    emit: Callable[[Event], None],
    control: "queue.SimpleQueue[Command] | None" = None,
) -> Trained:
    """Train a recipe on its dataset, in this thread, until its epochs are done or it is stopped.

    `emit` is called in this thread with each event, from `Started` to `Finished` or `Stopped`;
    `control` brings commands while the run goes on. A loss of NaN is a fact and no error: the run
    goes on with it. Raises LayerError if the network does not fit the pictures, MemoryError if it
    does not fit the machine.
    """
    try:
        return _Run(recipe, dataset, emit, control or queue.SimpleQueue()).run()
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


class _Run:
    """One recipe in motion."""

    def __init__(
        self,
        recipe: Recipe,
        dataset: Dataset,
        emit: Callable[[Event], None],
        control: "queue.SimpleQueue[Command]",
    ):
        self._training = recipe.training
        self._emit = emit
        self._steering = Steering(control, emit)
        self._chosen, self._scaling = prepare(recipe.data, dataset)
        self._train_set = Pictures.of(dataset.x_train, dataset.y_train)
        self._test_set = Pictures.of(dataset.x_test, dataset.y_test)

        input_shape, num_classes = dataset.x_train.shape[1:], dataset.card.num_classes
        self._model = build(recipe.model, input_shape, num_classes, recipe.training.seed)
        loss = build_loss(recipe.training, num_classes)
        self._augmenter = Augmenter.of(recipe, input_shape, dataset.card.max_value)
        self._train_steps = training_loop(
            self._model,
            build_optimizer(recipe.training),
            loss,
            self._train_set,
            self._scaling,
            recipe.training.batch_size,
            self._augmenter,
        )
        self._evaluate_batch = evaluation(self._model, loss, self._scaling)
        self._evaluation_batch = evaluation_batch(ledger(recipe.model.layers, input_shape))

        self._steps_per_epoch = math.ceil(len(self._chosen.train) / recipe.training.batch_size)
        self._steps_per_execution = 1
        self._steps_taken = 0
        self._began = self._steering.clock()

    def run(self) -> Trained:
        self._emit(
            Started(
                train_count=len(self._chosen.train),
                validation_count=len(self._chosen.validation),
                steps_per_epoch=self._steps_per_epoch,
                parameter_count=self._model.count_params(),
            )
        )
        final = self._train_to_the_end()
        self._emit(final)
        return Trained(self._model.get_weights(), self._scaling, final)

    def _train_to_the_end(self) -> Finished | Stopped:
        try:
            self._close_epoch(0, Tally(), self._began)
            shuffling = np.random.default_rng(self._training.seed)
            for epoch in range(1, self._training.epochs + 1):
                positions = np.arange(len(self._chosen.train))
                if self._training.shuffle:
                    shuffling.shuffle(positions)
                self._train_epoch(epoch, self._order(epoch, positions))
            loss, accuracy = self._test(self._steering.attend)
            return Finished(test_loss=loss, test_accuracy=accuracy, seconds=self._seconds())
        except StopRequested:
            loss, accuracy = self._last_look() if self._steps_taken else (None, None)
            return Stopped(test_loss=loss, test_accuracy=accuracy, seconds=self._seconds())

    def _order(self, epoch: int, positions: np.ndarray) -> Order:
        """The pictures of an epoch, by their places among those that train."""
        indices = tf.constant(self._chosen.train[positions], tf.int32)
        if self._augmenter is None:
            return Order(indices)
        return Order(indices, self._augmenter.draw(epoch, positions))

    def _train_epoch(self, epoch: int, order: Order) -> None:
        began = last_event = self._steering.clock()
        whole = since_event = Tally()
        first, end = self._steps_taken, epoch * self._steps_per_epoch
        while self._steps_taken < end:
            self._steering.attend()
            tally = self._execute(order, self._steps_taken - first)
            whole, since_event = whole.plus(tally), since_event.plus(tally)
            elapsed = self._steering.clock() - last_event
            if elapsed >= PROGRESS_SECONDS and self._steps_taken < end:
                loss, accuracy = since_event.means()
                self._emit(
                    Progress(
                        epoch=epoch,
                        step=self._steps_taken,
                        loss=loss,
                        accuracy=accuracy,
                        images_per_second=since_event.images / elapsed,
                    )
                )
                since_event, last_event = Tally(), self._steering.clock()
        self._close_epoch(epoch, whole, began)

    def _execute(self, order: Order, first: int) -> Tally:
        """Take as many of an epoch's steps as fit into one execution, from the `first` on."""
        steps = min(self._steps_per_execution, self._steps_per_epoch - first)
        began = time.perf_counter()
        tally = self._train_steps(order, first, steps)
        fitting = int(EXECUTION_SECONDS * steps / (time.perf_counter() - began))
        # At most twice as many as before: one quick execution is no promise.
        self._steps_per_execution = max(1, min(fitting, 2 * self._steps_per_execution))
        self._steps_taken += steps
        return tally

    def _close_epoch(self, epoch: int, tally: Tally, began: float) -> None:
        """Measure the network on the validation pictures and tell how the epoch went."""
        on_test_set = self._chosen.validation_set == "test"
        val_loss, val_accuracy = self._evaluate(
            self._test_set if on_test_set else self._train_set,
            self._chosen.validation,
            self._steering.attend,
        )
        loss, accuracy = tally.means() if epoch else (None, None)
        self._emit(
            Epoch(
                epoch=epoch,
                step=self._steps_taken,
                loss=loss,
                accuracy=accuracy,
                val_loss=val_loss,
                val_accuracy=val_accuracy,
                seconds=self._steering.clock() - began,
            )
        )

    def _test(self, between: Callable[[], None]) -> tuple[float, float]:
        return self._evaluate(self._test_set, np.arange(len(self._test_set.labels)), between)

    def _last_look(self) -> tuple[float | None, float | None]:
        """Test figures of a stopped network, unless they would keep the student waiting."""
        deadline = time.perf_counter() + LAST_LOOK_SECONDS

        def give_up_late() -> None:
            if time.perf_counter() > deadline:
                raise StopRequested

        try:
            return self._test(give_up_late)
        except StopRequested:
            return None, None

    def _evaluate(
        self, pictures: Pictures, indices: np.ndarray, between: Callable[[], None]
    ) -> tuple[float, float]:
        """Mean loss and accuracy in inference; `between` is called before each batch."""
        tally = Tally()
        for first in range(0, len(indices), self._evaluation_batch):
            between()
            batch = indices[first : first + self._evaluation_batch]
            tally = tally.plus(self._evaluate_batch(pictures, batch))
        return tally.means()

    def _seconds(self) -> float:
        return self._steering.clock() - self._began
