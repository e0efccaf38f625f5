"""Runs that were brought in from another lab, or from this one at an earlier time."""

import json
from typing import NamedTuple

import sqlalchemy as sa

from core.recipe import Recipe
from core.runs.events import STATUS, Event
from core.runs.film import Moment, add_moments
from core.runs.listing import stored_name, stored_note, summarise
from core.runs.run import Logged, Origin, RacePlace, to_stored
from core.runs.schema import EVENTS, RACES, RUNS
from core.runs.summary import race_result

_APART = 1e-5
"""Seconds between runs that are brought in together, so that they have an order."""


class BroughtRun(NamedTuple):
    """A run that is over, as it is brought in: under a new id, with all that is told of it.

    Its network and snapshots are files, see `core.runs.artifacts`. `told_bytes` is what its events
    and its film take unpacked, which is the most that they take in the database.
    """

    id: str
    recipe: Recipe
    name: str
    note: str
    events: list[Logged[Event]]
    film: list[Moment]
    origin: Origin
    in_race: RacePlace | None = None
    told_bytes: int = 0


class BroughtRace(NamedTuple):
    """A race as it is brought in, under a new id; `text` is as in `core.runs.races.StoredRace`."""

    id: str
    text: str


class Brought(NamedTuple):
    """What is brought in together."""

    runs: list[BroughtRun]
    races: list[BroughtRace]

    @property
    def told_bytes(self) -> int:
        """What the events and films of all runs take at most in the database."""
        return sum(run.told_bytes for run in self.runs)


def add_brought(
    connection: sa.Connection, brought: Brought, owner: str, engine: str, now: float
) -> None:
    """Add runs in their order, their events with the times that they had, and races."""
    for race in brought.races:
        values = {"id": race.id, "owner": owner, "created": now, "race": race.text}
        connection.execute(RACES.insert().values(values))
    for place, run in enumerate(brought.runs):
        _add_run(connection, run, owner, engine, now + place * _APART)


def _add_run(
    connection: sa.Connection, run: BroughtRun, owner: str, engine: str, created: float
) -> None:
    race, race_place = run.in_race or (None, None)
    statuses = (STATUS[logged.event.kind] for logged in reversed(run.events))
    connection.execute(
        RUNS.insert().values(
            id=run.id,
            owner=owner,
            engine=engine,
            created=created,
            status=next(filter(None, statuses)),
            name=stored_name(run.name),
            note=stored_note(run.note),
            race=race,
            race_place=race_place,
            race_result=race_result(run.recipe, run.events) if run.in_race else None,
            origin=json.dumps(run.origin),
            **to_stored(run.recipe),
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
