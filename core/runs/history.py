"""What follows from the events of a run: its curves, how far it is, how it ended."""

import csv
import io
import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from core.recipe import Recipe
from core.runs.events import (
    FINAL,
    Continued,
    Epoch,
    EpochChosen,
    Event,
    Finished,
    OpenedTestSet,
    OptimizerChanged,
    PaceChanged,
    Paused,
    Progress,
    SnapshotFailed,
    Started,
    Stopped,
    Unreadable,
    WorkerReleased,
)
from core.runs.run import Logged

MOST_POINTS = 500


class Point(NamedTuple):
    """A point of the curves. `epoch` counts the epochs done, with fractions in mid-epoch."""

    epoch: float
    loss: float
    accuracy: float


class History:
    """What is known of a run from its events, which `add` takes in their order."""

    def __init__(self, recipe: Recipe):
        self.recipe = recipe
        self.number = -1
        """The number of the last event that was added."""
        self.planned_epochs = recipe.training.epochs
        self.openings: list[float] = []
        """When the test set was opened, in seconds since 1970, in order."""
        self._end: Event | None = None
        self._reset()

    def _reset(self) -> None:
        self.started: Logged[Started] | None = None
        self.paused = False
        """Whether the run is paused."""
        self.chosen_epoch: int | None = None
        """The epoch whose weights somebody made the network of the run, since it was over."""
        self.steps = 0
        self.last: Logged[Event] | None = None
        self.progress: list[Point] = []
        """Means over some steps in mid-epoch; neighbours are joined when there are many."""
        self.epochs: list[Epoch] = []
        self.changes: list[OptimizerChanged] = []
        """Learning rate and momentum changed in mid-run, in order."""
        self.snapshot_failed: SnapshotFailed | None = None
        """The last snapshot that could not be written."""

    def add(self, logged: Iterable[Logged[Event]]) -> bool:
        """Add the events that are new → whether there were any."""
        grown = False
        for entry in logged:
            if entry.number <= self.number:
                continue
            self.number, grown = entry.number, True
            if isinstance(entry.event, OpenedTestSet):
                # It changes nothing about the run, and remains true when the run goes on.
                self.openings.append(entry.time)
                continue
            # What follows an event that cannot be read may not make sense without it.
            begins = isinstance(entry.event, Continued | Started)
            if isinstance(self._end, Unreadable) and not begins:
                continue
            self._take(entry)
            self.last = entry
            if not isinstance(entry.event, EpochChosen):
                self._end = entry.event if entry.event.kind in FINAL else None
        return grown

    def _begin(self, started: Logged[Started]) -> None:
        """A worker begins, or begins again: the epochs that it will repeat are dropped."""
        done = started.event.first_epoch - 1
        if done:
            self._forget_after(done)
        else:
            self._reset()
        self.started, self.chosen_epoch = started, None

    def _forget_after(self, done: int) -> None:
        """Drop everything after so many whole epochs."""
        self.epochs = [epoch for epoch in self.epochs if epoch.epoch <= done]
        self.steps = self.epochs[-1].step if self.epochs else 0
        self.progress = [point for point in self.progress if point.epoch <= done]
        self.changes = [change for change in self.changes if change.step <= self.steps]

    def _take(self, entry: Logged[Event]) -> None:
        event = entry.event
        if not isinstance(event, OptimizerChanged | PaceChanged):
            self.paused = isinstance(event, Paused | WorkerReleased)
        if isinstance(event, Started):
            self._begin(Logged(entry.number, entry.time, event))
        elif isinstance(event, SnapshotFailed):
            self.snapshot_failed = event
        elif isinstance(event, OptimizerChanged):
            self.changes.append(event)
        elif isinstance(event, EpochChosen):
            self.chosen_epoch = event.epoch
        elif isinstance(event, Continued):
            self.planned_epochs, self.chosen_epoch = event.epochs, None
        elif isinstance(event, Progress):
            self.steps = event.step
            self.progress.append(Point(self._in_epochs(event.step), event.loss, event.accuracy))
            if len(self.progress) > MOST_POINTS:
                self.progress = _halved(self.progress)
        elif isinstance(event, Epoch):
            self.steps = event.step
            self.epochs.append(event)

    @property
    def _beginning(self) -> Started:
        """The event with which the worker began; all events of training come after it."""
        assert self.started is not None
        return self.started.event

    def _in_epochs(self, step: int) -> float:
        return step / self._beginning.steps_per_epoch

    @property
    def epochs_done(self) -> float:
        """The epochs done, with the fraction of the one that goes on."""
        return self._in_epochs(self.steps) if self.started else 0.0

    @property
    def training(self) -> list[Point]:
        """The mean over each epoch's batches, as Keras reports it."""
        return [
            Point(epoch.epoch, epoch.loss, epoch.accuracy)
            for epoch in self.epochs
            if epoch.loss is not None and epoch.accuracy is not None
        ]

    @property
    def validation(self) -> list[Point]:
        """The network at the end of each epoch on the validation pictures; epoch 0 is untrained."""
        return [Point(epoch.epoch, epoch.val_loss, epoch.val_accuracy) for epoch in self.epochs]

    def to_csv(self) -> str:
        """An epoch a row, with Keras's names: losses in nats, accuracies from 0 to 1, seconds.

        Epoch 0 is the untrained network, which has no training figures.
        """
        text = io.StringIO()
        columns = ["epoch", "loss", "accuracy", "val_loss", "val_accuracy", "seconds"]
        table = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
        table.writeheader()
        table.writerows(epoch.model_dump() for epoch in self.epochs)
        return text.getvalue()

    @property
    def end(self) -> Event | None:
        """The last event of a run that is over: Finished, Stopped, Failed or Interrupted."""
        return self._end

    @property
    def is_as_planned(self) -> bool:
        """Whether nobody has changed the learning rate, the momentum or the number of epochs."""
        return not self.changes and self.planned_epochs == self.recipe.training.epochs

    @property
    def is_steered(self) -> bool:
        """Whether it was changed on its way, or since, so that it tells nothing of its recipe."""
        return not self.is_as_planned or self.chosen_epoch is not None

    @property
    def is_of_recipe(self) -> bool:
        """Whether its result is that of its recipe: trained to its end, nothing changed."""
        return isinstance(self.end, Finished) and not self.is_steered

    @property
    def has_network(self) -> bool:
        """Whether the run kept a network that can predict."""
        return isinstance(self.end, Finished | Stopped) and self.started is not None

    @property
    def result(self) -> Epoch | None:
        """The epoch whose weights are the run's network.

        The last, or early stopping's best, or the one that somebody has chosen since.
        """
        best = self.chosen_epoch
        if best is None and isinstance(self.end, Finished):
            best = self.end.best_epoch
        wanted = (epoch for epoch in reversed(self.epochs) if best in (None, epoch.epoch))
        return next(wanted, None)

    @property
    def val_accuracy(self) -> float:
        """The validation accuracy of the run's network; NaN if no epoch was completed."""
        return self.result.val_accuracy if self.result else math.nan

    @property
    def test_loss(self) -> float | None:
        """The loss on the test set; None while it is sealed, or was not measured."""
        return self._told_test.test_loss if self._told_test else None

    @property
    def test_accuracy(self) -> float | None:
        """The accuracy on the test set; None as `test_loss`."""
        return self._told_test.test_accuracy if self._told_test else None

    @property
    def _told_test(self) -> Finished | Stopped | None:
        """What has the test figures, if they are no secret and those of the present network."""
        is_open = bool(self.openings) or self.recipe.data.validate_on == "test"
        if not is_open or self.chosen_epoch is not None:
            return None
        return self._end if isinstance(self._end, Finished | Stopped) else None


class RunHistory(History):
    """The history of a run in the store. A `History` alone also stands for a run to come."""

    def __init__(self, recipe: Recipe, run_id: str):
        super().__init__(recipe)
        self.run_id = run_id


def to_result(events: Iterable[Logged[Event]]) -> Iterator[Logged[Event]]:
    """The events of a run up to its first result, and those that open the test set."""
    has_result = False
    for logged in events:
        if not has_result or isinstance(logged.event, OpenedTestSet):
            yield logged
        has_result = has_result or isinstance(logged.event, Finished | Stopped)


def _halved(points: list[Point]) -> list[Point]:
    """Half as many points: the means of neighbours in pairs, so that the curve keeps its shape."""
    pairs = zip(points[::2], points[1::2], strict=False)
    joined = [
        Point(*((left + right) / 2 for left, right in zip(*pair, strict=True))) for pair in pairs
    ]
    return joined if len(points) % 2 == 0 else [*joined, points[-1]]


def untrained_loss(num_classes: int) -> float:
    """The cross-entropy of a network that gives all classes the same probability: ln K."""
    return math.log(num_classes)
