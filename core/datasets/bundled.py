"""The digits that come with scikit-learn: real data with no download at all."""

from functools import cache

import numpy as np

from core.datasets.card import Dataset
from core.datasets.cards import BUNDLED


@cache
def digits() -> Dataset:
    """1,797 digits of 8×8 pixels with values 0 to 16, split 1,437 to 360, stratified and fixed."""
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    bunch = load_digits()
    images = bunch.images.astype(np.uint8)[..., np.newaxis]
    labels = bunch.target.astype(np.int64)
    x_train, x_test, y_train, y_test = train_test_split(
        images, labels, test_size=BUNDLED.test_count, stratify=labels, random_state=0
    )
    for array in (x_train, y_train, x_test, y_test):
        array.flags.writeable = False  # one copy serves every visitor
    return Dataset(x_train, y_train, x_test, y_test, BUNDLED)
