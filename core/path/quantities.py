"""The quantities that a path can ask about: one table, each computed from the evidence.

Losses are means over pictures, in nats; accuracies and other shares are from 0 to 1.
"""

import math
from collections.abc import Callable
from typing import Literal, NamedTuple

from core.language import message
from core.layers import LayerError, ledger
from core.path.evidence import Evidence
from core.recipe.work import trained_images
from core.runs.history import History, Point, untrained_loss

Unit = Literal["count", "share", "loss", "seconds", "number"]
"""What a quantity is measured in; a page asks for a share in per cent."""

Points = list[tuple[float, float]]


class Quantity(NamedTuple):
    """A quantity: what it is called, its unit, and its value, None where it is not known (yet)."""

    title: str
    unit: Unit
    value: Callable[[Evidence], float | None]

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
    def first_epoch(self) -> int:
        """The epoch with which it begins."""
        return 0 if self.name.startswith("val_") else 1


def _of_recipe(value: Callable[[Evidence], float]) -> Callable[[Evidence], float | None]:
    """A quantity that a recipe has before it runs; None where its layers do not fit the pictures,
    or there is no one recipe."""

    def of(evidence: Evidence) -> float | None:
        try:
            return value(evidence) if evidence.standing is None else None
        except LayerError:
            return None

    return of


def _of_run(value: Callable[[History], float | None]) -> Callable[[Evidence], float | None]:
    """A quantity of a run that is over and has a network; None for others."""

    def of(evidence: Evidence) -> float | None:
        history = evidence.history
        return value(history) if history is not None and history.has_network else None

    return of


def _of_race(value: Callable[[list[float]], float]) -> Callable[[Evidence], float | None]:
    """A quantity of all results of a race that is over, accuracies from 0 to 1."""

    def of(evidence: Evidence) -> float | None:
        standing = evidence.standing
        if standing is None or standing.in_flight:
            return None
        results = [result for row in standing.rows for result in row.results]
        return value(results) if results else None

    return of


def _parameters(evidence: Evidence) -> int:
    rows = ledger(evidence.recipe.model.layers, evidence.card.shape)
    return sum(row.parameter_count for row in rows)


def _validation_pictures(evidence: Evidence) -> int:
    data, images = evidence.recipe.data, trained_images(evidence.recipe, evidence.card)
    if data.validate_on == "test":
        return evidence.card.test_count
    if data.validate_on == "train":
        return images
    return min(max(round(data.validation_fraction * images), 1), images - 1)


def _train_pictures(evidence: Evidence) -> int:
    aside = evidence.recipe.data.validate_on == "split"
    images = trained_images(evidence.recipe, evidence.card)
    return images - _validation_pictures(evidence) if aside else images


def _steps_per_epoch(evidence: Evidence) -> int:
    return math.ceil(_train_pictures(evidence) / evidence.recipe.training.batch_size)


def _first(points: list[Point], epoch: int) -> Point | None:
    return next((point for point in points if point.epoch == epoch), None)


def _untrained(history: History) -> Point | None:
    return _first(history.validation, 0)


def _first_epoch(history: History) -> Point | None:
    return _first(history.training, 1)


def _gap(history: History) -> float | None:
    result = history.result
    if result is None or result.accuracy is None:
        return None
    return result.accuracy - result.val_accuracy


def _best(history: History) -> float | None:
    return max((point.accuracy for point in history.validation), default=None)


def _best_epoch(history: History) -> float | None:
    best = max(history.validation, key=lambda point: point.accuracy, default=None)
    return None if best is None else best.epoch


def _seconds(history: History) -> list[float]:
    return [epoch.seconds for epoch in history.epochs if epoch.epoch]


def _seconds_per_epoch(history: History) -> float | None:
    seconds = _seconds(history)
    return sum(seconds) / len(seconds) if seconds else None


def _winner(evidence: Evidence) -> float | None:
    standing = evidence.standing
    if standing is None or standing.in_flight:
        return None
    means = [row.band.mean if row.band else -1.0 for row in standing.rows]
    return 1 + means.index(max(means)) if max(means) >= 0 else None


QUANTITIES: dict[str, Quantity] = {
    # Of the dataset.
    "classes": Quantity(message("classes"), "count", lambda e: e.card.num_classes),
    "height": Quantity(message("pixels from top to bottom"), "count", lambda e: e.card.shape[0]),
    "width": Quantity(message("pixels from left to right"), "count", lambda e: e.card.shape[1]),
    "channels": Quantity(message("channels"), "count", lambda e: e.card.shape[2]),
    "inputs": Quantity(message("numbers in a picture"), "count", lambda e: math.prod(e.card.shape)),
    "test_pictures": Quantity(message("test pictures"), "count", lambda e: e.card.test_count),
    "largest_class": Quantity(
        message("share of the largest class"), "share", lambda e: e.card.largest_class[1]
    ),
    "guessing_loss": Quantity(
        message("loss of guessing"), "loss", lambda e: untrained_loss(e.card.num_classes)
    ),
    # Of the recipe.
    "pictures": Quantity(
        message("pictures of the training set"),
        "count",
        _of_recipe(lambda e: trained_images(e.recipe, e.card)),
    ),
    "train_pictures": Quantity(
        message("pictures that train"), "count", _of_recipe(_train_pictures)
    ),
    "validation_pictures": Quantity(
        message("pictures that validate"), "count", _of_recipe(_validation_pictures)
    ),
    "steps_per_epoch": Quantity(
        message("steps in an epoch"), "count", _of_recipe(_steps_per_epoch)
    ),
    "layers": Quantity(
        message("layers"), "count", _of_recipe(lambda e: len(e.recipe.model.layers))
    ),
    "parameters": Quantity(message("parameters"), "count", _of_recipe(_parameters)),
    "epochs": Quantity(
        message("planned epochs"), "count", _of_recipe(lambda e: e.recipe.training.epochs)
    ),
    "batch_size": Quantity(
        message("batch size"), "count", _of_recipe(lambda e: e.recipe.training.batch_size)
    ),
    "learning_rate": Quantity(
        message("learning rate"), "number", _of_recipe(lambda e: e.recipe.training.learning_rate)
    ),
    # Of a run.
    "initial_loss": Quantity(
        message("loss before the first step"),
        "loss",
        _of_run(lambda h: point.loss if (point := _untrained(h)) else None),
    ),
    "initial_accuracy": Quantity(
        message("accuracy before the first step"),
        "share",
        _of_run(lambda h: point.accuracy if (point := _untrained(h)) else None),
    ),
    "first_epoch_loss": Quantity(
        message("training loss of the first epoch"),
        "loss",
        _of_run(lambda h: point.loss if (point := _first_epoch(h)) else None),
    ),
    "first_epoch_accuracy": Quantity(
        message("training accuracy of the first epoch"),
        "share",
        _of_run(lambda h: point.accuracy if (point := _first_epoch(h)) else None),
    ),
    "train_loss": Quantity(
        message("training loss"), "loss", _of_run(lambda h: h.result.loss if h.result else None)
    ),
    "train_accuracy": Quantity(
        message("training accuracy"),
        "share",
        _of_run(lambda h: h.result.accuracy if h.result else None),
    ),
    "val_loss": Quantity(
        message("validation loss"),
        "loss",
        _of_run(lambda h: h.result.val_loss if h.result else None),
    ),
    "val_accuracy": Quantity(
        message("validation accuracy"),
        "share",
        _of_run(lambda h: h.result.val_accuracy if h.result else None),
    ),
    "gap": Quantity(message("training accuracy above validation"), "share", _of_run(_gap)),
    "best_val_accuracy": Quantity(message("best validation accuracy"), "share", _of_run(_best)),
    "best_epoch": Quantity(
        message("epoch of the best validation accuracy"), "count", _of_run(_best_epoch)
    ),
    "epochs_done": Quantity(message("epochs trained"), "count", _of_run(lambda h: len(h.training))),
    "seconds_per_epoch": Quantity(
        message("seconds an epoch takes"), "seconds", _of_run(_seconds_per_epoch)
    ),
    "seconds": Quantity(
        message("seconds of training"), "seconds", _of_run(lambda h: math.fsum(_seconds(h)))
    ),
    "test_loss": Quantity(message("test loss"), "loss", _of_run(lambda h: h.test_loss)),
    "test_accuracy": Quantity(
        message("test accuracy"), "share", _of_run(lambda h: h.test_accuracy)
    ),
    # Of a race.
    "best": Quantity(message("best result"), "share", _of_race(max)),
    "worst": Quantity(message("worst result"), "share", _of_race(min)),
    "spread": Quantity(
        message("best result above the worst"), "share", _of_race(lambda all: max(all) - min(all))
    ),
    "winner": Quantity(message("place of the best value"), "count", _winner),
}
"""By the name that a path has for it."""

CURVES: dict[str, Curve] = {
    curve.name: curve
    for curve in (
        Curve(
            "train_loss",
            message("training loss"),
            "loss",
            lambda history: [(point.epoch, point.loss) for point in history.training],
        ),
        Curve(
            "train_accuracy",
            message("training accuracy"),
            "share",
            lambda history: [(point.epoch, point.accuracy) for point in history.training],
        ),
        Curve(
            "val_loss",
            message("validation loss"),
            "loss",
            lambda history: [(point.epoch, point.loss) for point in history.validation],
        ),
        Curve(
            "val_accuracy",
            message("validation accuracy"),
            "share",
            lambda history: [(point.epoch, point.accuracy) for point in history.validation],
        ),
    )
}
"""The curves that a visitor can draw before they are there."""
