"""Small tasks that show where a network's answers end: from its answers to met or not.

Nobody but the person knows what the picture shows, so a challenge asks for an answer of the
network, and the person judges whether the picture is still what it should be.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from core.datasets import DatasetCard
from core.numerics.cross_entropy import are_probabilities

UNSURE = 0.5
CERTAIN = 0.99
TORN = 0.4

PAIRS = {
    "digits": ("7", "1"),
    "mnist": ("7", "1"),
    "fashion-mnist": ("Shirt", "T-shirt/top"),
    "cifar10": ("cat", "dog"),
    "fer2013": ("neutral", "happy"),
}
"""A class, and the one it shall be taken for."""

TORN_BETWEEN = {
    "digits": ("3", "8"),
    "mnist": ("4", "9"),
    "fashion-mnist": ("Pullover", "Coat"),
    "cifar10": ("automobile", "truck"),
    "fer2013": ("sad", "neutral"),
}


class Challenge(NamedTuple):
    """One task. `kind` is how it is judged, `labels` the classes it is about, in its order."""

    kind: str
    task: str
    moral: str
    labels: tuple[int, ...] = ()


class Outcome(NamedTuple):
    """How far an answer meets a challenge."""

    met: bool
    sentence: str


def challenges(card: DatasetCard, drawn: bool) -> tuple[Challenge, ...]:
    """The challenges for a dataset; `drawn` where one draws, else pictures are shown."""
    shown, taken = _labels(card, PAIRS)
    verb, noun = ("Draw", "a {}") if drawn else ("Show", "“{}”")
    what, taken_for = noun.format(card.classes[shown]), noun.format(card.classes[taken])
    tasks = [
        Challenge(
            "taken-for",
            f"{verb} {what} that it takes for {taken_for}.",
            f"Would a friend still see {what}? Then you have fooled it.",
            (shown, taken),
        ),
        Challenge(
            "unsure",
            f"Make it unsure: no class above {UNSURE:.0%}.",
            "An unsure network would do well to say “I don't know”. It was never taught to.",
        ),
        Challenge(
            "certain",
            f"Make it {CERTAIN:.0%} sure of something that is no class.",
            "Sure is not right: the probabilities add up to 1 whatever it is shown.",
        ),
    ]
    if card.num_classes > 2:
        one, other = _labels(card, TORN_BETWEEN)
        tasks.append(
            Challenge(
                "torn",
                f"Tear it between {card.classes[one]} and {card.classes[other]}: "
                f"at least {TORN:.0%} for each.",
                "You have found a point on the border between two classes.",
                (one, other),
            )
        )
    return tuple(tasks)


def judge(challenge: Challenge, outputs: np.ndarray, classes: Sequence[str]) -> Outcome:
    """Whether the network's outputs, float `(classes,)`, meet a challenge, and how near they are.

    Outputs that are no probabilities, as of a network without a softmax, meet none.
    """
    if not are_probabilities(outputs):
        return Outcome(False, "The outputs of this network are no probabilities.")
    top, share = int(outputs.argmax()), float(outputs.max())
    says = f"It says {classes[top]} with {share:.0%}."
    if challenge.kind == "unsure":
        return Outcome(share < UNSURE, says)
    if challenge.kind == "certain":
        return Outcome(share >= CERTAIN, says)
    shares = outputs[list(challenge.labels)]
    if challenge.kind == "torn":
        parts = [f"{classes[i]} {outputs[i]:.0%}" for i in challenge.labels]
        return Outcome(bool((shares >= TORN).all()), f"It gives {' and '.join(parts)}.")
    taken = challenge.labels[1]
    return Outcome(top == taken, f"It gives {classes[taken]} {outputs[taken]:.0%}.")


def _labels(card: DatasetCard, pairs: dict[str, tuple[str, str]]) -> tuple[int, int]:
    """The two classes for this dataset; of an unknown one, the first two."""
    if card.name in pairs:
        one, other = map(card.classes.index, pairs[card.name])
        return one, other
    return 0, 1
