"""What the rules are given of a run, and what each of them answers."""

import math
from typing import NamedTuple

from core.datasets import DatasetCard
from core.language import number, say
from core.recipe import Recipe
from core.runs.events import OptimizerChanged, Started
from core.runs.history import History, Point, untrained_loss
from core.runs.probe import ProbeResult


class Diagnosis(NamedTuple):
    """A fault of a run.

    `sentence` says what is seen, with its numbers, `cause` why, in two sentences or so. `repair`
    is the recipe with one thing repaired and the same seeds, so that it begins from the same
    weights; None where no change of the recipe helps. `label` is the text of its button.
    """

    sentence: str
    cause: str
    repair: Recipe | None = None
    label: str = ""


class Evidence:
    """A run's recipe and curves, and the figures that the rules compare them with.

    Losses are in nats (natural logarithm), means over pictures; accuracies and shares from 0 to 1.
    """

    def __init__(
        self,
        history: History,
        card: DatasetCard,
        probe: ProbeResult | None = None,
        majority: tuple[str, float] | None = None,
    ):
        self.recipe = _with_rates(history.recipe, history.changes[-1:])
        """The recipe, with the learning rate and momentum that the run had last."""
        self.fastest = _with_rates(history.recipe, _fastest(history))
        """The same with the largest learning rate that the run had."""
        self.card = card
        self.majority = majority or card.largest_class
        """The largest class of the pictures that validate, and its share of them."""
        self.training = history.training
        self.validation = history.validation
        self.progress = history.progress
        self.layers = probe.layers if probe else ()
        self._begun = history.started
        self.end = history.end
        self.guessing_loss = untrained_loss(card.num_classes)
        """The loss of a network that gives each of K classes the same probability: ln K."""
        self.class_shares = [count / card.train_count for count in card.train_counts]
        """The share of the training pictures that each class has."""
        self.baseline_loss = -sum(share * math.log(share) for share in self.class_shares if share)
        """The loss of a network that ignores the picture and gives each class its share of the
        training pictures: the entropy of the labels."""

    @property
    def started(self) -> Started:
        """The counts that the run told when it began; once there is an epoch, it has."""
        assert self._begun is not None and isinstance(self._begun.event, Started)
        return self._begun.event

    @property
    def first_loss(self) -> float | None:
        """The untrained network's loss on the validation pictures; None while it is not known."""
        return next((point.loss for point in self.validation if point.epoch == 0), None)

    @property
    def latest(self) -> tuple[Point, Point] | None:
        """The last epoch's figures in training and in validation; None before the first epoch."""
        if not self.training or not self.validation:
            return None
        return self.training[-1], self.validation[-1]

    def skill(self, accuracy: float) -> float:
        """An accuracy on a scale from 0, always naming the largest class, to 1, always right."""
        _, share = self.majority
        return (accuracy - share) / max(1 - share, 1 / self.card.train_count)


def _fastest(history: History) -> list[OptimizerChanged]:
    """The change to the largest learning rate, if any was larger than the recipe's own."""
    faster = [
        change
        for change in history.changes
        if change.learning_rate > history.recipe.training.learning_rate
    ]
    return sorted(faster, key=lambda change: change.learning_rate)[-1:]


def _with_rates(recipe: Recipe, changes: list[OptimizerChanged]) -> Recipe:
    for change in changes:
        rates = {"learning_rate": change.learning_rate, "momentum": change.momentum}
        recipe = recipe.with_settings("training", **rates)
    return recipe


def loss_in_words(loss: float) -> str:
    """A loss with as many digits as matter: 7.4e+27, 165,219, 2.36, 0.016, not a number."""
    if math.isnan(loss):
        return say("not a number")
    if math.isinf(loss):
        return say("infinite")
    if 100 <= loss < 1e6:
        return number(loss, ",.0f")
    if 0.1 <= loss < 100:
        return number(loss, ".2f")
    return number(loss, ".2g")


def loss_in_detail(loss: float) -> str:
    """A loss to compare with one nearby: with three decimals, unless it is too large for them."""
    return number(loss, ".3f") if abs(loss) < 100 else loss_in_words(loss)
