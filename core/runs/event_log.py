"""Writing runs and their events: each event once, in order, and none after the end of a run."""

import secrets
import time
from collections.abc import Iterable
from typing import Any, NamedTuple

import sqlalchemy as sa

from core.recipe import Recipe
from core.runs.events import FINAL, STATUS, EpochChosen, Event, Finished, Queued, Started
from core.runs.film import cut_film
from core.runs.listing import note_race_result, summarise
from core.runs.run import RacePlace, to_stored
from core.runs.schema import EVENTS, RUNS
from core.runs.stored_events import event_of


class NewRun(NamedTuple):
    """What a new run is: its recipe, and its place in a race, if it is in one."""

    recipe: Recipe
    in_race: RacePlace | None = None


def add_runs(
    connection: sa.Connection, new: Iterable[NewRun], owner: str, engine: str
) -> list[str]:
    """Add new runs of an owner, all queued → their ids in order."""
    run_of = {secrets.token_hex(6): one for one in new}
    if run_of:
        queued = [_row(run_id, Queued(), None) | {"number": 0} for run_id in run_of]
        runs = [_run_row(run_id, one, owner, engine) for run_id, one in run_of.items()]
        connection.execute(RUNS.insert(), runs)
        connection.execute(EVENTS.insert(), queued)
    return [*run_of]


def _run_row(run_id: str, new: NewRun, owner: str, engine: str) -> dict[str, Any]:
    race, place = new.in_race or (None, None)
    return {
        "id": run_id,
        **to_stored(new.recipe),
        "owner": owner,
        "engine": engine,
        "created": time.time(),
        "status": STATUS[Queued().kind],
        "race": race,
        "race_place": place,
    }


def append(
    connection: sa.Connection,
    run_id: str,
    event: Event,
    source: str | None = None,
    engine: str | None = None,
) -> bool:
    """Add an event, and set the status of its run.

    False, and nothing is done, if there is an event of this `source`, the run is over, or another
    engine than `engine` has it.
    """
    known = sa.exists().where(EVENTS.c.run_id == run_id, EVENTS.c.source == source)
    still_open = (RUNS.c.id == run_id) & RUNS.c.status.not_in(FINAL)
    if engine is not None:
        still_open &= RUNS.c.engine == engine
    status = STATUS[event.kind] or RUNS.c.status
    # The update comes first, because it locks the run while `entry` counts its events.
    update = RUNS.update().where(still_open, ~known).values(status=status)
    if not connection.execute(update).rowcount:
        return False
    connection.execute(entry(run_id, event, source))
    if event.kind in FINAL:
        summarise(connection, run_id)
    if isinstance(event, Finished):
        note_race_result(connection, run_id)
    if isinstance(event, Started):
        cut_film(connection, run_id, event.first_epoch - 1)
    return True


def entry(run_id: str, event: Event, source: str | None = None) -> sa.Insert:
    """Inserts the next event of a run.

    To be executed in a transaction that holds the lock on the run: it counts the run's events.
    """
    next_number = (
        sa.select(sa.func.coalesce(sa.func.max(EVENTS.c.number), -1) + 1)
        .where(EVENTS.c.run_id == run_id)
        .scalar_subquery()
    )
    return EVENTS.insert().values(_row(run_id, event, source) | {"number": next_number})


def _row(run_id: str, event: Event, source: str | None) -> dict[str, Any]:
    """An event without its number."""
    return {
        "run_id": run_id,
        "time": time.time(),
        "event": event.model_dump_json(),
        "source": source or secrets.token_hex(8),
    }


def lock_if_over(connection: sa.Connection, run_id: str, **values: object) -> bool:
    """Lock a run for this transaction and set `values`, if it is over → whether it is."""
    over = (RUNS.c.id == run_id) & RUNS.c.status.in_(FINAL)
    # An update locks it, so that nobody reopens the run meanwhile; the status stays if not given.
    update = RUNS.update().where(over).values({"status": RUNS.c.status} | values)
    return bool(connection.execute(update).rowcount)


def chosen_epoch(connection: sa.Connection, run_id: str) -> int | None:
    """The epoch that was last chosen for a run, if any."""
    query = sa.select(EVENTS.c.event).where(EVENTS.c.run_id == run_id)
    events = map(event_of, connection.scalars(query.order_by(EVENTS.c.number.desc())))
    return next((event.epoch for event in events if isinstance(event, EpochChosen)), None)
