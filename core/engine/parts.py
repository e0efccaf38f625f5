"""The parts of a run: how often, and from where, it was given to a worker, as its events tell."""

from collections.abc import Iterable

from core.runs.events import Continued, Event, Queued, WorkerReleased
from core.runs.run import Logged


def part(events: Iterable[Logged[Event]]) -> int:
    """How often a run has gone on after it had no worker."""
    return sum(isinstance(logged.event, Continued | WorkerReleased) for logged in events)


def planned_epochs(events: Iterable[Logged[Event]]) -> int | None:
    """The epochs in all that a run was continued to; None if it never was."""
    goals = [logged.event.epochs for logged in events if isinstance(logged.event, Continued)]
    return goals[-1] if goals else None


def gave_way(events: Iterable[Logged[Event]]) -> bool:
    """Whether a run waits for a worker because it gave one up for somebody else."""
    last = [logged.event for logged in events][-2:]
    return [type(event) for event in last] == [WorkerReleased, Queued]
