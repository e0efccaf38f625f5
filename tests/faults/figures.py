"""What came of a fault, in numbers that ought to be 0."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from core.runs.events import Epoch, Event, Progress, Started
from core.runs.run import Logged


class LeftOut(Exception):
    """A fault that this machine cannot have; the message says why."""


@dataclass
class Figures:
    """Counts over all tries of one fault; `complaints` says whatever else went wrong."""

    tries: int = 0
    lost: int = 0
    doubled: int = 0
    stuck: int = 0
    tracebacks: int = 0
    complaints: list[str] = field(default_factory=list)

    @property
    def all_is_well(self) -> bool:
        """Whether nothing at all went wrong."""
        return not (self.lost or self.doubled or self.stuck or self.tracebacks or self.complaints)

    @contextmanager
    def one_try(self) -> Iterator[None]:
        """One try, in this block; if it gets no further, its run is stuck."""
        self.tries += 1
        try:
            yield
        except Exception as error:  # whatever it is, the other tries are worth having
            self.stuck += 1
            self.complaints.append(f"try {self.tries}: {type(error).__name__} {error}")

    def count_events(self, stored: Sequence[Logged[Event]], shown: dict[int, dict]) -> None:
        """Count what a run's events lack, and what they have twice.

        `shown` are the events that somebody has seen in the stream, as JSON values by number.
        """
        numbers = [logged.number for logged in stored]
        self.lost += len(set(range(max(numbers, default=-1) + 1)) - {*numbers})
        kept = {logged.number: json.loads(logged.event.model_dump_json()) for logged in stored}
        self.lost += sum(_finite(kept.get(number)) != event for number, event in shown.items())
        lost, doubled = _gaps([logged.event for logged in stored])
        self.lost += lost
        self.doubled += doubled


def _gaps(events: Sequence[Event]) -> tuple[int, int]:
    """How many epochs are missing, and how many events come twice, in the events of one run."""
    lost = doubled = 0
    last, seen = -1, set[tuple[str, int]]()
    for event in events:
        if isinstance(event, Started):
            lost += max(event.first_epoch - 1 - max(last, 0), 0)
            # A run that begins at the beginning tells of epoch 0 again.
            last, seen = (event.first_epoch - 1 if event.first_epoch > 1 else -1), set()
        elif isinstance(event, Epoch):
            doubled += event.epoch <= last
            lost += max(event.epoch - last - 1, 0)
            last = max(event.epoch, last)
        elif isinstance(event, Progress):
            doubled += ("progress", event.step) in seen
            seen.add(("progress", event.step))
    return lost, doubled


def _finite(value: object) -> object:
    """As the stream has it: None for a number that is none."""
    if isinstance(value, dict):
        return {name: _finite(part) for name, part in value.items()}
    return None if isinstance(value, float) and value - value != 0 else value
