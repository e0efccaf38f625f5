"""The class of pictures without a folder for it, where their names say one that is known.

`test/A_test.jpg` beside `train/A/` is an A, and `val/great_dane_7.jpg` beside `train/great dane/` a
great dane.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from core.datasets.arrangement.folders import Folders
from core.datasets.arrangement.walk import FEW
from core.datasets.naming import UNLABELLED, WORD, folded, plain, says_nothing, split_in
from core.language import plural, say

MOST_WORDS = 12

NAMED = plural(
    "The class of {count:,} picture in {folder} was read from its name.",
    "The classes of {count:,} pictures in {folder} were read from their names.",
)


def classes_in_names(
    paths: Sequence[PurePosixPath], folders: Folders, labels: Mapping[int, str]
) -> tuple[dict[int, str], list[str]]:
    """The class of each picture that lies in a split, is not in `labels`, and bears the name of one
    of their classes; and notes.

    At least a fifth of the pictures in a folder must. A number is none, it may be a counter.
    """
    known = {folded(name): name for name in labels.values() if not folded(name).isdecimal()}
    without: dict[PurePosixPath, list[int]] = defaultdict(list)
    for picture, path in enumerate(paths):
        if picture not in labels and folders.split(picture) not in ("", UNLABELLED):
            without[path.parent].append(picture)
    found: dict[int, str] = {}
    notes = []
    for folder, pictures in without.items():
        named = {
            picture: known[key]
            for picture in pictures
            if (key := _class_in(plain(paths[picture].stem), known))
        }
        if FEW * len(named) >= len(pictures) and named:
            found |= named
            notes.append(say(NAMED, count=len(named), folder=folder))
    return found, notes


def _class_in(stem: str, known: Mapping[str, str]) -> str:
    """The key of the only class whose name the stem holds, besides numbers and words such as
    "test"; "" if there is none.
    """
    for text in (stem, re.sub(r"(?<=[^\W\d_])(?=\d)", " ", stem)):  # cat12
        fields = WORD.findall(text)[:MOST_WORDS]
        for length in range(len(fields), 0, -1):
            keys = {
                key
                for first in range(len(fields) - length + 1)
                if (key := folded(" ".join(fields[first : first + length]))) in known
                and all(map(_is_other, fields[:first] + fields[first + length :]))
            }
            if keys:
                return keys.pop() if len(keys) == 1 else ""
    return ""


def _is_other(word: str) -> bool:
    return says_nothing(word) or bool(split_in(word).split)
