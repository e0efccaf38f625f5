"""Softmax, step by step."""

from typing import NamedTuple

import numpy as np


class Softmax(NamedTuple):
    """From scores (logits) to shares that add up to 1; each array float64 `(classes,)`.

    The largest score is subtracted first: the shares stay the same, and no exponential is too
    large for a float. `temperature` divides the scores before all else (G. Hinton, O. Vinyals and
    J. Dean, Distilling the knowledge in a neural network, 2015, equation 1).
    """

    scores: np.ndarray
    temperature: float
    largest: float
    differences: np.ndarray
    exponentials: np.ndarray
    total: float
    shares: np.ndarray


def softmax(scores: np.ndarray, temperature: float = 1.0) -> Softmax:
    """The softmax of scores `(classes,)` at a temperature above 0."""
    divided = np.asarray(scores, np.float64) / temperature
    largest = float(divided.max())
    differences = divided - largest
    exponentials = np.exp(differences)
    total = float(exponentials.sum())
    return Softmax(
        divided * temperature,
        temperature,
        largest,
        differences,
        exponentials,
        total,
        exponentials / total,
    )
