"""The cross-entropy of one picture, both ways that Keras spells it.

K classes, an output `(K,)` of probabilities p, a label y or its one-hot row t:
categorical −Σ tᵢ ln pᵢ, sparse −ln p_y. Source: keras.io/api/losses/probabilistic_losses.
"""

import numpy as np

EPSILON = 1e-7
"""Keras keeps each probability this far from 0 and 1, so that no loss is infinite
(`keras.config.epsilon()`); the largest loss is −ln(EPSILON) = 16.1."""

_SUM_TOLERANCE = 1e-3


def log_probabilities(output: np.ndarray) -> np.ndarray:
    """ln p of each class, float64 `(K,)`, of probabilities clipped as Keras does."""
    return np.log(np.clip(np.asarray(output, np.float64), EPSILON, 1 - EPSILON))


def terms(target: np.ndarray, output: np.ndarray) -> np.ndarray:
    """tᵢ ln pᵢ of each class, float64 `(K,)`: a one-hot row leaves one of them."""
    return np.asarray(target, np.float64) * log_probabilities(output)


def categorical_crossentropy(target: np.ndarray, output: np.ndarray) -> float:
    """The loss of a one-hot row `(K,)`: multiply, add up, change the sign."""
    return abs(float(terms(target, output).sum()))  # the sum is never above 0; no −0


def sparse_categorical_crossentropy(label: int, output: np.ndarray) -> float:
    """The loss of a whole number: look up the one probability that counts."""
    return -float(log_probabilities(output)[label])


def are_probabilities(output: np.ndarray) -> bool:
    """Whether outputs `(..., K)` are what softmax gives: none below 0, the sum of each row 1."""
    output = np.asarray(output, np.float64)
    return bool((output >= 0).all() and (abs(output.sum(axis=-1) - 1) < _SUM_TOLERANCE).all())


def with_confidence(output: np.ndarray, label: int, share: float) -> np.ndarray:
    """The output `(K,)` as if it gave `share` (0 to 1) to the label.

    The other classes divide the rest in the proportions that they have, or evenly if they have
    nothing.
    """
    others = np.array(output, np.float64)
    others[label] = 0
    if others.sum() == 0:
        others[:] = 1
        others[label] = 0
    changed = others / others.sum() * (1 - share)
    changed[label] = share
    return changed
