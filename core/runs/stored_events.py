"""Reading the events of a run from the database."""

import sqlalchemy as sa

from core.language import message, say
from core.runs.events import EVENT, Event, Unreadable
from core.runs.run import Logged
from core.runs.schema import EVENTS

UNREADABLE_EVENT = message(
    "This run can be read only in part: another version of the lab has written an event of it, or "
    "the entry is damaged. Train its network again."
)


def read_events(connection: sa.Connection, run_id: str, after: int = -1) -> list[Logged[Event]]:
    """The events of a run with a number above `after`, in order.

    An `Unreadable` stands in the place of one that cannot be read.
    """
    query = (
        sa.select(EVENTS.c.number, EVENTS.c.time, EVENTS.c.event)
        .where(EVENTS.c.run_id == run_id, EVENTS.c.number > after)
        .order_by(EVENTS.c.number)
    )
    return [
        Logged(number, when, event_of(text)) for number, when, text in connection.execute(query)
    ]


def event_of(text: str) -> Event:
    """A stored event."""
    try:
        return EVENT.validate_json(text)
    except ValueError:
        return Unreadable(reason=say(UNREADABLE_EVENT))
