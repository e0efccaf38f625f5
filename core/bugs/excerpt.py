"""What of a program is shown at first: that which a student decides, line by line."""

import re
from collections.abc import Collection

from core.datasets import DatasetCard

_SAID_ELSEWHERE = re.compile(r"#|class_names = .*\]$|model\.summary|keras\.utils\.set_random_seed")
"""Comments, and single lines in which nothing is decided."""
_NAMES_BEGIN, _NAMES_END = "class_names = [", "]"
_END_OF_OWN = '    x_test, y_test = file["x_test"], file["y_test"]'
"""The last line that reads the file of a dataset of one's own."""


def excerpt(code: str, card: DatasetCard, choices: Collection[int]) -> list[int]:
    """The lines of a program, from 0, without imports, reading the files, comments and summary.

    Of empty lines in a row one is left, and none at the ends. The `choices` are shown in any case:
    where something is left out by mistake, a comment may be all that stands there.
    """
    lines = code.splitlines()
    shown: list[int] = []
    in_names = False
    for place in range(_begin(lines, card), len(lines)):
        line = lines[place]
        if in_names or line == _NAMES_BEGIN:
            in_names = line != _NAMES_END
        elif place in choices or is_decided(line) or (not line and shown and lines[shown[-1]]):
            shown.append(place)
    while shown and not lines[shown[-1]]:
        shown.pop()
    return shown


def is_decided(line: str) -> bool:
    """Whether something is decided in a line: it is neither empty nor a comment, for instance."""
    return bool(line.strip()) and not _SAID_ELSEWHERE.match(line.strip())


def _begin(lines: list[str], card: DatasetCard) -> int:
    """The line after those that import and read."""
    if card.reading is not None and not card.own:
        end = card.reading.script.rstrip().splitlines()[-1]
    else:
        end = _END_OF_OWN
    return lines.index(end) + 1 if end in lines else 0
