"""Pictures that should not be in a dataset: blank ones, and the same one twice."""

from collections import defaultdict
from typing import NamedTuple

import numpy as np

from core.datasets.copies import digests


class Oddities(NamedTuple):
    """What is odd about a dataset. A picture is an index into the training set.

    `blank` have one value in all pixels. `copies` are groups of identical pictures (two or more
    in each), `contradictions` those of them that bear different labels. `leaked` are pairs
    (training index, test index) of identical pictures, one pair for each such test picture.
    """

    blank: list[int]
    copies: list[list[int]]
    contradictions: list[list[int]]
    leaked: list[tuple[int, int]]


def find_oddities(
    train_images: np.ndarray, train_labels: np.ndarray, test_images: np.ndarray
) -> Oddities:
    """Look through all pictures `uint8 (n, height, width, channels)`, byte for byte."""
    flat = train_images.reshape(len(train_images), -1)
    blank = np.flatnonzero(flat.min(axis=1) == flat.max(axis=1)).tolist()
    same: dict[bytes, list[int]] = defaultdict(list)
    for index, digest in enumerate(digests(train_images)):
        same[digest].append(index)
    copies = [group for group in same.values() if len(group) > 1]
    contradictions = [group for group in copies if len(set(train_labels[group])) > 1]
    leaked = [
        (same[digest][0], index)
        for index, digest in enumerate(digests(test_images))
        if digest in same
    ]
    return Oddities(blank, copies, contradictions, leaked)
