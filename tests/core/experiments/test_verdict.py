"""The verdict: what two equal recipes can do by luck is luck, and what they cannot is more."""

import numpy as np
import pytest
from scipy import stats

from core.experiments.verdict import judge

LUCKY = [0.951, 0.953, 0.949, 0.952, 0.950]


def test_of_two_recipes_it_is_students_test():
    other = [0.954, 0.951, 0.956, 0.952, 0.953]
    found = judge([LUCKY, other])
    assert (found.best, found.second) == (1, 0)
    assert found.p_value == pytest.approx(stats.ttest_ind(LUCKY, other).pvalue)


def test_the_band_comes_from_all_recipes():
    worse = [[0.90, 0.901], [0.80, 0.799], [0.70, 0.701]]
    two_each = judge([LUCKY[:2], [0.975, 0.973]])
    with_others = judge([LUCKY[:2], [0.975, 0.973], *worse])
    assert with_others.p_value < two_each.p_value
    assert not two_each.more_than_luck or with_others.more_than_luck
    # Two equal recipes among others whose seeds hardly matter are still judged by their own.
    wide = judge([[0.95, 0.93], [0.92, 0.90], [0.5, 0.5], [0.4, 0.4], [0.3, 0.3]])
    assert not wide.more_than_luck


def test_luck_is_said_with_its_numbers_and_what_would_tell():
    found = judge([LUCKY, [result + 0.002 for result in LUCKY]])
    words = found.in_words(["128 units", "256 units"])
    assert words.startswith(
        "“256 units” is ahead of “128 units”, but it may be luck: 95.3%, mean of 5 seeds "
        "(95.1% to 95.5%) against 95.1%, mean of 5 seeds (94.9% to 95.3%)."
    )
    assert f"About {found.seeds_more} seeds more of each would probably tell." in words


def test_the_seeds_that_are_asked_for_would_tell():
    rng = np.random.default_rng(0)
    gap, deviation = 0.003, 0.002
    scores = stats.zscore(rng.normal(size=4), ddof=1) * deviation
    found = judge([scores, scores + gap])
    assert not found.more_than_luck
    count = 4 + found.seeds_more
    told = [
        judge([rng.normal(0, deviation, count), rng.normal(gap, deviation, count)]).more_than_luck
        for _ in range(200)
    ]
    assert np.mean(told) > 0.7


def test_more_than_luck_is_said():
    found = judge([LUCKY, [result - 0.03 for result in LUCKY]])
    assert found.more_than_luck
    assert "more than luck" in found.in_words(["scaled", "raw"])


@pytest.mark.parametrize(
    "results, words",
    [
        ([[0.9], [0.8]], "That takes at least two seeds".lower()),
        ([[0.9, 0.9], [0.9, 0.9]], "equally good"),
        ([[0.9, 0.91], [0.8999, 0.9099]], "hardly tell"),
    ],
)
def test_what_cannot_be_told(results, words):
    found = judge(results)
    assert not found.more_than_luck
    assert words in found.in_words(["a", "b"])


def test_one_seed_is_judged_by_the_band_of_the_others():
    found = judge([[0.99], LUCKY])
    assert found.more_than_luck
    assert found.in_words(["a", "b"]).startswith("“a” is better than “b”: 99.0%, one seed against")
