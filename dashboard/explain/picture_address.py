"""A picture of a dataset as it stands in an address: `test:12`, `validation:5`, `train:7`."""

from typing import Literal, NamedTuple, get_args

import numpy as np

from core.datasets import Dataset
from core.language import say
from core.preparation.split import Split
from dashboard.explain import texts

Which = Literal["train", "validation", "test"]


class PictureAddress(NamedTuple):
    """Picture `number`, from 0, of the run's training or validation pictures or of the test set."""

    which: Which
    number: int

    def __str__(self) -> str:
        return f"{self.which}:{self.number}"

    @property
    def words(self) -> str:
        """The picture in words: `validation picture 5`."""
        return say(texts.PICTURE_NAMES[self.which], number=self.number)


class RunPictures(NamedTuple):
    """The pictures of a run's dataset, and which of them train and validate.

    `sealed` while nobody has opened the run's test set.
    """

    dataset: Dataset
    split: Split
    sealed: bool

    def count(self, which: Which) -> int:
        """How many pictures a set has."""
        return len(self._places(which)[2])

    def shows(self, address: PictureAddress) -> bool:
        """Whether there is such a picture that may be looked at."""
        sealed = address.which == "test" and self.sealed
        return not sealed and address.number < self.count(address.which)

    def picture(self, address: PictureAddress) -> tuple[np.ndarray, int]:
        """A picture uint8 `(h, w, c)` and its label; IndexError if there is none."""
        images, labels, places = self._places(address.which)
        place = places[address.number]
        return np.asarray(images[place]), int(labels[place])

    def address(self, text: str) -> PictureAddress:
        """An address from its text; ValueError, with a sentence, for one that is none."""
        name, _, number = text.partition(":")
        which: Which | None = next((one for one in get_args(Which) if one == name), None)
        if which is None or not (number.isascii() and number.isdigit()):
            raise ValueError(say(texts.NO_ADDRESS, text=text[:40]))
        if which == "test" and self.sealed:
            raise ValueError(say(texts.SEALED, text=text[:40]))
        count = self.count(which)
        if len(number) > 9 or int(number) >= count:
            raise ValueError(say(texts.NO_SUCH_PICTURE[which], text=text[:40], count=count))
        return PictureAddress(which, int(number))

    def _places(self, which: Which) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        dataset = self.dataset
        if which == "test":
            return dataset.x_test, dataset.y_test, np.arange(len(dataset.y_test))
        if which == "train":
            return dataset.x_train, dataset.y_train, self.split.train
        return *self.split.validating_set(dataset), self.split.validation
