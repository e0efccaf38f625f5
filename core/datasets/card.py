"""What is known about a dataset before a single picture of it is read."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np

from core.datasets.reading_code import ReadingCode

Domain = Literal["digit", "letter", "clothing", "object", "face"]
"""What a picture shows; it decides, for instance, which augmentation breaks a label."""


@dataclass(frozen=True)
class PublishedFile:
    """A file as its publisher offers it.

    `size` is in bytes. `url` is a complete address; without one the file lies under its own name
    at each of the card's mirrors. `members` are the names of the files in an archive that belong to
    the dataset; without any, all of them do.
    """

    name: str
    size: int | None = None
    sha256: str | None = None
    md5: str | None = None
    url: str | None = None
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class Digests:
    """Checksums of a dataset's content, whatever file it came in.

    `train_images`, `train_labels`, `test_images` and `test_labels` are the SHA-256 of the arrays'
    bytes in C order, pictures `(n, height, width, channels)` and labels both as uint8.
    `test_rows_md5` is the MD5 of the test set written as rows of one label byte and the colour
    planes, the form of CIFAR-10's binary version. `train_set` and `test_set` do not depend on
    order: the SHA-256 of the sorted SHA-256s of every picture's label byte and pixels.
    None stands for a checksum that was not published.
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


class Cache(NamedTuple):
    """Where a program keeps a dataset that it has downloaded.

    `program` is "keras", "torchvision", "debian", "kagglehub", "sklearn" or "huggingface";
    `patterns` are globs in that program's folder of datasets.
    """

    program: str
    patterns: tuple[str, ...]


class Preset(NamedTuple):
    """A ready recipe for a dataset: its link without the dataset, and what to call it."""

    name: str
    link: str


@dataclass(frozen=True)
class Pen:
    """How handwriting became the pictures of a dataset, so that a drawing can go the same way.

    `way` is how the character lies in the picture: with its centre of mass in the middle ("mass"),
    with its bounding box in the middle ("box"), or as the blocks of a bitmap that it fills
    ("bitmap"). `box` is the longer side of the character as a share of the picture's.
    `usual_stroke` is the stroke width of 5 to 95 % of the characters in pixels of a 20×20 box
    around them, None where it was not measured. `misread` is what to say where a network trained on
    the dataset misreads many drawings. `dark` marks dark ink on a bright ground, `apart` characters
    whose strokes may lie as far apart as two characters do.
    """

    way: Literal["mass", "box", "bitmap"] = "mass"
    box: float = 20 / 28
    usual_stroke: tuple[float, float] | None = None
    misread: str = ""
    dark: bool = False
    apart: bool = False


@dataclass(frozen=True)
class DatasetCard:
    """The facts about one dataset.

    What it is: `classes` are their names in label order, `shape` is `(height, width, channels)` of
    a picture, `max_value` the largest value that a pixel can take, and `train_counts` and
    `test_counts` say how many pictures each class has. `own` marks a dataset that a visitor
    brought, `owner` is who that was, empty if nobody knows, and with `shared` others see it too.
    `note` says what a stored copy is not: for instance that its pictures are JPEG copies
    of the published ones.

    How it is published: `mirrors` are base addresses tried in order, each holding all of `files`;
    each of `alternatives` is one file that holds the whole dataset in another layout. `bundled`
    marks the dataset that needs no download, `caches` say where other programs keep it. `formats`
    are file formats that only this dataset has (`FilePart.format`), and `first_label` is
    the number of the first class in its files. Files with the word `transposed` in their names have
    rows and columns of the pictures exchanged. `class_synonyms` are other names of classes, each
    with the name here.

    What it shows: `domain`; `example` is a class that shows well what augmentation does; a picture
    of the first class of `taken_for` is easily taken for the second, and `torn_between` are two
    that are near to each other. Of `upside_down` and `mirrored`, the first class so turned looks
    like the second. `pen` says how handwriting became its pictures, if one can draw them;
    `on_black` marks pictures cut from photographs on a light ground and put on black.

    What one does with it: `reading` is the code that reads it, `presets` are ready recipes, and
    `first_preset` is the one to begin with.
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
    bundled: bool = False
    caches: tuple[Cache, ...] = ()
    formats: tuple[str, ...] = ()
    first_label: int = 0
    transposed: str = ""
    domain: Domain | None = None
    example: str = ""
    taken_for: tuple[str, str] | None = None
    torn_between: tuple[str, str] | None = None
    upside_down: tuple[str, str] | None = None
    mirrored: tuple[str, str] | None = None
    pen: Pen | None = None
    on_black: bool = False
    reading: ReadingCode | None = None
    presets: tuple[Preset, ...] = ()
    first_preset: str = ""
    own: bool = False
    owner: str = ""
    shared: bool = False
    note: str = ""

    @property
    def num_classes(self) -> int:
        return len(self.classes)

    @property
    def train_count(self) -> int:
        return sum(self.train_counts)

    @property
    def largest_class(self) -> tuple[str, float]:
        """The class with the most training pictures, and its share of them."""
        largest = max(self.train_counts)
        return self.classes[self.train_counts.index(largest)], largest / self.train_count

    @property
    def test_count(self) -> int:
        return sum(self.test_counts)

    @cached_property
    def download_size(self) -> int | None:
        """Bytes to fetch, or None where the publisher does not say."""
        whole = [file for file in self.alternatives if file.url]
        files = self.files if self.mirrors or not whole else whole[:1]
        sizes = [file.size for file in files if file.size is not None]
        return sum(sizes) if files and len(sizes) == len(files) else None


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

    @property
    def nbytes(self) -> int:
        """The bytes of all four arrays."""
        return sum(array.nbytes for array in (self.x_train, self.y_train, self.x_test, self.y_test))
