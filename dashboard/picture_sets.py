"""Labelled pictures to measure a network on, and what they are called."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.datasets import Dataset
from core.preparation import split
from core.recipe import Data

VALIDATES_ON = {"split": "validation", "test": "test", "train": "training"}
"""What the pictures are called on which a run validates, by its `data.validate_on`."""


@dataclass(frozen=True)
class PictureSet:
    """Pictures with their labels, int64 `(n,)`.

    They stand at `indices`, int64 `(n,)`, of `images`, uint8 `(…, height, width, channels)`;
    `source` says where those come from: "train" or "test". `name` is what the pictures are called.
    """

    name: str
    source: str
    images: np.ndarray
    indices: np.ndarray
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)

    def pixels(self, places: int | slice | np.ndarray) -> np.ndarray:
        """One picture uint8 `(height, width, channels)`, or several `(places, …)`."""
        return self.images[self.indices[places]]


def validating_set(data: Data, dataset: Dataset) -> PictureSet:
    """The pictures on which a run validates."""
    chosen = split(data, dataset.y_train, len(dataset.y_test))
    images, labels = chosen.validating_set(dataset)
    return PictureSet(
        name=VALIDATES_ON[data.validate_on],
        source=chosen.validation_set,
        images=images,
        indices=chosen.validation,
        labels=labels[chosen.validation],
    )


def test_set(_data: Data, dataset: Dataset) -> PictureSet:
    """All test pictures."""
    return PictureSet(
        name="test",
        source="test",
        images=dataset.x_test,
        indices=np.arange(len(dataset.y_test)),
        labels=dataset.y_test,
    )


SETS: dict[str, Callable[[Data, Dataset], PictureSet]] = {
    "validation": validating_set,
    "test": test_set,
}
"""What a network can be measured on."""
