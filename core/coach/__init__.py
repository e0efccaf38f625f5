"""Rules that read a run: what is wrong, why, and the change of the recipe that mends it.

Measured by `python -m tests.benchmarks.coach`.
"""

from collections.abc import Callable
from typing import NamedTuple

from core.coach.data import (
    augmentation_breaks_labels,
    not_shuffled,
    unbalanced_classes,
    validated_on_test_set,
    validated_on_training_set,
)
from core.coach.dead import dead_units
from core.coach.fit import (
    batch_too_large,
    dropout_gap,
    overfitting,
    still_improving,
    underfitting,
)
from core.coach.rate import (
    diverged,
    learning_rate_too_high,
    learning_rate_too_low,
    stuck_at_one_class,
)
from core.coach.reading import Finding, Reading
from core.coach.start import no_softmax, unscaled_pixels
from core.datasets import DatasetCard
from core.recipe import Recipe
from core.runs.history import History
from core.runs.probe import ProbeResult

__all__ = ["RULES", "Advice", "advise"]

RULES: dict[str, Callable[[Reading], Finding | None]] = {
    "no-softmax": no_softmax,
    "unscaled-pixels": unscaled_pixels,
    "diverged": diverged,
    "validated-on-training-set": validated_on_training_set,
    "not-shuffled": not_shuffled,
    "learning-rate-too-high": learning_rate_too_high,
    "learning-rate-too-low": learning_rate_too_low,
    "dead-units": dead_units,
    "augmentation-breaks-labels": augmentation_breaks_labels,
    "batch-too-large": batch_too_large,
    "stuck-at-one-class": stuck_at_one_class,
    "overfitting": overfitting,
    "still-improving": still_improving,
    "underfitting": underfitting,
    "validated-on-test-set": validated_on_test_set,
    "unbalanced-classes": unbalanced_classes,
    "dropout-gap": dropout_gap,
}
"""Every rule by its name, the most important first."""

_URGENT = ("no-softmax", "unscaled-pixels", "diverged")
"""What is certain before the run is over, and worth stopping it for."""

_LEARNING = (
    *_URGENT,
    "not-shuffled",
    "learning-rate-too-high",
    "learning-rate-too-low",
    "dead-units",
    "batch-too-large",
    "stuck-at-one-class",
    "overfitting",
    "still-improving",
    "underfitting",
)
"""Causes of bad curves. The first that is found explains the curves, so the others keep silent."""


class Advice(NamedTuple):
    """What the coach says about a run.

    `rule` is the name of the rule, `sentence` what is seen, with its numbers, and `cause` why.
    `repair` is the recipe with one thing mended and the same seeds, so that it begins from the
    same weights; None where nothing is to be mended. `label` is for its button.
    """

    rule: str
    sentence: str
    cause: str
    repair: Recipe | None
    label: str


def advise(history: History, card: DatasetCard, look: ProbeResult | None = None) -> list[Advice]:
    """What there is to say about a run on this dataset, the most important first.

    `look` is the last look inside it; without one, nothing is said of dead units. While it runs,
    only what is worth stopping it for; nothing if all is well.
    """
    reading = Reading(history, card, look)
    given: list[Advice] = []
    explained = False
    for name, rule in RULES.items():
        if (explained and name in _LEARNING) or not (history.has_network or name in _URGENT):
            continue
        finding = rule(reading)
        if finding is not None:
            given.append(Advice(name, *finding))
            explained = explained or name in _LEARNING
    return given
