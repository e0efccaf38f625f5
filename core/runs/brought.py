"""Runs that were brought in from another lab, or from this one at an earlier time."""

import json
from typing import NamedTuple

import sqlalchemy as sa

from core.recipe import Recipe
from core.runs.events import STATUS, Event
from core.runs.film import Moment, add_moments
from core.runs.listing import stored_name, stored_note, summarise
from core.runs.run import Logged, Origin
from core.runs.schema import EVENTS, RUNS


class BroughtRun(NamedTuple):
    """A run that is over, as it is brought in: under a new id, with all that is told of it.

    Its network and snapshots are files, see `core.runs.artifacts`.
    """

    id: str
    recipe: Recipe
    name: str
    note: str
    events: list[Logged[Event]]
    film: list[Moment]
    origin: Origin


def add_brought(
    connection: sa.Connection, run: BroughtRun, owner: str, engine: str, created: float
) -> None:
    """Add a run, its events with the times that they had."""
    statuses = (STATUS[logged.event.kind] for logged in reversed(run.events))
    connection.execute(
        RUNS.insert().values(
            id=run.id,
            recipe=run.recipe.model_dump_json(),
            owner=owner,
            engine=engine,
            created=created,
            status=next(filter(None, statuses)),
            name=stored_name(run.name),
            note=stored_note(run.note),
            origin=json.dumps(run.origin),
        )
    )
    connection.execute(
        EVENTS.insert(),
        [
            {
                "run_id": run.id,
                "number": number,
                "time": when,
                "event": event.model_dump_json(),
                "source": f"brought-{number}",
            }
            for number, when, event in run.events
        ],
    )
    add_moments(connection, run.id, run.film)
    summarise(connection, run.id)
