"""The quantities that a path can ask about: one table, each computed from the evidence.

Losses are means over pictures, in nats; accuracies and other shares are from 0 to 1.
"""

import math
from collections.abc import Callable
from typing import Literal, NamedTuple

from core.datasets import DatasetCard
from core.experiments.standing import RaceStanding
from core.language import message
from core.layers import LayerError, ledger
from core.path.curves import Points
from core.path.evidence import PathEvidence
from core.recipe.work import Counts, counts, trained_images
from core.runs.events import Epoch
from core.runs.history import History, Point, untrained_loss

Unit = Literal["count", "share", "loss", "seconds", "number"]
"""What a quantity is measured in; a page asks for a share in per cent."""


class Quantity(NamedTuple):
    """A quantity: what it is `of`, what it is called, its unit, and its value, None if not known.

    What is of a dataset is known for every recipe, and what is of a recipe for every run, too.
    """

    of: Literal["dataset", "recipe", "run", "race"]
    title: str
    unit: Unit
    value: Callable[[PathEvidence], float | None]

    @property
    def is_whole(self) -> bool:
        """Whether it is a whole number."""
        return self.unit == "count"


class Curve(NamedTuple):
    """A curve that can be drawn before a run: its name, and its points `(epoch, value)`.

    The training curves begin with epoch 1, those of validation with epoch 0, the untrained network.
    """

    name: str
    title: str
    unit: Unit
    points: Callable[[History], Points]

    @property
    def is_of_validation(self) -> bool:
        """Whether it tells of the pictures that validate."""
        return self.name.startswith("val_")

    @property
    def first_epoch(self) -> int:
        """The epoch with which it begins."""
        return 0 if self.is_of_validation else 1


def _of_dataset(title: str, unit: Unit, value: Callable[[DatasetCard], float]) -> Quantity:
    return Quantity("dataset", title, unit, lambda evidence: value(evidence.card))


def _of_recipe(title: str, unit: Unit, value: Callable[[PathEvidence], float]) -> Quantity:
    """A quantity of a recipe before it runs; None where its layers do not fit the pictures."""

    def of(evidence: PathEvidence) -> float | None:
        try:
            return value(evidence) if evidence.standing is None else None
        except LayerError:
            return None

    return Quantity("recipe", title, unit, of)


def _of_run(title: str, unit: Unit, value: Callable[[History], float | None]) -> Quantity:
    """A quantity of a run that is over and has a network; None for others."""

    def of(evidence: PathEvidence) -> float | None:
        history = evidence.history
        return value(history) if history is not None and evidence.has_result else None

    return Quantity("run", title, unit, of)


def _of_race(title: str, unit: Unit, value: Callable[[RaceStanding], float | None]) -> Quantity:
    """A quantity of a race whose runs have all come to their end: a part would mislead."""

    def of(evidence: PathEvidence) -> float | None:
        standing = evidence.standing
        return value(standing) if standing is not None and evidence.has_result else None

    return Quantity("race", title, unit, of)


def _parameters(evidence: PathEvidence) -> int:
    rows = ledger(evidence.recipe.model.layers, evidence.card.shape)
    return sum(row.parameter_count for row in rows)


def _counts(evidence: PathEvidence) -> Counts:
    return counts(evidence.recipe, evidence.card)


def _steps_per_epoch(evidence: PathEvidence) -> int:
    return math.ceil(_counts(evidence).train / evidence.recipe.training.batch_size)


def _of_network(value: Callable[[Epoch], float | None]) -> Callable[[History], float | None]:
    """A figure of the epoch whose weights are the run's network."""
    return lambda history: value(history.result) if history.result else None


def _at(points: list[Point], epoch: int) -> Point | None:
    return next((point for point in points if point.epoch == epoch), None)


def _loss(point: Point | None) -> float | None:
    return point and point.loss


def _accuracy(point: Point | None) -> float | None:
    return point and point.accuracy


def _gap(epoch: Epoch) -> float | None:
    return None if epoch.accuracy is None else epoch.accuracy - epoch.val_accuracy


def _best(history: History) -> Point | None:
    return max(history.validation, key=lambda point: point.accuracy, default=None)


def _seconds(history: History) -> list[float]:
    return [epoch.seconds for epoch in history.epochs if epoch.epoch]


def _seconds_per_epoch(history: History) -> float | None:
    seconds = _seconds(history)
    return math.fsum(seconds) / len(seconds) if seconds else None


def _results(standing: RaceStanding) -> list[float]:
    return [result for row in standing.rows for result in row.results]


def _mean_of(place: int) -> Callable[[RaceStanding], float | None]:
    """The mean result of the value at a place, from 0; None where a race has no such value."""

    def of(standing: RaceStanding) -> float | None:
        bands = [row.band for row in standing.rows[place : place + 1] if row.band]
        return bands[0].mean if bands else None

    return of


def _winner(standing: RaceStanding) -> int:
    means = [row.band.mean if row.band else -1.0 for row in standing.rows]
    return 1 + means.index(max(means))


QUANTITIES: dict[str, Quantity] = {
    "classes": _of_dataset(message("classes"), "count", lambda card: card.num_classes),
    "height": _of_dataset(message("height in pixels"), "count", lambda card: card.shape[0]),
    "width": _of_dataset(message("width in pixels"), "count", lambda card: card.shape[1]),
    "channels": _of_dataset(message("channels"), "count", lambda card: card.shape[2]),
    "inputs": _of_dataset(
        message("numbers in a picture"), "count", lambda card: math.prod(card.shape)
    ),
    "test_pictures": _of_dataset(message("test pictures"), "count", lambda card: card.test_count),
    "largest_class": _of_dataset(
        message("share of the largest class"), "share", lambda card: card.largest_class[1]
    ),
    "guessing_loss": _of_dataset(
        message("loss of guessing"), "loss", lambda card: untrained_loss(card.num_classes)
    ),
    "pictures": _of_recipe(
        message("pictures used"), "count", lambda of: trained_images(of.recipe, of.card)
    ),
    "train_pictures": _of_recipe(
        message("pictures that train"), "count", lambda of: _counts(of).train
    ),
    "validation_pictures": _of_recipe(
        message("pictures that validate"), "count", lambda of: _counts(of).validation
    ),
    "steps_per_epoch": _of_recipe(message("steps in an epoch"), "count", _steps_per_epoch),
    "layers": _of_recipe(message("layers"), "count", lambda of: len(of.recipe.model.layers)),
    "parameters": _of_recipe(message("parameters"), "count", _parameters),
    "epochs": _of_recipe(message("epochs planned"), "count", lambda of: of.recipe.training.epochs),
    "batch_size": _of_recipe(
        message("batch size"), "count", lambda of: of.recipe.training.batch_size
    ),
    "learning_rate": _of_recipe(
        message("learning rate"), "number", lambda of: of.recipe.training.learning_rate
    ),
    "initial_loss": _of_run(
        message("loss before the first step"), "loss", lambda run: _loss(_at(run.validation, 0))
    ),
    "initial_accuracy": _of_run(
        message("accuracy before the first step"),
        "share",
        lambda run: _accuracy(_at(run.validation, 0)),
    ),
    "first_epoch_loss": _of_run(
        message("training loss of the first epoch"),
        "loss",
        lambda run: _loss(_at(run.training, 1)),
    ),
    "first_epoch_accuracy": _of_run(
        message("training accuracy of the first epoch"),
        "share",
        lambda run: _accuracy(_at(run.training, 1)),
    ),
    "train_loss": _of_run(message("training loss"), "loss", _of_network(lambda epoch: epoch.loss)),
    "train_accuracy": _of_run(
        message("training accuracy"), "share", _of_network(lambda epoch: epoch.accuracy)
    ),
    "val_loss": _of_run(
        message("validation loss"), "loss", _of_network(lambda epoch: epoch.val_loss)
    ),
    "val_accuracy": _of_run(
        message("validation accuracy"), "share", _of_network(lambda epoch: epoch.val_accuracy)
    ),
    "gap": _of_run(
        message("training accuracy above that of validation"), "share", _of_network(_gap)
    ),
    "best_val_accuracy": _of_run(
        message("best validation accuracy"), "share", lambda run: _accuracy(_best(run))
    ),
    "best_epoch": _of_run(
        message("epoch of the best validation accuracy"),
        "count",
        lambda run: best.epoch if (best := _best(run)) else None,
    ),
    "epochs_done": _of_run(message("epochs trained"), "count", lambda run: len(run.training)),
    "seconds_per_epoch": _of_run(message("time of an epoch"), "seconds", _seconds_per_epoch),
    "seconds": _of_run(
        message("time of training"), "seconds", lambda run: math.fsum(_seconds(run))
    ),
    "test_loss": _of_run(message("test loss"), "loss", lambda run: run.test_loss),
    "test_accuracy": _of_run(message("test accuracy"), "share", lambda run: run.test_accuracy),
    "best": _of_race(message("best result"), "share", lambda race: max(_results(race))),
    "worst": _of_race(message("worst result"), "share", lambda race: min(_results(race))),
    "spread": _of_race(
        message("best result above the worst"),
        "share",
        lambda race: max(_results(race)) - min(_results(race)),
    ),
    "first_mean": _of_race(message("mean of the first value"), "share", _mean_of(0)),
    "second_mean": _of_race(message("mean of the second value"), "share", _mean_of(1)),
    "winner": _of_race(message("place of the best value"), "count", _winner),
}
"""By the name that a path has for each.

What is of a run is that of the network which the run has, where it does not say otherwise; the test
figures are known once the test set was opened for it. The results of a race are the validation
accuracies of its runs, and `winner` counts its values from 1, in their order.
"""

OF_TEST = ("test_loss", "test_accuracy")
"""What is not known while the test set is sealed."""

_CURVES = (
    Curve("train_loss", message("training loss"), "loss", lambda run: _losses(run.training)),
    Curve(
        "train_accuracy",
        message("training accuracy"),
        "share",
        lambda run: _accuracies(run.training),
    ),
    Curve("val_loss", message("validation loss"), "loss", lambda run: _losses(run.validation)),
    Curve(
        "val_accuracy",
        message("validation accuracy"),
        "share",
        lambda run: _accuracies(run.validation),
    ),
)
CURVES: dict[str, Curve] = {curve.name: curve for curve in _CURVES}
"""The curves that a visitor can draw before they are there, by name."""


def _losses(points: list[Point]) -> Points:
    return [(point.epoch, point.loss) for point in points]


def _accuracies(points: list[Point]) -> Points:
    return [(point.epoch, point.accuracy) for point in points]
