"""Whether two networks read the same pictures equally well: McNemar's exact test.

Q. McNemar, Psychometrika 12, 1947. Only the pictures count that one of them reads right and the
other wrong: were they equally good, each would be as likely to be the better one.
"""

from typing import NamedTuple

import numpy as np

from core.experiments.verdict import rounded_up
from core.language import message, plural, say

MORE_THAN_CHANCE = 0.05

BETTER = message(
    "Of {count:,} pictures, “{first}” alone reads {first_alone:,} right, “{second}” alone "
    "{second_alone:,}. Were the two networks equally good, so uneven a split would be seen in "
    "at most {p:.2%} of cases (McNemar's exact test): on pictures like these, “{better}” is the "
    "better network. Whether its recipe is, other seeds tell."
)
EQUAL = message(
    "Of {count:,} pictures, “{first}” alone reads {first_alone:,} right, “{second}” alone "
    "{second_alone:,}. Were the two networks equally good, so uneven a split would be seen in "
    "{p:.0%} of cases (McNemar's exact test): these pictures do not tell which is better."
)
NO_DISAGREEMENT = plural(
    "There is one picture, and both networks read it equally well.",
    "Of {count:,} pictures, both networks read the same ones right.",
)


class Disagreement(NamedTuple):
    """The pictures, int64 `(n,)` by their places, that one of two networks alone reads right.

    `pictures` are all of them. `p_value` is how probable a split at least as uneven is, were
    the networks equally good.
    """

    pictures: int
    first_alone: np.ndarray
    second_alone: np.ndarray
    p_value: float

    def in_words(self, first: str, second: str) -> str:
        """What follows from it; the arguments are what the two networks are called."""
        alone = len(self.first_alone), len(self.second_alone)
        if not sum(alone):
            return say(NO_DISAGREEMENT, count=self.pictures)
        is_told = self.p_value < MORE_THAN_CHANCE
        return say(
            BETTER if is_told else EQUAL,
            count=self.pictures,
            first=first,
            second=second,
            first_alone=alone[0],
            second_alone=alone[1],
            p=rounded_up(self.p_value) if is_told else self.p_value,
            better=first if alone[0] > alone[1] else second,
        )


def disagreement(labels: np.ndarray, first: np.ndarray, second: np.ndarray) -> Disagreement:
    """Where two networks disagree; labels and what each of them reads are int64 `(n,)`.

    `scipy.stats` takes seconds to import: to be computed by a worker.
    """
    from scipy.stats import binomtest

    first_alone = np.flatnonzero((first == labels) & (second != labels))
    second_alone = np.flatnonzero((second == labels) & (first != labels))
    disagreed = len(first_alone) + len(second_alone)
    p_value = float(binomtest(len(first_alone), disagreed).pvalue) if disagreed else 1.0
    return Disagreement(len(labels), first_alone, second_alone, p_value)
