"""The trainer: one training run, from the initial weights to the final event."""

import queue
from collections.abc import Callable

import numpy as np

from core.datasets import Dataset
from core.recipe import Recipe
from core.runs.commands import Command, GiveWay, SetOptimizer
from core.runs.events import (
    Epoch,
    Event,
    Finished,
    OptimizerChanged,
    Progress,
    Resumed,
    Started,
    Stopped,
    WorkerReleased,
    Yielded,
)
from core.runs.probe import ProbeResult
from core.runs.snapshots import Held, Snapshot
from core.worker.build import build_schedule
from core.worker.checkpoint import Checkpoints
from core.worker.early_stopping import EarlyStopping
from core.worker.evaluator import Evaluator
from core.worker.execution import Executions
from core.worker.loops import EpochOrder, Tally
from core.worker.optimization import Optimization, with_rates
from core.worker.options import TrainingResult, TrainOptions
from core.worker.predict import Predictor
from core.worker.prepare import prepare
from core.worker.probe import Probe
from core.worker.probing import Probing
from core.worker.state import capture, restore
from core.worker.steering import GaveWay, Steering, StopRequested

PROGRESS_SECONDS = 0.08
"""The least time between two `Progress` events."""


class Trainer:
    """Trains one recipe, in the thread that calls `run`."""

    def __init__(
        self,
        recipe: Recipe,
        dataset: Dataset,
        emit: Callable[[Event], None],
        control: "queue.SimpleQueue[Command | GiveWay]",
        options: TrainOptions,
    ):
        start = options.held.state if options.held else options.start
        training = with_rates(recipe.training, start) if start else recipe.training
        self._emit = emit
        self._steering = Steering(
            control, emit, self._change, self._measure_before_pause, self._hold
        )
        self._prepared = prepare(recipe, dataset, training)
        setup, data = self._prepared.setup, self._prepared.data
        self._chosen, self._scaling = data.chosen, data.later_scaling
        self._model, self._rows = setup.model, setup.rows
        self._steps_per_epoch = self._prepared.steps_per_epoch
        self._epochs = options.epochs or recipe.training.epochs
        schedule = build_schedule(training, self._epochs * self._steps_per_epoch)
        self._optimization = Optimization(
            training, setup._replace(schedule=schedule), self._steering.listen
        )
        self._executions = Executions(self._optimization)
        self._evaluator = Evaluator(
            self._model,
            self._rows,
            dataset,
            setup.pictures,
            self._chosen,
            self._scaling,
            setup.loss,
        )
        probe = (
            Probe(self._model, self._rows, dataset, data, setup.loss) if options.on_probe else None
        )
        send = options.on_probe or _ignore
        self._probing = Probing(
            probe, send, dataset.x_train, data.labels, setup.augmenter, self._steps_per_epoch
        )
        if start:
            restore(self._model, self._optimization.optimizer, start)

        self._early_stopping = EarlyStopping(recipe.training.patience)
        self._epochs_done = start.epoch if start else 0
        self._steps_taken = self._epochs_done * self._steps_per_epoch
        self._checkpoints = Checkpoints(options.save, emit)
        self._keep_held = options.hold
        self._held = options.held
        self._whole = Tally()
        """Of the epoch so far."""
        self._began = self._epoch_began = self._steering.clock()
        if options.held:
            self._go_on(options.held)

    def _go_on(self, held: Held) -> None:
        """Take over a run that gave its worker up."""
        self._steps_taken += held.steps
        self._whole = Tally(*held.tally.tolist())
        self._began -= held.seconds
        self._epoch_began -= held.epoch_seconds
        self._early_stopping.recall(held.early_stopping, held.best_weights)
        self._steering.go_on(held.seconds, held.seconds_per_batch, held.paused)

    def _hold(self) -> bool:
        """Keep all that the run needs to go on elsewhere → whether that could be done."""
        if self._keep_held is None:
            return False
        now = self._steering.clock()
        memory, best_weights = self._early_stopping.memory()
        held = Held(
            state=self._state(self._epochs_done),
            steps=self._steps_taken - self._epochs_done * self._steps_per_epoch,
            tally=np.array(self._whole, np.float64),
            epoch_seconds=now - self._epoch_began,
            seconds=now - self._began,
            seconds_per_batch=self._steering.seconds_per_batch,
            paused=self._steering.paused,
            early_stopping=memory,
            best_weights=best_weights,
        )
        try:
            self._keep_held(held)
        except OSError:
            return False  # the disk is full: it stays where it is
        return True

    def run(self) -> TrainingResult:
        """Train to the end of the epochs, or until the run stops or gives way; called once."""
        if self._held is None:
            self._emit(
                Started(
                    train_count=len(self._chosen.train),
                    validation_count=len(self._chosen.validation),
                    steps_per_epoch=self._steps_per_epoch,
                    parameter_count=self._model.count_params(),
                    first_epoch=self._epochs_done + 1,
                )
            )
        elif not self._held.paused:
            self._emit(Resumed())
        final = self._train_epochs()
        # A step that was abandoned still keeps the cores busy.
        is_free = self._probing.is_quick and not self._executions.is_running
        if final.kind == "finished" or (final.kind == "stopped" and is_free):
            self._probing.measure(self._steps_taken)
        self._emit(final)
        network = (
            None
            if self._executions.is_running
            else Predictor(self._model, self._rows, self._scaling)
        )
        return TrainingResult(self._model.get_weights(), self._scaling, final, network)

    def _train_epochs(self) -> Finished | Stopped | WorkerReleased | Yielded:
        try:
            if not self._epochs_done and self._held is None:
                self._close_epoch(0, Tally(), self._began)
                self._probing.measure(self._steps_taken)
            orders = self._prepared.positions()
            for epoch in range(1, self._epochs + 1):
                if self._early_stopping.should_stop:
                    break
                positions = next(orders)
                if epoch <= self._epochs_done:
                    continue  # trained before: only its order had to be drawn from the generator
                self._train_epoch(epoch, self._prepared.order(epoch, positions))
                if epoch < self._epochs and not self._early_stopping.should_stop:
                    self._steering.pause_after("step", "step_epoch")
            self._steering.attend()
            if self._early_stopping.best_weights:
                self._model.set_weights(self._early_stopping.best_weights)
            loss, accuracy = self._evaluator.test(self._steering.listen)
            return Finished(
                best_epoch=self._early_stopping.best_epoch,
                test_loss=loss,
                test_accuracy=accuracy,
                seconds=self._seconds(),
            )
        except GaveWay:
            return WorkerReleased() if self._steering.paused else Yielded()
        except StopRequested as end:
            test = self._evaluator.quick_test() if self._steps_taken else (None, None)
            return Stopped(
                reason=str(end) or None,
                test_loss=test[0],
                test_accuracy=test[1],
                seconds=self._seconds(),
            )

    def _train_epoch(self, epoch: int, order: EpochOrder) -> None:
        last_event = self._steering.clock()
        if not self._whole.images:
            self._epoch_began = last_event
        since_event = Tally()
        first, end = (epoch - 1) * self._steps_per_epoch, epoch * self._steps_per_epoch
        while self._steps_taken < end:
            self._steering.attend()
            done = self._steps_taken - first
            if self._steering.one_batch:
                tally = self._traced_step(order, done)
            else:
                tally = self._execute(order, done)
            self._whole, since_event = self._whole.plus(tally), since_event.plus(tally)
            elapsed = self._steering.clock() - last_event
            is_reported = elapsed >= PROGRESS_SECONDS or self._steering.batch_by_batch
            if is_reported and self._steps_taken < end:
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
                self._steering.pause_after("step")
            self._probing.measure_if_due(self._steps_taken)
            self._steering.slow_down()
        self._close_epoch(epoch, self._whole, self._epoch_began)

    def _execute(self, order: EpochOrder, first: int) -> Tally:
        """Take as many steps of an epoch as fit into one execution, from step `first` on."""
        at_most = 1 if self._steering.batch_by_batch else self._steps_per_epoch - first
        tally, steps = self._executions.take(order, first, at_most)
        self._steps_taken += steps
        return tally

    def _traced_step(self, order: EpochOrder, first: int) -> Tally:
        """Take step `first` of an epoch's order, and send a trace of what it saw and did."""
        size = self._optimization.training.batch_size
        self._probing.before_traced_step(order.part(first * size, (first + 1) * size))
        tally = self._execute(order, first)
        self._probing.after_traced_step(self._steps_taken, self._optimization.last_rate)
        return tally

    def _close_epoch(self, epoch: int, tally: Tally, began: float) -> None:
        """Evaluate the network on the validation pictures and emit how the epoch went."""
        val_loss, val_accuracy = self._evaluator.validation(self._steering.listen)
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
        self._whole = Tally()
        if epoch:
            self._early_stopping.update(epoch, val_loss, self._model.get_weights)
        self._checkpoints.save_if_due(
            epoch,
            lambda: self._state(epoch),
            last=epoch >= self._epochs or self._early_stopping.should_stop,
        )

    def _change(self, change: SetOptimizer) -> None:
        self._optimization.change(change)
        self._emit(
            OptimizerChanged(
                step=self._steps_taken,
                learning_rate=change.learning_rate,
                momentum=change.momentum,
            )
        )

    def _state(self, epoch: int) -> Snapshot:
        optimization = self._optimization
        return capture(self._model, optimization.optimizer, optimization.training, epoch)

    def _measure_before_pause(self) -> None:
        self._probing.measure_if_newer(self._steps_taken)

    def _seconds(self) -> float:
        return self._steering.clock() - self._began


def _ignore(_result: ProbeResult) -> None:
    """What is done with the probe's results where nobody wants any."""
