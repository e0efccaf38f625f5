"""Labelled pictures to measure a network on, and what they are called."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.datasets import Dataset, DatasetCard
from core.drawing.own_test_set import OwnTestSet
from core.language import message
from core.preparation.split import split
from core.recipe import Data
from dashboard.lab import services, visitor

VALIDATES_ON = {
    "split": message("validation"),
    "test": message("test"),
    "train": message("training"),
}
"""What the pictures are called on which a run validates, by its `data.validate_on`."""


@dataclass(frozen=True)
class PictureSet:
    """Pictures with their labels, int64 `(n,)`.

    They stand at `indices`, int64 `(n,)`, of `images`, uint8 `(…, height, width, channels)`;
    `source` says where those come from: "train", "test" or "own". `name`, a word that `say`
    translates, is what the pictures are called; `which` is their name in the address of the Explain
    page, None for one's own pictures, which that page does not show.
    """

    name: str
    which: str | None
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
        which="validation",
        source=chosen.validation_set,
        images=images,
        indices=chosen.validation,
        labels=labels[chosen.validation],
    )


def test_set(_data: Data, dataset: Dataset) -> PictureSet:
    """All test pictures."""
    return PictureSet(
        name=message("test"),
        which="test",
        source="test",
        images=dataset.x_test,
        indices=np.arange(len(dataset.y_test)),
        labels=dataset.y_test,
    )


def own_test_set(card: DatasetCard) -> OwnTestSet:
    """Where this visitor's own pictures for a dataset are kept."""
    return OwnTestSet(services.library().folder.parent, visitor.token(), card)


def own_set(_data: Data, dataset: Dataset) -> PictureSet:
    """The pictures that this visitor kept on the Draw page; OwnTestSetError if unreadable."""
    kept = own_test_set(dataset.card).load()
    return PictureSet(
        name=message("own"),
        which=None,
        source="own",
        images=kept.images,
        indices=np.arange(len(kept.labels)),
        labels=kept.labels,
    )


SETS: dict[str, Callable[[Data, Dataset], PictureSet]] = {
    "validation": validating_set,
    "test": test_set,
    "own": own_set,
}
"""What a network can be measured on."""
