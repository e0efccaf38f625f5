"""Whether the best of several recipes is better than the second by more than the luck of seeds.

Each recipe was trained under some seeds. How far these lie apart, the *band of luck*, is much the
same for all the recipes, so it is estimated from all of them together: a t-test with pooled
variance, as in an analysis of variance. So two seeds each can tell something, where a permutation
test of two against two cannot: the rarest of its six ways to share them out is one in three. Where
the seeds of the best two lie more than twice as far apart as those of all, their own band counts.
`tests/benchmarks/verdict.py` measures how often it is right.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from core.language import message, plural, say

MORE_THAN_LUCK = 0.02
"""Below this probability a difference counts as more than luck.

Not 5 %: of 200 pairs without a difference, 5 % would be called so on the average, and in every
second such series more.
"""
MOST_UNEQUAL = 2.0
"""How much larger the deviation of the best two may be than that of all: a rule of thumb of the
analysis of variance."""
POWER = 0.8
"""How surely the seeds that are asked for are to tell a difference as large as the one seen."""
MOST_SEEDS = 30

MEAN = plural("{mean:.1%}, one seed", "{mean:.1%}, mean of {count} seeds ({low:.1%} to {high:.1%})")
BETTER = message(
    "“{best}” is better than “{second}”: {best_mean} against {second_mean}. Two recipes that are "
    "equally good lie so far apart in at most {p:.2%} of cases: more than luck."
)
LUCK = message(
    "“{best}” is ahead of “{second}”, but it may be luck: {best_mean} against {second_mean}. Two "
    "recipes that are equally good lie so far apart in {p:.0%} of cases. {more}"
)
TIE = message("“{best}” and “{second}” are equally good: {best_mean} and {second_mean}.")
NO_BAND = message(
    "“{best}” is ahead of “{second}”: {best_mean} against {second_mean}. How far seeds alone would "
    "part them is not known: that takes at least two seeds of one of them."
)
MORE_SEEDS = plural(
    "One seed more of each would probably tell.",
    "About {count} seeds more of each would probably tell.",
)
TOO_MANY_SEEDS = message(
    "Even {most} seeds of each would hardly tell: a difference so small does not matter."
)


class Band(NamedTuple):
    """The results of a recipe under several seeds, accuracies from 0 to 1."""

    mean: float
    low: float
    high: float
    seeds: int

    @classmethod
    def of(cls, results: Sequence[float]) -> "Band":
        """The band of one result or more."""
        return cls(sum(results) / len(results), min(results), max(results), len(results))

    @property
    def in_words(self) -> str:
        """The mean, of how many seeds, and from which to which."""
        return say(MEAN, mean=self.mean, count=self.seeds, low=self.low, high=self.high)


class Verdict(NamedTuple):
    """The best and the second of several recipes, by their places.

    `p_value` is how probable a difference at least as large is between recipes that are equally
    good, None where every recipe has one seed. `seeds_more` of both would probably tell, None if
    even `MOST_SEEDS` would not.
    """

    best: int
    second: int
    best_band: Band
    second_band: Band
    p_value: float | None
    seeds_more: int | None

    @property
    def more_than_luck(self) -> bool:
        """Whether the best is better than the second by more than seeds explain."""
        return self.p_value is not None and self.p_value < MORE_THAN_LUCK

    def in_words(self, names: Sequence[str]) -> str:
        """The verdict in a sentence or two; `names` are what all the recipes are called."""
        values = {
            "best": names[self.best],
            "second": names[self.second],
            "best_mean": self.best_band.in_words,
            "second_mean": self.second_band.in_words,
        }
        if self.p_value is None:
            return say(NO_BAND, **values)
        if self.best_band.mean == self.second_band.mean:
            return say(TIE, **values)
        if self.p_value < MORE_THAN_LUCK:
            return say(BETTER, p=rounded_up(self.p_value), **values)
        if self.seeds_more is None:
            more = say(TOO_MANY_SEEDS, most=MOST_SEEDS)
        else:
            more = say(MORE_SEEDS, count=self.seeds_more)
        return say(LUCK, p=self.p_value, more=more, **values)


def judge(results: Sequence[Sequence[float]]) -> Verdict:
    """The verdict on two recipes or more, each with the accuracies of one seed or more.

    `scipy.stats` takes seconds to import: to be computed by a worker.
    """
    bands = [Band.of(of_one) for of_one in results]
    best, second = sorted(range(len(bands)), key=lambda place: -bands[place].mean)[:2]
    pair = [results[best], results[second]]
    gap = bands[best].mean - bands[second].mean
    spread, own = _spread(results), _spread(pair)
    if own.deviation > MOST_UNEQUAL * spread.deviation:
        spread = own
    p_value = _p_value(gap, spread, len(pair[0]), len(pair[1]))
    more = None if p_value is None else _seeds_more(gap, spread.deviation, min(map(len, pair)))
    return Verdict(best, second, bands[best], bands[second], p_value, more)


def rounded_up(p_value: float) -> float:
    """A probability as it is said with two digits of a percentage: never as none at all."""
    return max(math.ceil(p_value * 10_000), 1) / 10_000


class _Spread(NamedTuple):
    """The standard deviation of seeds within the recipes, and its degrees of freedom."""

    deviation: float
    freedom: int


def _spread(results: Sequence[Sequence[float]]) -> _Spread:
    # Seeds that are all alike, as of a network that does not learn, say nothing of the others.
    told = [of_one for of_one in results if len(set(of_one)) > 1] or results
    freedom = sum(len(of_one) - 1 for of_one in told)
    if not freedom:
        return _Spread(0.0, 0)
    squares = sum((result - Band.of(of_one).mean) ** 2 for of_one in told for result in of_one)
    return _Spread(math.sqrt(squares / freedom), freedom)


def _p_value(gap: float, spread: _Spread, first: int, second: int) -> float | None:
    """Student's, two-sided, of a gap between means of so many seeds."""
    from scipy.stats import t

    if not spread.freedom:
        return None
    error = spread.deviation * math.sqrt(1 / first + 1 / second)
    if not error:
        return 1.0 if not gap else 0.0
    return float(2 * t.sf(gap / error, spread.freedom))


def _seeds_more(gap: float, deviation: float, least: int) -> int | None:
    """How many more seeds of both would show the gap with `POWER`, of which `least` are there."""
    from scipy.stats import t

    for count in range(max(least, 1) + 1, MOST_SEEDS + 1):
        freedom = 2 * (count - 1)
        wanted = t.isf(MORE_THAN_LUCK / 2, freedom) + t.isf(1 - POWER, freedom)
        if gap >= wanted * deviation * math.sqrt(2 / count):
            return count - least
    return None
