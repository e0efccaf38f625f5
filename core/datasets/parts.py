"""What a reader gives: pictures and labels of one file, of whatever dataset."""

from dataclasses import dataclass

import numpy as np

from core.datasets.arrangement import Reading
from core.datasets.choices import ColourOrder


@dataclass(frozen=True)
class FilePart:
    """Some pictures, some labels, or both.

    `images` is `(n, height, width, channels)`, uint8 or numbers of another type, of which
    `core.datasets.levels` makes uint8; `labels` is int64 `(n,)`. `split` is "train",
    "test", "validation" or "" where the file does not say; parts of one split are joined in the
    order of `rank`. `classes` names the labels, where the file does; `format` names the file's
    format where only one dataset has it: the card with this format names the labels. `layout` and
    `where` say in a message what the file is and which. `from_files` marks pictures that were one
    file each: in an order of their own, and perhaps with pixels that JPEG has changed. `notes` say
    what the reader had to change. `one_class` is the class that the name of the file suggests for
    pictures that nothing else labels. `colour_order` is set where nothing in the file says how its
    rows hold colours: the order in which they were read. `maybe_header` says that the first label
    may be the name of a column. `readings` are the columns that may be the label, where several
    may, and `reading` is the key of the one taken. `ids` float64 `(n,)` are the numbers that a
    table gives its rows: pictures and labels in two tables belong together by them.
    """

    layout: str
    where: str
    images: np.ndarray | None = None
    labels: np.ndarray | None = None
    split: str = ""
    rank: int = 0
    classes: tuple[str, ...] = ()
    format: str = ""
    from_files: bool = False
    notes: tuple[str, ...] = ()
    one_class: str = ""
    colour_order: ColourOrder | None = None
    maybe_header: bool = False
    readings: tuple[Reading, ...] = ()
    reading: str = ""
    ids: np.ndarray | None = None

    @property
    def pair(self) -> tuple[np.ndarray, np.ndarray]:
        """Pictures and labels of a part that has both."""
        assert self.images is not None and self.labels is not None
        return self.images, self.labels

    @property
    def sides(self) -> tuple[int, ...]:
        """Height and width of the pictures."""
        assert self.images is not None
        return self.images.shape[1:3]

    @property
    def nbytes(self) -> int:
        """How much memory the pictures take."""
        return 0 if self.images is None else self.images.nbytes

    @property
    def count(self) -> int:
        """How many pictures or labels there are; 0 for class names alone."""
        array = self.labels if self.images is None else self.images
        return 0 if array is None else len(array)


@dataclass(frozen=True)
class Contents:
    """All parts that were read, and how their classes were read.

    `readings` are the ways to do that, `reading` is the key of the one taken; both are empty where
    pictures in arrays leave no choice.
    """

    parts: list[FilePart]
    readings: tuple[Reading, ...] = ()
    reading: str = ""
