"""The values of a probe, without a network."""

import numpy as np
import pytest

from core.runs.probe import Units, WeightStep


def test_units_of_numbers_that_are_none():
    units = Units.of(np.array([np.nan, np.inf, 1.0, -0.5]).reshape(1, 2, 2, 1))
    np.testing.assert_allclose(units.weights.ravel(), [0, 0, 1, -0.5], atol=0.01)


@pytest.mark.parametrize(
    ("before", "after", "plain"),
    [
        (0.5, 0.4, True),  # 0.5 - 0.1 x 1
        (0.5, 0.31, False),  # momentum made it longer
        (0.5, 0.3999, True),
        (0.5, 0.39, False),
    ],
)
def test_a_step_is_plain_if_it_is_the_gradients_alone(before, after, plain):
    step = WeightStep(
        layer="dense", place=(0,), before=before, gradient=1, learning_rate=0.1, after=after
    )
    assert step.is_plain is plain


def test_a_small_step_that_momentum_made_longer_is_not_plain():
    small = {"layer": "dense", "place": (0,), "before": 0.5, "learning_rate": 0.1}
    assert WeightStep(**small, gradient=4e-5, after=0.5 - 4e-6).is_plain
    assert not WeightStep(**small, gradient=4e-5, after=0.5 - 4e-5).is_plain
