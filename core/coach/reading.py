"""A run as it is looked through for faults, and what the coach says of one."""

import math
from typing import NamedTuple

from core.datasets import DatasetCard
from core.recipe import Recipe
from core.runs.history import History, Point, untrained_loss
from core.runs.probe import ProbeResult


class Finding(NamedTuple):
    """A fault of a run.

    `sentence` says what is seen, with its numbers, `cause` why, in two sentences or so. `repair`
    is the recipe without the fault, None where no change of the recipe mends it, and `label` what
    to write on its button.
    """

    sentence: str
    cause: str
    repair: Recipe | None = None
    label: str = ""


class Reading:
    """A run's events with the figures that the rules compare; losses in nats a picture."""

    def __init__(self, history: History, card: DatasetCard, look: ProbeResult | None = None):
        self.recipe = history.recipe
        self.card = card
        self.training = history.training
        self.validation = history.validation
        self.moments = history.moments
        self.layers = look.layers if look else ()
        self.started = history.started.event if history.started else None
        self.end = history.end
        self.guessing = untrained_loss(card.num_classes)
        """What a network loses that gives all classes the same probability: ln K."""
        self.shares = [count / card.train_count for count in card.train_counts]
        """The share of the training pictures that each class has."""
        self.idle = -sum(share * math.log(share) for share in self.shares if share)
        """What a network loses that looks at no picture and knows the shares: their entropy."""

    @property
    def first_loss(self) -> float | None:
        """The untrained network's loss on the validation pictures, once it is known."""
        return next((point.loss for point in self.validation if point.epoch == 0), None)

    @property
    def largest(self) -> tuple[str, float]:
        """The class with the most training pictures, and its share."""
        share = max(self.shares)
        return self.card.classes[self.shares.index(share)], share

    @property
    def learned(self) -> tuple[Point, Point] | None:
        """The last epoch's figures in training and in validation; None before the first epoch."""
        if not self.training or not self.validation:
            return None
        return self.training[-1], self.validation[-1]

    def skill(self, accuracy: float) -> float:
        """An accuracy on a scale from 0, always saying the largest class, to 1, always right."""
        _, share = self.largest
        return (accuracy - share) / max(1 - share, 1 / self.card.train_count)


def plain(loss: float) -> str:
    """A loss as one would write it by hand: 7.4e+27, 165,219, 2.36, 0.016, not a number."""
    if not math.isfinite(loss):
        return "not a number" if math.isnan(loss) else "infinite"
    if 100 <= loss < 1e6:
        return f"{loss:,.0f}"
    return f"{loss:.2f}" if 0.1 <= loss < 100 else f"{loss:.2g}"
