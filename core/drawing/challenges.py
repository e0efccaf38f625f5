"""Small tasks that show where a network's answers end, and whether an answer meets one.

Nobody but the person knows what the picture shows, so a challenge asks for an answer of the
network, and the person judges whether the picture is still what it should be.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from core.datasets import DatasetCard
from core.language import message, say
from core.numerics.cross_entropy import are_probabilities

UNSURE = 0.5
CERTAIN = 0.99
TORN = 0.4

DRAW_A = message("Draw a {what} that it takes for a {taken_for}.")
SEE_A = message("Would a friend still see a {what}? Then you have fooled it.")
DRAW = message("Draw “{what}” that it takes for “{taken_for}”.")
SHOW = message("Show “{what}” that it takes for “{taken_for}”.")
SEE = message("Would a friend still see “{what}”? Then you have fooled it.")


class Challenge(NamedTuple):
    """One task. `kind` is how it is judged, `labels` the classes it is about, in its order."""

    kind: str
    task: str
    moral: str
    labels: tuple[int, ...] = ()


class ChallengeOutcome(NamedTuple):
    """How far an answer meets a challenge."""

    met: bool
    sentence: str


def challenges(card: DatasetCard, drawn: bool) -> tuple[Challenge, ...]:
    """The challenges for a dataset; `drawn` where one draws, else pictures are shown."""
    tasks = [
        _taken_for(card, drawn),
        Challenge(
            "unsure",
            say("Make it unsure: no class above {share:.0%}.", share=UNSURE),
            say("An unsure network would do well to say “I don't know”. It was never taught to."),
        ),
        Challenge(
            "certain",
            say("Make it {share:.0%} sure of something that is no class.", share=CERTAIN),
            say("Sure is not right: the probabilities add up to 1 whatever it is shown."),
        ),
    ]
    if card.num_classes > 2:
        one, other = _labels(card, card.torn_between)
        tasks.append(
            Challenge(
                "torn",
                say(
                    "Tear it between {one} and {other}: at least {share:.0%} for each.",
                    one=card.classes[one],
                    other=card.classes[other],
                    share=TORN,
                ),
                say("You have found a point on the border between two classes."),
                (one, other),
            )
        )
    return tuple(tasks)


def judge(challenge: Challenge, outputs: np.ndarray, classes: Sequence[str]) -> ChallengeOutcome:
    """Whether the network's outputs, float `(classes,)`, meet a challenge, and how near they are.

    Outputs that are no probabilities, as of a network without a softmax, meet none.
    """
    if not are_probabilities(outputs):
        return ChallengeOutcome(False, say("The outputs of this network are no probabilities."))
    top, share = int(outputs.argmax()), float(outputs.max())
    says = say("It says {name} with {share:.0%}.", name=classes[top], share=share)
    if challenge.kind == "unsure":
        return ChallengeOutcome(share < UNSURE, says)
    if challenge.kind == "certain":
        return ChallengeOutcome(share >= CERTAIN, says)
    names = [classes[label] for label in challenge.labels]
    shares = outputs[list(challenge.labels)]
    if challenge.kind == "torn":
        gives = say(
            "It gives {one} {share:.0%} and {other} {other_share:.0%}.",
            one=names[0],
            share=float(shares[0]),
            other=names[1],
            other_share=float(shares[1]),
        )
        return ChallengeOutcome(bool((shares >= TORN).all()), gives)
    gives = say("It gives {name} {share:.0%}.", name=names[1], share=float(shares[1]))
    return ChallengeOutcome(top == challenge.labels[1], gives)


def _taken_for(card: DatasetCard, drawn: bool) -> Challenge:
    shown, taken = _labels(card, card.taken_for)
    what, taken_for = card.classes[shown], card.classes[taken]
    if drawn and card.domain == "digit":
        task, moral = DRAW_A, SEE_A
    else:
        task, moral = DRAW if drawn else SHOW, SEE
    return Challenge(
        "taken-for",
        say(task, what=what, taken_for=taken_for),
        say(moral, what=what),
        (shown, taken),
    )


def _labels(card: DatasetCard, pair: tuple[str, str] | None) -> tuple[int, int]:
    """The labels of two classes; of a dataset whose card names none, the first two."""
    if pair is None or card.own:
        return 0, 1
    one, other = map(card.classes.index, pair)
    return one, other
