"""What a list of runs shows of each: its result, how long it took, its curve in small.

It is stored with the run when it ends, so that a list of a thousand need not read their events.
"""

import json
import math
from collections.abc import Iterable
from typing import NamedTuple

from pydantic_core import from_json

from core.recipe import Recipe
from core.runs.events import Event, Finished
from core.runs.history import History
from core.runs.run import Logged

MOST_POINTS = 32


class Summary(NamedTuple):
    """The result of a run that is over.

    `accuracy` is the validation accuracy of its network, measured on so many `pictures`; None if no
    epoch was completed. `seconds` are those of its epochs. `curve` are validation accuracies from
    the untrained network on, at most `MOST_POINTS`, evenly over the epochs; None stands for what
    was no number.
    """

    accuracy: float | None = None
    pictures: int = 0
    seconds: float = 0.0
    curve: tuple[float | None, ...] = ()

    @classmethod
    def of(cls, history: History) -> "Summary":
        """The summary of a run, from all its events."""
        accuracies = [_number(epoch.val_accuracy) for epoch in history.epochs]
        return cls(
            accuracy=_number(history.val_accuracy),
            pictures=history.started.event.validation_count if history.started else 0,
            seconds=math.fsum(epoch.seconds for epoch in history.epochs),
            curve=tuple(_thinned(accuracies)),
        )

    def to_columns(self) -> dict[str, object]:
        """The values of the columns that hold it, by their names."""
        return {**self._asdict(), "curve": json.dumps(self.curve)}


def race_result(recipe: Recipe, events: Iterable[Logged[Event]]) -> float | None:
    """The validation accuracy of a run's network when it was first finished as its recipe says.

    It is what the run counts in a race; None if it was never finished so.
    """
    history = History(recipe)
    for logged in events:
        history.add([logged])
        if isinstance(logged.event, Finished) and history.is_as_planned:
            return Summary.of(history).accuracy
    return None


def read_curve(text: str | None) -> tuple[float | None, ...]:
    """The curve of a summary as it is stored; empty without one."""
    return tuple(from_json(text)) if text else ()


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _thinned(values: list[float | None]) -> list[float | None]:
    """At most `MOST_POINTS` of them, evenly, the first and the last among them."""
    if len(values) <= MOST_POINTS:
        return values
    step = (len(values) - 1) / (MOST_POINTS - 1)
    return [values[round(place * step)] for place in range(MOST_POINTS)]
