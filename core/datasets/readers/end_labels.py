"""The label at one end of a row of pixels, where nothing but the numbers tells which end it is.

A row with one number more than a picture has its label in front, as most tables have, or behind.
The values tell: a pixel at the edge is much like the pixel beside it, or the same in all pictures.
Where both ends may be labels by that, somebody has to say.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from core.datasets.arrangement.readings import Reading
from core.datasets.readers.array_names import MAX_CLASSES
from core.datasets.readers.arrays import is_one_hot
from core.datasets.readers.flat_rows import is_flat_picture
from core.datasets.readers.label_choice import Chosen, choose
from core.datasets.readers.sheet import WIDE, number_in
from core.language import message, say

FIRST, LAST = "label-first", "label-last"
"""Keys of the readings."""
SOURCES = {
    FIRST: message("the first number of each row of {where}"),
    LAST: message("the last number of each row of {where}"),
}
MOSTLY = 0.9
"""A column that equals the pixel beside it in so large a share of the rows is a pixel, and so is
one that has the same value in so many of them."""
CLOSER = 0.5
"""And so is one that is closer to the pixel beside it than to that of other rows by this factor."""
FEW_GAPS = 10
"""Labels leave out at most so many of the numbers between the smallest and the largest, or as many
as there are classes; the brightness of a corner leaves out more."""


class End(NamedTuple):
    """The outermost number of each row, as text or as a number, and the pixel beside it."""

    cells: Sequence[str] | np.ndarray
    beside: np.ndarray


def end_with_label(first: End, last: End, where: str, wanted: str | None) -> Chosen | None:
    """Which end is the label: FIRST or LAST is its key. None if neither can be.

    Raises Undecided where both can, and neither is `wanted`.
    """
    ends = {FIRST: first, LAST: last}
    worded = [key for key, end in ends.items() if _are_words(end.cells)]
    numbers = {key: _numbers(end.cells) for key, end in ends.items()}
    possible = [key for key in ends if may_be_labels(numbers[key])]
    for test in (_is_unlike_a_pixel, _has_few_gaps, _varies):
        possible = [key for key in possible if test(numbers[key], ends[key].beside)] or possible
    possible = worded or possible
    readings = [
        Reading(key, say(SOURCES[key], where=where), dict(enumerate(_texts(ends[key].cells))))
        for key in possible
    ]
    return choose(readings, wanted) if readings else None


def one_hot_at_an_end(rows: np.ndarray) -> slice | None:
    """The columns of one-hot labels in front of pixels or behind them; None for other rows."""
    width = rows.shape[1]
    for count in range(2, min(MAX_CLASSES, width - WIDE)):
        if is_flat_picture(width - count):
            for columns in (slice(width - count, width), slice(0, count)):
                if is_one_hot(rows[:, columns]):
                    return columns
    return None


def may_be_labels(numbers: np.ndarray) -> bool:
    """Whether these are whole numbers from 0 on, of which there are several."""
    return bool(
        np.isfinite(numbers).all()
        and (numbers >= 0).all()
        and (numbers == np.rint(numbers)).all()
        and 2 <= len(np.unique(numbers)) <= MAX_CLASSES
    )


def _are_words(cells: Sequence[str] | np.ndarray) -> bool:
    return not isinstance(cells, np.ndarray) and any(
        cell and number_in(cell) is None for cell in cells
    )


def _numbers(cells: Sequence[str] | np.ndarray) -> np.ndarray:
    """The cells as float64, NaN for words and for empty ones."""
    if isinstance(cells, np.ndarray):
        return cells.astype(np.float64)
    return np.array([number_in(cell) for cell in cells], np.float64)


def _texts(cells: Sequence[str] | np.ndarray) -> list[str]:
    if isinstance(cells, np.ndarray):
        return list(map(str, cells.astype(np.int64).tolist()))
    return list(cells)


def _is_unlike_a_pixel(numbers: np.ndarray, beside: np.ndarray) -> bool:
    if np.mean(numbers == beside) >= MOSTLY:
        return False
    others = np.random.default_rng(0).permutation(beside)
    return bool(_distance(numbers, beside) >= CLOSER * _distance(numbers, others))


def _distance(numbers: np.ndarray, others: np.ndarray) -> float:
    return float(np.abs(numbers - others).mean())


def _varies(numbers: np.ndarray, beside: np.ndarray) -> bool:
    return bool(np.unique(numbers, return_counts=True)[1].max() < MOSTLY * len(numbers))


def _has_few_gaps(numbers: np.ndarray, beside: np.ndarray) -> bool:
    values = np.unique(numbers)
    missing = values[-1] - values[0] + 1 - len(values)
    return bool(missing <= max(FEW_GAPS, len(values)))
