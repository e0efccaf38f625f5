"""The database of the run store, and what is said when it does not answer.

Both of its transactions are all of it or nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from core.language import message, say
from core.runs.run import NotRead, NotStored
from core.runs.schema import open_database

NOT_STORED = message(
    "This could not be stored ({error}). Usually the disk is full: whoever runs the lab can make "
    "room."
)
NOT_READ = message(
    "The runs cannot be read now ({error}). Usually their database does not answer: try again in a "
    "moment, or tell whoever runs the lab."
)
AWAY = (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError)
"""What SQLAlchemy raises for a full disk and for a server that is gone, starts or is too busy."""


class Database:
    """Transactions of the run store, from any thread."""

    def __init__(self, url: str):
        """StoreError as `core.runs.schema.open_database` raises it."""
        self._engine = open_database(url)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection for this block, to read. NotRead if the database does not answer."""
        try:
            with self._engine.connect() as connection:
                yield connection
        except AWAY as error:
            raise NotRead(say(NOT_READ, error=_first_line(error))) from error

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction of this block. NotStored if the database does not take it."""
        try:
            with self._engine.begin() as connection:
                yield connection
        except AWAY as error:
            raise NotStored(say(NOT_STORED, error=_first_line(error))) from error

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()


def _first_line(error: sa.exc.SQLAlchemyError) -> str:
    """What the database itself says; PostgreSQL adds hints in further lines."""
    return next(iter(str(getattr(error, "orig", error)).splitlines()), "")
