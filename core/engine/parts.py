"""The parts of a run: how often, and from where, it was given to a worker, as its events tell."""

from collections.abc import Iterable
from typing import NamedTuple

from core.runs.events import Continued, Epoch, Event, WorkerReleased, Yielded
from core.runs.run import Logged


class Stint(NamedTuple):
    """What a run was last asked to do: the epochs after `first` up to `last`.

    `since` is when, in seconds since 1970.
    """

    since: float
    first: int
    last: int

    @property
    def epochs(self) -> int:
        """How many epochs they are."""
        return self.last - self.first


def part(events: Iterable[Logged[Event]]) -> int:
    """How often a run has gone on after it had no worker."""
    return sum(isinstance(logged.event, Continued | WorkerReleased | Yielded) for logged in events)


def planned_epochs(events: Iterable[Logged[Event]]) -> int | None:
    """The epochs in all that a run was continued to; None if it never was."""
    goals = [logged.event.epochs for logged in events if isinstance(logged.event, Continued)]
    return goals[-1] if goals else None


def stint(events: Iterable[Logged[Event]], epochs: int) -> Stint:
    """What a run of a recipe of so many epochs was last asked to do."""
    found: Stint | None = None
    done = 0
    for logged in events:
        if isinstance(logged.event, Epoch):
            done = logged.event.epoch
        elif isinstance(logged.event, Continued):
            found = Stint(logged.time, done, logged.event.epochs)
        elif found is None:
            found = Stint(logged.time, 0, epochs)
    return found or Stint(0.0, 0, epochs)
