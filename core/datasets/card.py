"""What is known about a dataset before a single picture of it is read."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True)
class PublishedFile:
    """A file as its publisher offers it.

    `size` is in bytes. `url` is a complete address; without one the file lies under its own name
    at each of the card's mirrors.
    """

    name: str
    size: int | None = None
    sha256: str | None = None
    md5: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Digests:
    """Checksums of a dataset's content, whatever file it came in.

    `train_images`, `train_labels`, `test_images` and `test_labels` are the SHA-256 of the arrays'
    bytes in C order, pictures `(n, height, width, channels)` and labels both as uint8.
    `test_rows_md5` is the MD5 of the test set written as rows of one label byte and the colour
    planes, the form of CIFAR-10's binary version. `train_set` and `test_set` do not depend on
    order: the SHA-256 of the sorted SHA-256s of every picture's label byte and pixels.
    None is a checksum nobody published.
    """

    train_images: str | None = None
    train_labels: str | None = None
    test_images: str | None = None
    test_labels: str | None = None
    test_rows_md5: str | None = None
    train_set: str | None = None
    test_set: str | None = None


@dataclass(frozen=True)
class Baseline:
    """Who reaches which share of right answers (0 to 1) on the test set, and who says so."""

    who: str
    accuracy: float
    source: str


@dataclass(frozen=True)
class DatasetCard:
    """The facts about one dataset.

    `shape` is `(height, width, channels)` of a picture, `classes` the names in label order,
    `train_counts` and `test_counts` how many pictures each class has, in the same order, and
    `max_value` the largest value a pixel can take. `mirrors` are base addresses tried in order,
    each holding all of `files`; each of `alternatives` is one file that holds the whole dataset in
    another layout. `own` marks a dataset a visitor brought. `note` says what a stored copy is not:
    for instance that its pictures are JPEG copies of the published ones.
    """

    name: str
    title: str
    classes: tuple[str, ...]
    shape: tuple[int, int, int]
    train_counts: tuple[int, ...]
    test_counts: tuple[int, ...]
    task: str
    max_value: int = 255
    source: str = ""
    source_url: str = ""
    licence: str = ""
    files: tuple[PublishedFile, ...] = ()
    mirrors: tuple[str, ...] = ()
    alternatives: tuple[PublishedFile, ...] = ()
    digests: Digests = Digests()
    baselines: tuple[Baseline, ...] = ()
    remarks: tuple[str, ...] = ()
    class_synonyms: tuple[tuple[str, str], ...] = ()
    own: bool = False
    note: str = ""

    @property
    def num_classes(self) -> int:
        return len(self.classes)

    @property
    def train_count(self) -> int:
        return sum(self.train_counts)

    @property
    def test_count(self) -> int:
        return sum(self.test_counts)

    @cached_property
    def download_size(self) -> int | None:
        """Bytes to fetch, or None where the publisher does not say."""
        known = [file.size for file in self.files if file.size is not None]
        return sum(known) if known and len(known) == len(self.files) else None


@dataclass(frozen=True)
class Dataset:
    """Pictures, labels and the card that describes them.

    `x_train` and `x_test` are uint8 `(n, height, width, channels)`; `y_train` and `y_test` are
    int64 `(n,)` with values `0 … num_classes - 1`. All four are read-only, and those read from
    disk are memory-mapped: nothing is scaled, copied or one-hot encoded.
    """

    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    card: DatasetCard
