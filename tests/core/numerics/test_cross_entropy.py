"""The loss of one picture: worked by hand, and Keras's own answer on the same output."""

import math

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.numerics.cross_entropy import (
    EPSILON,
    are_probabilities,
    categorical_crossentropy,
    log_probabilities,
    sparse_categorical_crossentropy,
    terms,
    with_confidence,
)
from core.numerics.encoding import one_hot

OUTPUT = np.array([0.02, 0.01, 0.05, 0.87, 0.05])


def test_worked_by_hand():
    # −ln 0.87 = 0.1393 (from a table of logarithms: ln 87 = 4.46591, ln 100 = 4.60517)
    assert categorical_crossentropy(one_hot(3, 5), OUTPUT) == pytest.approx(0.13926, abs=1e-5)
    assert sparse_categorical_crossentropy(3, OUTPUT) == pytest.approx(0.13926, abs=1e-5)
    assert terms(one_hot(3, 5), OUTPUT).tolist() == pytest.approx([0, 0, 0, -0.13926, 0], abs=1e-5)


@pytest.mark.parametrize("classes", [2, 7, 10])
def test_an_even_answer_costs_ln_k(classes):
    even = np.full(classes, 1 / classes)
    assert sparse_categorical_crossentropy(0, even) == pytest.approx(math.log(classes))


probabilities = st.lists(st.floats(0, 1), min_size=2, max_size=10).filter(lambda p: sum(p) > 0.1)


@given(probabilities, st.data())
def test_equals_keras(numbers, data):
    output = np.array(numbers) / sum(numbers)
    label = data.draw(st.integers(0, len(output) - 1))
    row = one_hot(label, len(output))
    batch = output[np.newaxis].astype(np.float32)
    categorical = keras.losses.categorical_crossentropy(row[np.newaxis], batch)
    sparse = keras.losses.sparse_categorical_crossentropy(np.array([label]), batch)
    assert categorical_crossentropy(row, output) == pytest.approx(float(categorical[0]), abs=1e-5)
    assert sparse_categorical_crossentropy(label, output) == pytest.approx(
        float(sparse[0]), abs=1e-5
    )


def test_no_loss_is_infinite_for_the_same_reason_as_in_keras():
    assert keras.config.epsilon() == EPSILON
    sure = np.array([1.0, 0.0])
    assert sparse_categorical_crossentropy(1, sure) == pytest.approx(16.118, abs=1e-3)
    assert np.isfinite(log_probabilities(sure)).all()
    # Nor is any loss 0: Keras clips on both sides. In float32 1 − 10⁻⁷ is rounded.
    keras_own = float(
        keras.losses.sparse_categorical_crossentropy(np.array([0]), np.float32([sure]))[0]
    )
    assert 0 < sparse_categorical_crossentropy(0, sure) == pytest.approx(keras_own, rel=0.2)


@pytest.mark.parametrize("share", [0.001, 0.25, 0.999])
def test_the_others_keep_their_proportions(share):
    changed = with_confidence(OUTPUT, 3, share)
    assert changed.sum() == pytest.approx(1)
    assert changed[3] == share
    assert changed[2] / changed[1] == pytest.approx(5)
    assert OUTPUT[3] == 0.87


def test_where_the_others_have_nothing_they_share_evenly():
    changed = with_confidence(np.array([0.0, 1.0, 0.0]), 1, 0.5)
    assert changed.tolist() == [0.25, 0.5, 0.25]


@pytest.mark.parametrize(
    ("output", "answer"),
    [
        ([0.5, 0.5], True),
        (np.full(1000, np.float32(0.001)), True),
        ([1.5, -0.5], False),
        ([0.0, 1.0], True),
        ([0.5, 0.4], False),
        ([0.5, 0.51], False),
        ([math.nan, 1], False),
        ([math.inf, 0], False),
    ],
)
def test_are_probabilities(output, answer):
    assert are_probabilities(output) is answer
