"""The events of runs in the database: each once, in order, and none after the end of a run."""

import secrets
import time

import sqlalchemy as sa

from core.language import message, say
from core.runs.events import EVENT, FINAL, STATUS, EpochChosen, Event, Started, Unreadable
from core.runs.film import cut_film
from core.runs.run import Logged
from core.runs.schema import EVENTS, RUNS

UNREADABLE_EVENT = message(
    "This run can be read only in part: another version of the lab has written an event of it, or "
    "the entry is damaged. Train its network again."
)


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
    return EVENTS.insert().values(
        run_id=run_id,
        number=next_number,
        time=time.time(),
        event=event.model_dump_json(),
        source=source or secrets.token_hex(8),
    )


def lock_if_over(connection: sa.Connection, run_id: str, **values: object) -> bool:
    """Lock a run for this transaction and set `values`, if it is over → whether it is."""
    over = (RUNS.c.id == run_id) & RUNS.c.status.in_(FINAL)
    # An update locks it, so that nobody reopens the run meanwhile; the status stays if not given.
    update = RUNS.update().where(over).values({"status": RUNS.c.status} | values)
    return bool(connection.execute(update).rowcount)


def read_events(connection: sa.Connection, run_id: str, after: int = -1) -> list[Logged[Event]]:
    """The events of a run with a number above `after`, in order.

    An `Unreadable` stands in the place of one that cannot be read.
    """
    query = (
        sa.select(EVENTS.c.number, EVENTS.c.time, EVENTS.c.event)
        .where(EVENTS.c.run_id == run_id, EVENTS.c.number > after)
        .order_by(EVENTS.c.number)
    )
    return [Logged(number, when, _event(text)) for number, when, text in connection.execute(query)]


def chosen_epoch(connection: sa.Connection, run_id: str) -> int | None:
    """The epoch that was last chosen for a run, if any."""
    query = sa.select(EVENTS.c.event).where(EVENTS.c.run_id == run_id)
    events = map(_event, connection.scalars(query.order_by(EVENTS.c.number.desc())))
    return next((event.epoch for event in events if isinstance(event, EpochChosen)), None)


def _event(text: str) -> Event:
    try:
        return EVENT.validate_json(text)
    except ValueError:
        return Unreadable(reason=say(UNREADABLE_EVENT))
