"""The name of a picture file without its suffix, and without what says nothing of the class."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from core.datasets.naming import UNLABELLED, plain, split_in
from core.datasets.sources.member import PICTURE_SUFFIXES

_SUFFIXES = PICTURE_SUFFIXES | {".npy"}
"""An array of NumPy may be a picture too."""
_DATE = re.compile(r"[-_. ]*(?<!\d)(19|20)\d\d[-_. ]?(0\d|1[0-2])[-_. ]?[0-3]\d(?!\d)[-_. ]*")

_ADDED = tuple(
    (re.compile(tells), re.compile(removed))
    for tells, removed in (
        (r"_(?:jpe?g|png|bmp|webp)\.rf\.[0-9a-f]{8,}$",) * 2,
        (r"^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}[-_]",) * 2,
        (r"^(?=\d*[a-f])(?=[a-f]*\d)[0-9a-f]{8,32}[-_]", r"^[0-9a-f]{8,32}[-_]"),
    )
)
"""What programs such as Roboflow and Label Studio add to the name of each picture: by what it is
known in most of them, and what is taken away from all."""


def stem_of(path: PurePosixPath) -> str:
    """The name without its suffix; `subject01.happy` has none."""
    return plain(path.stem if path.suffix.lower() in _SUFFIXES else path.name)


def without_added(stems: dict[int, str]) -> dict[int, str]:
    """The names by picture, without what a program has added to most of them."""
    for tells, removed in _ADDED:
        if 2 * sum(bool(tells.search(stem)) for stem in stems.values()) >= len(stems):
            stems = {picture: removed.sub("", stem) for picture, stem in stems.items()}
    return stems


def without_split(stem: str) -> str:
    """`train_cat_1` and `cat_train_1` → `cat_1`, `A_test` → `A`."""
    kept = [word for word in re.split(r"([_\W]+)", stem) if not split_in(word).split]
    return re.sub(r"[_\W]+$|^[_\W]+", "", "".join(kept))


def has_date(stem: str) -> bool:
    """Whether a day stands in the name: `IMG_20240105_1`."""
    return bool(_DATE.search(stem))


def without_date(stem: str) -> str:
    return _DATE.sub("_", stem)


def splits(paths: Sequence[PurePosixPath]) -> Mapping[int, str]:
    """The split of each picture, where the names of the files tell it: `train_001.png`.

    Beside its word there stands something that stands beside that of another split too, or nothing:
    `steam train` and `test tube` tell of none.
    """
    told: dict[int, str] = {}
    splits_of: dict[str, set[str]] = defaultdict(set)
    for picture, path in enumerate(paths):
        split, rest = split_in(path.stem)
        if split not in ("", UNLABELLED):
            told[picture] = split
            splits_of[rest.casefold()].add(split)
    is_shared = any(len(found) > 1 for found in splits_of.values())
    return told if is_shared and len(told) == len(paths) else {}
