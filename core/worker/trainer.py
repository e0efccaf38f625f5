"""The course of one run: batch by batch, epoch by epoch, from first weights to the last event."""

import math
import queue
import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from core.datasets import Dataset
from core.layers import ledger
from core.preparation.split import Scaling, prepare
from core.recipe import Recipe, Training
from core.runs.commands import Change, Command
from core.runs.events import Changed, Epoch, Event, Finished, Progress, Started, Stopped
from core.runs.probe import Look
from core.runs.snapshots import Snapshot
from core.worker.augment import Augmenter
from core.worker.build import build, build_loss, build_optimizer
from core.worker.checkpoint import Keeper
from core.worker.early_stopping import Patience
from core.worker.evaluator import Exam
from core.worker.loops import Order, Pictures, Setup, Tally
from core.worker.micro_batches import loop_for
from core.worker.probe import Looker
from core.worker.state import put_back, take
from core.worker.steering import Steering, StopRequested
from core.worker.step_trace import FrozenBatch

EXECUTION_SECONDS = 0.07
"""How long one execution should last: short enough for Stop, long enough to cost nothing."""
PROGRESS_SECONDS = 0.08
"""How far apart `Progress` events are at least."""


class Trained(NamedTuple):
    """A network after its run: `model.get_weights()`, the scaling it expects, the last event."""

    weights: list[np.ndarray]
    scaling: Scaling
    final: Finished | Stopped


class Surroundings(NamedTuple):
    """What a run may use beside its events.

    `show` is called with each look inside the network; `keep` with the state after an epoch, and
    may raise OSError. `start` is such a state, to go on from it; `epochs` the epoch to go on to, if
    not the recipe's.
    """

    show: Callable[[Look], None] | None = None
    keep: Callable[[Snapshot], None] | None = None
    start: Snapshot | None = None
    epochs: int | None = None


class Course:
    """One recipe in motion, in the thread that calls it."""

    def __init__(
        self,
        recipe: Recipe,
        dataset: Dataset,
        emit: Callable[[Event], None],
        control: "queue.SimpleQueue[Command]",
        around: Surroundings,
    ):
        self._training = recipe.training
        if around.start:
            self._training = _with_rates(self._training, around.start)
        self._dataset = dataset
        self._emit = emit
        self._around = around
        self._steering = Steering(control, emit, self._change, self._show_newest)
        self._chosen, self._scaling = prepare(recipe.data, dataset)
        self._train_set = Pictures.of(dataset.x_train, dataset.y_train)

        input_shape, num_classes = dataset.x_train.shape[1:], dataset.card.num_classes
        self._model = build(recipe.model, input_shape, num_classes, recipe.training.seed)
        self._loss = build_loss(recipe.training, num_classes)
        self._augmenter = Augmenter.of(recipe, input_shape, dataset.card.max_value)
        self._optimizer = build_optimizer(self._training)
        self._rows = ledger(recipe.model.layers, input_shape)
        self._compile()
        self._exam = Exam(
            self._model,
            self._rows,
            dataset,
            self._train_set,
            self._chosen,
            self._scaling,
            self._loss,
        )
        self._looker = (
            Looker(self._model, self._rows, dataset, self._chosen, self._scaling, self._loss)
            if around.show
            else None
        )
        if around.start:
            put_back(self._model, self._optimizer, around.start)

        self._patience = Patience(recipe.training.patience)
        self._steps_per_epoch = math.ceil(len(self._chosen.train) / recipe.training.batch_size)
        self._epochs_done = around.start.epoch if around.start else 0
        self._epochs = around.epochs or recipe.training.epochs
        self._steps_per_execution = 1
        self._steps_taken = self._epochs_done * self._steps_per_epoch
        self._inside_step = False
        self._keeper = Keeper(around.keep, emit)
        self._began = self._steering.clock()

    def _compile(self) -> None:
        setup = Setup(
            self._model,
            self._rows,
            self._optimizer,
            self._loss,
            self._train_set,
            self._scaling,
            self._training.batch_size,
            self._augmenter,
        )
        self._train_steps = loop_for(setup, self._steering.listen)

    def run(self) -> Trained:
        """Train to the end of the epochs, or until it is stopped; for once only."""
        self._emit(
            Started(
                train_count=len(self._chosen.train),
                validation_count=len(self._chosen.validation),
                steps_per_epoch=self._steps_per_epoch,
                parameter_count=self._model.count_params(),
                first_epoch=self._epochs_done + 1,
            )
        )
        final = self._train_to_the_end()
        if final.kind == "finished" or self._can_look_again():
            self._show()
        self._emit(final)
        return Trained(self._model.get_weights(), self._scaling, final)

    def _train_to_the_end(self) -> Finished | Stopped:
        try:
            if not self._epochs_done:
                self._close_epoch(0, Tally(), self._began)
                self._show()
            shuffling = np.random.default_rng(self._training.seed)
            for epoch in range(1, self._epochs + 1):
                positions = np.arange(len(self._chosen.train))
                if self._training.shuffle:
                    shuffling.shuffle(positions)
                if epoch <= self._epochs_done:
                    continue  # only the order had to be drawn
                self._train_epoch(epoch, self._order(epoch, positions))
                if self._patience.is_over:
                    break
                if epoch < self._epochs:
                    self._steering.end_stint("step", "step_epoch")
            self._steering.attend()
            if self._patience.best_weights:
                self._model.set_weights(self._patience.best_weights)
            loss, accuracy = self._exam.test(self._steering.listen)
            return Finished(
                best_epoch=self._patience.best_epoch,
                test_loss=loss,
                test_accuracy=accuracy,
                seconds=self._seconds(),
            )
        except StopRequested as end:
            loss, accuracy = self._exam.last_look() if self._steps_taken else (None, None)
            return Stopped(
                reason=str(end) or None,
                test_loss=loss,
                test_accuracy=accuracy,
                seconds=self._seconds(),
            )

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
            done = self._steps_taken - first
            if self._steering.one_batch and self._looker:
                tally = self._take_apart(epoch, order, done)
            else:
                tally = self._execute(order, done)
            whole, since_event = whole.plus(tally), since_event.plus(tally)
            elapsed = self._steering.clock() - last_event
            told = elapsed >= PROGRESS_SECONDS or self._steering.batch_by_batch
            if told and self._steps_taken < end:
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
                self._steering.end_stint("step")
            if self._looker and self._looker.is_due():
                self._show()
            self._steering.slow_down()
        self._close_epoch(epoch, whole, began)

    def _execute(self, order: Order, first: int) -> Tally:
        """Take as many of an epoch's steps as fit into one execution, from the `first` on."""
        most = 1 if self._steering.batch_by_batch else self._steps_per_execution
        steps = min(most, self._steps_per_epoch - first)
        began = time.perf_counter()
        self._inside_step = True
        tally = self._train_steps(order, first, steps)
        self._inside_step = False
        fitting = int(EXECUTION_SECONDS * steps / (time.perf_counter() - began))
        # At most twice as many as before: one quick execution is no promise.
        self._steps_per_execution = max(1, min(fitting, 2 * self._steps_per_execution))
        self._steps_taken += steps
        return tally

    def _take_apart(self, epoch: int, order: Order, first: int) -> Tally:
        """Take the `first` step of an epoch's order, and show what it saw and did."""
        size = self._training.batch_size
        part = order.part(first * size, (first + 1) * size)
        indices = part.indices.numpy()
        images, labels = self._dataset.x_train[indices], self._dataset.y_train[indices]
        if self._augmenter:
            images = self._augmenter.apply(tf.constant(images), part.drawn).numpy()
        batch = FrozenBatch(self._looker, self._model, self._scaling, images, labels)
        tally = self._execute(order, first)
        rate = self._training.learning_rate
        self._around.show(batch.after_step(epoch, self._steps_taken, rate))
        return tally

    def _close_epoch(self, epoch: int, tally: Tally, began: float) -> None:
        """Measure the network on the validation pictures and tell how the epoch went."""
        val_loss, val_accuracy = self._exam.validation(self._steering.listen)
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
        self._epochs_done = epoch
        if epoch:
            self._patience.see(epoch, val_loss, self._model.get_weights)
        self._keeper.offer(
            epoch,
            lambda: take(self._model, self._optimizer, self._training, epoch),
            last=epoch >= self._epochs or self._patience.is_over,
        )

    def _change(self, change: Change) -> None:
        """Go on with another learning rate and momentum, and with what the optimizer remembers."""
        other_momentum = change.momentum != self._training.momentum
        self._training = _with_rates(self._training, change)
        if other_momentum:
            before, self._optimizer = self._optimizer, build_optimizer(self._training)
            self._compile()
            for variable, value in zip(self._optimizer.variables, before.variables, strict=False):
                variable.assign(value)
        self._optimizer.learning_rate.assign(change.learning_rate)
        self._emit(
            Changed(
                step=self._steps_taken,
                learning_rate=change.learning_rate,
                momentum=change.momentum,
            )
        )

    def _can_look_again(self) -> bool:
        """Whether a stopped run can show its network without keeping anybody waiting."""
        # A step that was given up still keeps the cores busy.
        return self._looker is not None and self._looker.is_quick and not self._inside_step

    def _show(self) -> None:
        if self._looker:
            epoch = math.ceil(self._steps_taken / self._steps_per_epoch)
            self._around.show(self._looker.look(epoch, self._steps_taken))

    def _show_newest(self) -> None:
        """Show the network as it stands, unless that was shown last."""
        if self._looker and self._looker.last_step != self._steps_taken:
            self._show()

    def _seconds(self) -> float:
        return self._steering.clock() - self._began


def _with_rates(training: Training, rates: Change | Snapshot) -> Training:
    new = {"learning_rate": rates.learning_rate, "momentum": rates.momentum}
    return training.model_copy(update=new)
