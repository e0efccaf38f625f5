"""A visitor's own labelled pictures, kept as a test set for a dataset.

One file for each visitor and dataset, `own/<owner>/<dataset>.npz` in the home folder, with
`images` uint8 `(n, height, width, channels)`, just as a network receives them before scaling, and
`labels` int64 `(n,)`. It is written under a temporary name and renamed: all of it or nothing.
"""

import csv
import io
import re
import threading
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image

from core.atomic_write import atomic_write
from core.datasets import DatasetCard
from core.disk import require_room
from core.language import message, say

MOST = 500
"""Pictures that one visitor may keep for one dataset."""
MOST_BYTES_OF_ONE = 200 * 2**20
"""Of all own test sets of one visitor together."""
MOST_BYTES_OF_ALL = 10 * 2**30
"""Of those of all visitors."""

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
_one_at_a_time = threading.Lock()
"""Two tabs of one visitor add to the same file."""

DAMAGED = message(
    "Your own test set in {file} cannot be read: the file is damaged, or the dataset has changed "
    "since. Move that file away to begin a new one."
)
FULL = message("Your own test set is full: it holds {most} pictures. Remove some first.")
NO_ROOM = message(
    "Your own test sets take all the {megabytes:,.0f} MB that you have for them. Remove pictures "
    "from one of them first."
)
NO_ROOM_IN_ALL = message(
    "The own test sets of all visitors take all the {gigabytes:g} GB that this lab has for them. "
    "Remove pictures of yours first, or ask whoever runs the lab."
)
CHANGED = message(
    "Nothing was removed: the set has changed since this list was made. Choose again."
)


class OwnTestSetError(ValueError):
    """What cannot be kept or read; the message is a sentence."""


class Labelled(NamedTuple):
    """Pictures uint8 `(n, height, width, channels)` and their labels int64 `(n,)`."""

    images: np.ndarray
    labels: np.ndarray


class OwnTestSet:
    """The pictures that `owner` has kept for the dataset that `card` describes.

    `home` is the lab's folder. Raises ValueError for an owner or dataset whose name the lab
    would not give, because it becomes a part of a path.
    """

    def __init__(self, home: Path, owner: str, card: DatasetCard):
        for name in (owner, card.name):
            if not _NAME.fullmatch(name):
                raise ValueError(say("“{name}” cannot name an own test set.", name=name))
        self.card = card
        self.file = home / "own" / owner / f"{card.name}.npz"

    def load(self) -> Labelled:
        """All pictures, in the order in which they were added; OwnTestSetError if unreadable."""
        if not self.file.is_file():
            return Labelled(np.empty((0, *self.card.shape), np.uint8), np.empty(0, np.int64))
        try:
            with np.load(self.file, allow_pickle=False) as arrays:
                kept = Labelled(arrays["images"], arrays["labels"])
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise OwnTestSetError(say(DAMAGED, file=self.file)) from error
        if not self._fits(kept):
            raise OwnTestSetError(say(DAMAGED, file=self.file))
        return kept

    def version(self) -> int:
        """A number that changes with the set; 0 while it is empty."""
        return self.file.stat().st_mtime_ns if self.file.is_file() else 0

    def add(self, image: np.ndarray, label: int) -> None:
        """Keep one more picture, uint8 of the card's shape.

        OwnTestSetError if the set is full or cannot be read, or if there is no more room for own
        test sets; ValueError for what is no picture or label of this dataset.
        """
        one = Labelled(image[np.newaxis], np.array([label], np.int64))
        if not self._fits(one):
            raise ValueError(
                say("This is no picture of {title} with its label.", title=self.card.title)
            )
        with _one_at_a_time:
            kept = self.load()
            if len(kept.labels) >= MOST:
                raise OwnTestSetError(say(FULL, most=MOST))
            self._refuse_beyond_quota(image.nbytes)
            require_room(self.file.parent)
            self._write(Labelled(*map(np.concatenate, zip(kept, one, strict=True))))

    def remove(self, places: list[int], version: int) -> None:
        """Remove the pictures at these places of a version of the set; the others move up.

        OwnTestSetError if the set is another by now: other pictures may stand at these places.
        """
        with _one_at_a_time:
            if version != self.version():
                raise OwnTestSetError(say(CHANGED))
            self._write(Labelled(*(np.delete(array, places, axis=0) for array in self.load())))

    def export(self) -> bytes:
        """All of it as a zip: a PNG for each picture, in a folder for each class, and `labels.csv`.

        Pixels are stretched from `0 … max_value` to 0 … 255, so that a person can see them.
        """
        kept, buffer = self.load(), io.BytesIO()
        table = io.StringIO(newline="")
        rows = csv.writer(table)
        rows.writerow(["file", "label"])
        with zipfile.ZipFile(buffer, "w") as archive:
            for number, (image, label) in enumerate(zip(*kept, strict=True), start=1):
                name = self.card.classes[label]
                folder = re.sub(r"[^\w -]", "-", name)
                path = f"{folder}/{number:04}.png"
                archive.writestr(path, self._png(image))
                rows.writerow([path, name])
            archive.writestr("labels.csv", table.getvalue())
        return buffer.getvalue()

    def _fits(self, kept: Labelled) -> bool:
        images, labels = kept
        return (
            images.dtype == np.uint8
            and images.shape[1:] == self.card.shape
            and images.max(initial=0) <= self.card.max_value
            and labels.dtype == np.int64
            and labels.shape == images.shape[:1]
            and labels.min(initial=0) >= 0
            and labels.max(initial=0) < self.card.num_classes
        )

    def _refuse_beyond_quota(self, nbytes: int) -> None:
        mine = self.file.parent
        if _bytes_of(mine.glob("*.npz")) + nbytes > MOST_BYTES_OF_ONE:
            raise OwnTestSetError(say(NO_ROOM, megabytes=MOST_BYTES_OF_ONE / 2**20))
        if _bytes_of(mine.parent.glob("*/*.npz")) + nbytes > MOST_BYTES_OF_ALL:
            raise OwnTestSetError(say(NO_ROOM_IN_ALL, gigabytes=MOST_BYTES_OF_ALL / 2**30))

    def _write(self, kept: Labelled) -> None:
        with atomic_write(self.file) as file:
            np.savez_compressed(file, images=kept.images, labels=kept.labels)

    def _png(self, image: np.ndarray) -> bytes:
        levels = np.round(image * (255 / self.card.max_value)).astype(np.uint8)
        buffer = io.BytesIO()
        Image.fromarray(levels[..., 0] if levels.shape[-1] == 1 else levels).save(buffer, "PNG")
        return buffer.getvalue()


def delete_test_sets(home: Path, dataset: str) -> None:
    """Delete what visitors have kept for a dataset that is gone: nobody can reach it any more."""
    for file in (home / "own").glob(f"*/{dataset}.npz"):
        file.unlink(missing_ok=True)


def _bytes_of(files: Iterable[Path]) -> int:
    return sum(file.stat().st_size for file in files)
