"""Tables that name pictures, and the pictures that go by such a name."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from core.datasets import vocabulary
from core.datasets.naming import UNLABELLED, folded, plain, split_in, words

_SUBMISSIONS = frozenset(vocabulary.SUBMISSIONS.split())
SAMPLE = 200

Row = tuple[str, ...]
"""A row of a table as text."""


@dataclass(frozen=True)
class LabelTable:
    """All rows of a table as text, the first one perhaps column names."""

    where: str
    path: PurePosixPath
    rows: Sequence[Row]

    @property
    def is_submission(self) -> bool:
        """Whether its name says that it is a form to hand in, or what a network predicted."""
        if split_in(self.path.stem).split == UNLABELLED:
            return True
        return bool(_SUBMISSIONS & set(words(self.path.stem)))


class PictureNames:
    """Finds pictures by what tables write: a path, the end of one, a file name, or its stem."""

    def __init__(self, paths: Sequence[PurePosixPath]):
        self.paths = paths
        self._by_name: dict[str, list[int]] = defaultdict(list)
        self._by_stem: dict[str, list[int]] = defaultdict(list)
        self._by_number: dict[int, list[int]] = defaultdict(list)
        for number, path in enumerate(paths):
            self._by_name[name_key(path.name)].append(number)
            self._by_stem[name_key(path.stem)].append(number)
            if path.stem.isdecimal():
                self._by_number[int(path.stem)].append(number)

    def find(self, cell: str) -> list[int]:
        """The pictures whose paths end most like `cell`, in either kind of slashes."""
        parts = [part for part in re.split(r"[\\/]+", cell) if part not in ("", ".")]
        if not parts:
            return []
        name = parts[-1]
        number = folded(name)  # spreadsheets write 7 and 7.0 for 0007.png
        found = (
            self._by_name.get(name_key(name))
            or self._by_stem.get(name_key(name))
            or self._by_stem.get(name_key(re.sub(r"\.[A-Za-z]\w*$", "", name)))  # a.jpg for a.png
            or self._by_number.get(int(number) if number.isdecimal() else -1, [])
        )
        if len(found) < 2 or len(parts) < 2:
            return list(found)
        folders = [name_key(part) for part in reversed(parts[:-1])]
        return best_by(found, lambda number: shared_start(folders, self._folders(number)))

    def listed_by(self, table: LabelTable) -> bool:
        """Whether a column of the table names pictures, a different one in each of its rows."""
        rows = table.rows[1 : SAMPLE + 1] or table.rows
        for column in range(len(rows[0])):
            named = [row[column] for row in rows if self.find(row[column])]
            if 2 * len(named) >= len(rows) and len(set(named)) == len(named):
                return True
        return False

    def _folders(self, number: int) -> list[str]:
        return [name_key(part) for part in reversed(self.paths[number].parent.parts)]


def name_key(name: str) -> str:
    """The form in which names are compared."""
    return plain(name).casefold()


def shared_start(one: Sequence[str], other: Sequence[str]) -> int:
    """How many first elements two sequences share."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def best_by(pictures: Sequence[int], score: Callable[[int], float]) -> list[int]:
    """The pictures with the highest score."""
    scores = {picture: score(picture) for picture in pictures}
    highest = max(scores.values())
    return [picture for picture, value in scores.items() if value == highest]
