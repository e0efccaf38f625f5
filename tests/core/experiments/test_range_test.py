"""The learning-rate range test, worked by hand."""

import math

import numpy as np
import pytest

from core.datasets import CARDS
from core.experiments.range_test import (
    BATCHES,
    FEWEST,
    RangeTest,
    Suggestions,
    batch_count,
    rates,
    smoothed,
    smoothing,
)
from core.recipe import Recipe
from core.recipe.model_presets import model_preset

A_POWER_EACH = rates(9)
"""Nine batches, so that each has ten times the rate of the one before."""
FALLS = (2.0, 2.0, 2.0, 2.0, 2.0, 1.0, 0.5, 0.4)
"""Losses that fall from the sixth batch on, whose rate is 0.01."""


def noisy(level: float, deviation: float, seed: int = 0) -> RangeTest:
    """A test whose losses only differ by chance."""
    losses = np.random.default_rng(seed).normal(level, deviation, BATCHES)
    return RangeTest(rates(BATCHES), tuple(losses.tolist()))


def test_each_rate_is_so_many_times_the_one_before():
    assert rates(3) == pytest.approx((1e-7, 1e-3, 10))
    assert rates(9) == pytest.approx((1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 1, 10))
    assert [rates(100)[place] for place in (0, 99)] == pytest.approx([1e-7, 10])


def test_a_smoothed_loss_is_a_mean_of_all_before_with_weights_that_halve():
    # 0.5·4 = 2, by 1 − 0.5; then 0.5·2 + 0.5·2 = 2, by 1 − 0.25; then 0.5·2 + 0.5·9, by 1 − 0.125.
    assert smoothed([4, 2, 9], 0.5) == pytest.approx([4, 2 / 0.75, 5.5 / 0.875])
    assert smoothed([2.3] * 5, 0.9) == pytest.approx([2.3] * 5)


def test_smoothing_reaches_as_far_back_in_rates_however_many_batches_there_are():
    # 8 powers of ten lie between the 9 rates: two times half a one, so e⁻².
    assert smoothing(9) == pytest.approx(math.exp(-2))
    assert smoothing(17) == pytest.approx(math.exp(-1))


def test_the_suggestions_of_a_loss_that_falls():
    """Smoothed by e⁻²: 2 (five times), 1.135, 0.586, 0.425; the last is at the rate 1.

    The slope across two batches is −0.865 at 0.001, −1.414 at 0.01 and −0.710 at 0.1.
    """
    test = RangeTest(A_POWER_EACH, (*FALLS, 1.5))
    assert test.smoothed[5:8] == pytest.approx([1.135, 0.586, 0.425], abs=1e-3)
    assert test.suggestions == Suggestions(steepest=0.01, tenth_of_minimum=0.1)
    assert not test.stopped


def test_it_stops_at_four_times_the_best_smoothed_loss():
    # 0.135·0.425 + 0.865·1.8 = 1.61 is less than four times 0.425; with 2 it is 1.79, which is not.
    assert not RangeTest(A_POWER_EACH, (*FALLS, 1.8)).has_diverged
    assert RangeTest(A_POWER_EACH, (*FALLS, 2.0)).has_diverged
    assert RangeTest(A_POWER_EACH, FALLS).stopped


def test_a_lucky_first_batch_stops_nothing():
    assert not RangeTest(A_POWER_EACH, (0.01, 2.0, 2.0)).has_diverged


def test_how_a_loss_comes_back_after_it_has_diverged_suggests_nothing():
    """From 9 to 2 it falls more steeply than it ever did before."""
    test = RangeTest(rates(17), (*[2.0] * 9, 1.2, 0.7, 9.0, 2.0, 1.0))
    assert test.suggestions == Suggestions(steepest=0.0032, tenth_of_minimum=0.001)


@pytest.mark.parametrize(
    "losses",
    [(), (2.3,), (2.3,) * 9, (2.3, 2.3, 2.3, 2.4, 3, 4, 8), (2.3, 2.3, 2.3, 2.3, 2.25, 2.2)],
    ids=["no number", "one batch", "flat", "rises", "falls by less than a twentieth"],
)
def test_a_loss_that_does_not_fall_suggests_nothing(losses):
    assert RangeTest(A_POWER_EACH, losses).suggestions is None


def test_what_batches_differ_by_is_no_fall():
    """As of batches of one picture: by chance some smoothed losses are much below the mean."""
    tests = [noisy(2.3, 1.0, seed) for seed in range(20)]
    assert min(test.smoothed.min() for test in tests) < 0.75 * 2.3
    assert [test.suggestions for test in tests] == [None] * 20


def test_a_fall_in_that_noise_is_seen():
    quiet, still = np.ones(70), np.full(30, 0.1)
    losses = noisy(2.3, 0.3).losses * np.concatenate([quiet, still])
    suggested = RangeTest(rates(BATCHES), tuple(losses.tolist())).suggestions
    assert suggested is not None
    # The fall is at the batch of the rate 0.045.
    assert 0.02 < suggested.steepest < 0.1


def test_the_loss_at_a_rate_lies_between_its_neighbours():
    test = RangeTest(A_POWER_EACH, FALLS)
    middle = (test.smoothed[4] + test.smoothed[5]) / 2
    assert test.loss_at(10**-2.5) == pytest.approx(middle)
    assert test.loss_at(1) == pytest.approx(test.smoothed[7])
    assert test.loss_at(5) is test.loss_at(1e-8) is None
    assert RangeTest(A_POWER_EACH, ()).loss_at(0.01) is None


def test_a_large_network_gets_fewer_batches_and_one_that_is_too_large_none():
    card = CARDS["cifar10"]
    large = Recipe(model=model_preset("vgg-like", card.num_classes))
    counts = [
        batch_count(large.with_settings("training", batch_size=size), card)
        for size in (1, 256, 512, 4096)
    ]
    assert counts[0] == BATCHES
    assert FEWEST <= counts[2] < counts[1] < BATCHES
    assert counts[3] is None
    assert batch_count(Recipe(), CARDS["digits"]) == BATCHES
