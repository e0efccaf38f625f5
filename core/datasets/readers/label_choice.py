"""Which of several columns is the label, where the visitor may have to say."""

from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

from core.datasets.arrangement.label_columns import COLUMN
from core.datasets.arrangement.readings import Reading, Undecided
from core.datasets.readers.sheet import number_in
from core.language import say


class Chosen(NamedTuple):
    """The key of the reading that was taken, and all that may be meant; none if there was one."""

    key: str
    readings: tuple[Reading, ...] = ()


def choose(readings: Sequence[Reading], wanted: str | None) -> Chosen:
    """The only one of `readings`, or the one that is `wanted`. Raises Undecided for several."""
    if len(readings) == 1:
        return Chosen(readings[0].key)
    if wanted not in [reading.key for reading in readings]:
        raise Undecided(readings)
    return Chosen(wanted or "", tuple(readings))


def choose_column(
    columns: Mapping[str, Sequence[str]], where: str, wanted: str | None
) -> Chosen | None:
    """The column, of those with these names and cells, that holds the label; None if none can.

    Of several columns those may that have two values or more, and half as many values as rows at
    most. Raises Undecided as `choose` does.
    """
    least, share = (2, 0.5) if len(columns) > 1 else (1, 0.99)
    readings = [
        Reading(column_key(name), say(COLUMN, column=name, where=where), dict(enumerate(cells)))
        for name, cells in columns.items()
        if least <= len(values := set(cells)) <= share * len(cells) and not _has_fractions(values)
    ]
    return choose(readings, wanted) if readings else None


def column_key(name: str) -> str:
    """The key of the reading that takes the column called `name` for the label."""
    return f"column-{name}"


def _has_fractions(values: Set[str]) -> bool:
    return any(number % 1 for value in values if (number := number_in(value)) is not None)
