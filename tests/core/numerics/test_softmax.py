"""Softmax step by step, worked by hand and against Keras."""

import keras
import numpy as np
import pytest

from core.layers.arithmetic import Shared
from core.numerics.softmax import softmax


def test_softmax_written_out():
    steps = softmax(np.array([1.0, 3.0, 2.0]))
    assert steps.largest == 3
    np.testing.assert_allclose(steps.differences, [-2, 0, -1])
    # e⁻² = 0.1353, e⁰ = 1, e⁻¹ = 0.3679; together 1.5032
    np.testing.assert_allclose(steps.exponentials, [0.1353, 1, 0.3679], atol=5e-5)
    assert steps.total == pytest.approx(1.5032, abs=5e-5)
    np.testing.assert_allclose(steps.shares, [0.0900, 0.6652, 0.2447], atol=5e-5)
    assert Shared(steps, 1).result == pytest.approx(0.6652, abs=5e-5)


def test_temperature_divides_the_scores_and_keeps_their_order():
    scores = np.array([1.0, 3.0, 2.0, 800.0])
    np.testing.assert_allclose(
        softmax(scores, 4.0).shares, np.asarray(keras.ops.softmax(scores / 4.0)), rtol=1e-6
    )
    hot = softmax(scores, 1e6).shares
    np.testing.assert_allclose(hot, 0.25, atol=1e-3)
    assert list(np.argsort(hot)) == [0, 2, 1, 3]
