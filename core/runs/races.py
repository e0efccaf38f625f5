"""Races in the run store: each is a text that says it, and the runs that take part, by place."""

import secrets
import time
from collections.abc import Mapping
from typing import NamedTuple

import sqlalchemy as sa

from core.language import message, say
from core.recipe import Recipe
from core.runs.database import Database
from core.runs.event_log import NewRun, add_runs
from core.runs.events import IN_FLIGHT
from core.runs.listing import HERE
from core.runs.run import RacePlace, RunError, is_run_id
from core.runs.schema import RACES, RUNS

NO_RACE = message("There is no race “{race}” here.")

_NEWER = RUNS.alias()
_HAS_PLACE = ~sa.exists().where(
    _NEWER.c.race == RUNS.c.race,
    _NEWER.c.race_place == RUNS.c.race_place,
    _NEWER.c.created > RUNS.c.created,
    _NEWER.c.deleted.is_(None),
)
RACE_TRAINED_FOR = sa.case((RUNS.c.race_result.is_(None) & _HAS_PLACE, RUNS.c.race)).label("race")
"""The race for which a run trains, to be selected beside others of `RUNS`; None without.

A run that has its result in a race, or gave its place to a newer one, is trained for itself.
"""


class StoredRace(NamedTuple):
    """A race: who has begun it, when, in seconds since 1970, what it is, and its runs by place.

    Where a run was trained again, the newest one has the place. Deleted runs have none.
    """

    id: str
    owner: str
    created: float
    text: str
    runs: dict[int, str]


class RaceTable:
    """The races of the run store. Raises NotRead and NotStored as the store does."""

    def __init__(self, database: Database):
        self._database = database

    def create(
        self, owner: str, engine: str, text: str, recipes: Mapping[int, Recipe]
    ) -> tuple[str, list[str]]:
        """Store a new race with its runs, by place, all queued → its id, and theirs in order."""
        race_id = secrets.token_hex(6)
        values = {"id": race_id, "owner": owner, "created": time.time(), "race": text}
        with self._database.writing() as connection:
            connection.execute(RACES.insert().values(values))
            return race_id, _add_runs(connection, race_id, owner, engine, recipes)

    def extend(
        self, stored: StoredRace, engine: str, text: str, recipes: Mapping[int, Recipe]
    ) -> list[str]:
        """Let a race be what `text` says, with these runs more, by place → their ids in order."""
        with self._database.writing() as connection:
            connection.execute(RACES.update().where(RACES.c.id == stored.id).values(race=text))
            return _add_runs(connection, stored.id, stored.owner, engine, recipes)

    def race(self, race_id: str) -> StoredRace:
        """The race of this id; RunError if there is none."""
        found = self._races(RACES.c.id == race_id, HERE) if is_run_id(race_id) else []
        if not found:
            named = race_id[:32].encode(errors="replace").decode()
            raise RunError(say(NO_RACE, race=named))
        return found[0]

    def of(self, owner: str) -> list[StoredRace]:
        """The races of an owner that have runs, the newest first."""
        return [race for race in self._races(RACES.c.owner == owner, HERE) if race.runs]

    def deleted(self, owner: str) -> list[StoredRace]:
        """The races of an owner that have none but deleted runs, with these, the newest first."""
        gone = self._races(RACES.c.owner == owner, ~HERE)
        here = {race.id for race in self.of(owner)}
        return [race for race in gone if race.runs and race.id not in here]

    def discard(self, race_id: str) -> bool:
        """Delete the runs of a race so that they can be brought back → whether none is in flight.

        Nothing happens while one of them is. None is a baseline any longer.
        """
        other = RUNS.alias()
        goes_on = sa.exists().where(other.c.race == race_id, other.c.status.in_(IN_FLIGHT))
        theirs = RUNS.update().where(RUNS.c.race == race_id, HERE, ~goes_on)
        with self._database.writing() as connection:
            connection.execute(theirs.values(deleted=time.time(), pinned=None))
            return not connection.scalar(sa.select(goes_on))

    def restore(self, race_id: str) -> bool:
        """Bring back the deleted runs of a race → whether there were any."""
        back = RUNS.update().where(RUNS.c.race == race_id, ~HERE).values(deleted=None)
        with self._database.writing() as connection:
            return bool(connection.execute(back).rowcount)

    def delete_empty(self) -> None:
        """Delete the races of which no run is left, not even a deleted one."""
        alive = sa.select(RUNS.c.race).where(RUNS.c.race.is_not(None))
        with self._database.writing() as connection:
            connection.execute(RACES.delete().where(RACES.c.id.not_in(alive)))

    def _races(
        self, wanted: sa.ColumnElement[bool], which: sa.ColumnElement[bool]
    ) -> list[StoredRace]:
        """Races, the newest first, with those of their runs."""
        query = sa.select(RACES).where(wanted).order_by(RACES.c.created.desc())
        runs = sa.select(RUNS.c.race, RUNS.c.race_place, RUNS.c.id).order_by(RUNS.c.created)
        with self._database.reading() as connection:
            races = {
                row.id: StoredRace(row.id, row.owner, row.created, row.race, {})
                for row in connection.execute(query)
            }
            theirs = runs.where(RUNS.c.race.in_(sa.select(RACES.c.id).where(wanted)), which)
            for race_id, place, run_id in connection.execute(theirs):
                if race_id in races:  # another may have been begun just now
                    races[race_id].runs[place] = run_id
        return [*races.values()]


def _add_runs(
    connection: sa.Connection,
    race_id: str,
    owner: str,
    engine: str,
    recipes: Mapping[int, Recipe],
) -> list[str]:
    new = (NewRun(recipe, RacePlace(race_id, place)) for place, recipe in recipes.items())
    return add_runs(connection, new, owner, engine)
