"""Rules that look through a run for faults: what is wrong, why, and the recipe that repairs it.

`python -m tests.benchmarks.coach` measures how often they are right.
"""

from collections.abc import Callable
from typing import NamedTuple

from core.coach.data import (
    augmentation_breaks_labels,
    mistake_on_purpose,
    not_shuffled,
    unbalanced_classes,
    validated_on_test_set,
    validated_on_training_set,
)
from core.coach.dead import dead_units
from core.coach.evidence import Diagnosis, Evidence
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
from core.coach.start import no_softmax, unscaled_pixels
from core.datasets import DatasetCard
from core.recipe import Recipe
from core.runs.history import History
from core.runs.probe import ProbeResult

__all__ = ["RULES", "Advice", "Rule", "advise", "urgent_rules"]


class Rule(NamedTuple):
    """One fault that the coach knows.

    `find` looks for it in a run. An `urgent` fault is certain before the run is over, and worth
    stopping it for. A rule that `explains_curve` names a cause of bad curves: the first of these
    that finds something silences those after it, because one cause explains the curves.
    """

    name: str
    find: Callable[[Evidence], Diagnosis | None]
    urgent: bool = False
    explains_curve: bool = False


RULES = (
    Rule("no-softmax", no_softmax, urgent=True, explains_curve=True),
    Rule("unscaled-pixels", unscaled_pixels, urgent=True, explains_curve=True),
    Rule("diverged", diverged, urgent=True, explains_curve=True),
    Rule("mistake-on-purpose", mistake_on_purpose, explains_curve=True),
    Rule("validated-on-training-set", validated_on_training_set),
    Rule("not-shuffled", not_shuffled, explains_curve=True),
    Rule("learning-rate-too-high", learning_rate_too_high, explains_curve=True),
    Rule("learning-rate-too-low", learning_rate_too_low, explains_curve=True),
    Rule("dead-units", dead_units, explains_curve=True),
    Rule("augmentation-breaks-labels", augmentation_breaks_labels),
    Rule("batch-too-large", batch_too_large, explains_curve=True),
    Rule("stuck-at-one-class", stuck_at_one_class, explains_curve=True),
    Rule("overfitting", overfitting, explains_curve=True),
    Rule("still-improving", still_improving, explains_curve=True),
    Rule("underfitting", underfitting, explains_curve=True),
    Rule("validated-on-test-set", validated_on_test_set),
    Rule("unbalanced-classes", unbalanced_classes),
    Rule("dropout-gap", dropout_gap),
)
"""Every rule, the most important first."""


class Advice(NamedTuple):
    """What the coach says about a run.

    `rule` is the name of the rule; the rest is as in `Diagnosis`.
    """

    rule: str
    sentence: str
    cause: str
    repair: Recipe | None
    label: str


def advise(
    history: History,
    card: DatasetCard,
    probe: ProbeResult | None = None,
    majority: tuple[str, float] | None = None,
) -> list[Advice]:
    """What there is to say about a run on this dataset, the most important first.

    `probe` is the newest look inside the network; without one, nothing is said of dead units.
    `majority` is the largest class of the pictures that validate, and its share of them; without
    it, the training set's is taken for it.
    While the run goes on, only urgent rules speak. The list is empty if all is well.
    """
    evidence = Evidence(history, card, probe, majority)
    given: list[Advice] = []
    curve_explained = False
    for rule in RULES:
        if rule.explains_curve and curve_explained:
            continue
        if not (history.has_network or rule.urgent):
            continue
        diagnosis = rule.find(evidence)
        if diagnosis is not None:
            given.append(Advice(rule.name, *diagnosis))
            curve_explained = curve_explained or rule.explains_curve
    return given


def urgent_rules(
    history: History, card: DatasetCard, probe: ProbeResult | None = None
) -> list[str]:
    """The names of the urgent rules that `advise` speaks of, the most important first."""
    urgent = {rule.name for rule in RULES if rule.urgent}
    return [advice.rule for advice in advise(history, card, probe) if advice.rule in urgent]
