"""Whether a network's outputs meet a challenge."""

import dataclasses

import numpy as np
import pytest

from core.datasets import CARDS
from core.drawing.challenges import challenges, judge

MNIST = CARDS["mnist"]


def outputs(**shares):
    """Ten probabilities, `d7=0.9` for the digit 7; what is left is shared by the others."""
    given = {int(name[1:]): share for name, share in shares.items()}
    rest = (1 - sum(given.values())) / (10 - len(given))
    return np.array([given.get(digit, rest) for digit in range(10)], np.float32)


def outcome(kind, answer):
    [challenge] = [one for one in challenges(MNIST, True) if one.kind == kind]
    return judge(challenge, answer, MNIST.classes)


@pytest.mark.parametrize(
    ("kind", "answer", "met", "words"),
    [
        ("taken-for", outputs(d1=0.6, d7=0.3), True, "It gives 1 60%."),
        ("taken-for", outputs(d1=0.3, d7=0.6), False, "It gives 1 30%."),
        ("unsure", outputs(d3=0.49), True, "It says 3 with 49%."),
        ("unsure", outputs(d3=0.5), False, "It says 3 with 50%."),
        ("certain", outputs(d8=0.995), True, "It says 8 with 100%."),
        ("certain", outputs(d8=0.98), False, "It says 8 with 98%."),
        ("torn", outputs(d4=0.45, d9=0.42), True, "It gives 4 45% and 9 42%."),
        ("torn", outputs(d4=0.65, d9=0.3), False, "It gives 4 65% and 9 30%."),
    ],
)
def test_met_or_not(kind, answer, met, words):
    assert outcome(kind, answer) == (met, words)


@pytest.mark.parametrize("kind", ["taken-for", "unsure", "certain", "torn"])
@pytest.mark.parametrize(
    "answer",
    [
        np.full(10, np.nan),
        np.arange(10) * 1.0,
        np.zeros(10),
        np.full(10, -1.0),
        np.array([0, 9.5, *[-1.0] * 7, -1.5]),
    ],
    ids=["nan", "logits", "zeros", "negative", "logits that add up to 1"],
)
def test_what_are_no_probabilities_meet_nothing(kind, answer):
    assert outcome(kind, answer) == (False, "The outputs of this network are no probabilities.")


@pytest.mark.parametrize("card", CARDS.values(), ids=lambda card: card.name)
def test_every_dataset_has_challenges_about_classes_of_its_own(card):
    for name in (*card.taken_for, *card.torn_between):
        assert name in card.classes
    tasks = challenges(card, drawn=False)
    assert [task.kind for task in tasks] == ["taken-for", "unsure", "certain", "torn"]
    assert all(label < card.num_classes for task in tasks for label in task.labels)


def test_the_task_names_what_is_asked_for():
    drawn, shown = challenges(MNIST, True)[0], challenges(CARDS["fer2013"], False)[0]
    assert drawn.task == "Draw a 7 that it takes for a 1."
    letter = challenges(CARDS["emnist-letters"], True)[0]
    assert letter.task == "Draw “I” that it takes for “L”."
    assert shown.task == "Show “neutral” that it takes for “happy”."


def test_a_dataset_of_ones_own_has_them_too():
    own = dataclasses.replace(MNIST, name="cats-and-dogs", classes=("cat", "dog"), own=True)
    tasks = challenges(own, drawn=False)
    assert tasks[0].labels == (0, 1)
    assert "torn" not in {task.kind for task in tasks}  # two classes: unsure already says it
