"""What the folders say: which of them are splits, and which hold no pictures of a class."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from core.datasets.arrangement.walk import Folder, Walk
from core.datasets.naming import UNLABELLED, plain

_MASK = re.compile(
    r"(.+?)[ _.-](?:masks?|segmentation|seg|gt|groundtruth)(?:[\W_]*\d+)?", re.IGNORECASE
)


@dataclass(frozen=True)
class Folders:
    """The folders of each picture, from outside to inside, without those that say nothing.

    `doubtful` are names of folders with folders inside that may be a split or a class,
    `maybe_classes` those of folders without, which were set aside because of their names. `copies`
    are pairs of an original and a folder that is called a copy of it; both bear the name of the
    original here.
    """

    of: tuple[tuple[Folder, ...], ...]
    doubtful: tuple[str, ...] = ()
    maybe_classes: tuple[str, ...] = ()
    copies: tuple[tuple[str, str], ...] = ()

    def split(self, picture: int) -> str:
        """The split a picture lies in, by the innermost folder that is one, or ""."""
        return self._splits[picture]

    @cached_property
    def _splits(self) -> list[str]:
        return [
            next((folder.split for folder in reversed(path) if folder.split), "")
            for path in self.of
        ]


def survey(paths: Sequence[PurePosixPath], classes: Collection[str] = ()) -> Folders:
    """The folders of the pictures at `paths`, with those marked that are splits.

    A folder is a split by its name and its siblings: `train` beside `test` is one, `train` beside
    `bus` and `car` is a class if none of them has folders inside. The mask of a picture, beside it
    under the same name, counts as if it lay in a folder of masks. `classes` are names of doubtful
    folders that are classes. Raises DatasetError for the folds of a cross-validation.
    """
    walk = Walk([tuple(map(plain, path.parent.parts)) for path in paths], classes)
    walk.down(list(range(len(paths))), 0)
    for picture in _masks(paths):
        walk.marked[picture].append(Folder(paths[picture].name, UNLABELLED))
    return Folders(
        tuple(map(tuple, walk.marked)),
        tuple(dict.fromkeys(walk.doubtful)),
        tuple(dict.fromkeys([*walk.maybe_classes, *walk.read_both_ways()])),
        tuple(dict.fromkeys(walk.copies)),
    )


def _masks(paths: Sequence[PurePosixPath]) -> list[int]:
    """The pictures that are masks of others in the same folder: `a_mask_1.png` of `a.jpg`."""
    stems = {path.with_suffix("") for path in paths}
    found = []
    for picture, path in enumerate(paths):
        match = _MASK.fullmatch(path.stem)
        if match and path.with_name(match[1]) in stems:
            found.append(picture)
    return found
