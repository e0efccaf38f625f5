"""Softmax, step by step."""

from typing import NamedTuple

import numpy as np


class Softmax(NamedTuple):
    """From scores (logits) to shares that add up to 1; each array float64 `(classes,)`.

    The scores are first divided by `temperature` (G. Hinton, O. Vinyals and J. Dean, Distilling
    the knowledge in a neural network, 2015, equation 1). Then the largest is subtracted: the
    shares stay the same, and no exponential is too large for a float.
    """

    scores: np.ndarray
    temperature: float
    divided: np.ndarray
    largest: float
    differences: np.ndarray
    exponentials: np.ndarray
    total: float
    shares: np.ndarray


def softmax(scores: np.ndarray, temperature: float = 1.0) -> Softmax:
    """The softmax of scores `(classes,)` at a temperature above 0."""
    scores = np.asarray(scores, np.float64)
    divided = scores / temperature
    largest = float(divided.max())
    differences = divided - largest
    exponentials = np.exp(differences)
    total = float(exponentials.sum())
    shares = exponentials / total
    return Softmax(scores, temperature, divided, largest, differences, exponentials, total, shares)
