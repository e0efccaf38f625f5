"""Leases: which engines live, and so which runs in flight nobody follows any more.

An engine has a lease for some seconds and renews it again and again. When it has run out, its
runs belong to whoever takes them. All times are those of the database: the clocks of machines
differ, and names of hosts and processes say nothing about a container that was made anew.
"""

import sqlalchemy as sa

from core.runs.database import Database
from core.runs.events import IN_FLIGHT
from core.runs.schema import ENGINES, RUNS

LEASE_SECONDS = 10.0


class Leases:
    """The leases of all engines that use a store. NotStored or NotRead if it does not answer."""

    def __init__(self, database: Database):
        self._database = database

    def renew(self, engine: str) -> bool:
        """Let an engine have its lease from now on for `LEASE_SECONDS` → whether it still had it.

        If not, others may have taken its runs meanwhile.
        """
        with self._database.writing() as connection:
            until = _now(connection) + LEASE_SECONDS
            own = ENGINES.c.name == engine
            # An update waits for whoever is just about to take this engine's runs.
            held = ENGINES.update().where(own, ENGINES.c.expires > _now(connection))
            if connection.execute(held.values(expires=until)).rowcount:
                return True
            connection.execute(ENGINES.delete().where(own))
            connection.execute(ENGINES.insert().values(name=engine, expires=until))
            return False

    def end(self, engine: str) -> None:
        """Give a lease back: the engine's runs can be taken at once."""
        with self._database.writing() as connection:
            connection.execute(ENGINES.delete().where(ENGINES.c.name == engine))

    def has_orphans(self, engine: str, expired: bool) -> bool:
        """Whether `take_orphans` would find any."""
        with self._database.reading() as connection:
            alive = sa.select(ENGINES.c.name)
            if expired:
                alive = alive.where(ENGINES.c.expires > _now(connection))
            return bool(connection.scalar(sa.select(sa.exists().where(_orphans(engine, alive)))))

    def take_orphans(self, engine: str, expired: bool) -> list[str]:
        """Give all runs in flight of engines without a lease to this one → their ids.

        With `expired` also those of engines whose lease has run out. Of several engines that do
        this at once, each run goes to one.
        """
        with self._database.writing() as connection:
            if expired:
                over = ENGINES.c.expires <= _now(connection)
                connection.execute(ENGINES.delete().where(over, ENGINES.c.name != engine))
            orphans = _orphans(engine, sa.select(ENGINES.c.name))
            taken = RUNS.update().where(orphans).values(engine=engine).returning(RUNS.c.id)
            return [*connection.scalars(taken)]

    def runs_of(self, engine: str) -> dict[str, str]:
        """The ids of an engine's runs in flight, with their status, the oldest first."""
        own = (RUNS.c.engine == engine) & RUNS.c.status.in_(IN_FLIGHT)
        query = sa.select(RUNS.c.id, RUNS.c.status).where(own).order_by(RUNS.c.created)
        with self._database.reading() as connection:
            return {row.id: row.status for row in connection.execute(query)}


def _orphans(engine: str, alive: sa.Select) -> sa.ColumnElement[bool]:
    in_flight = RUNS.c.status.in_(IN_FLIGHT)
    return in_flight & (RUNS.c.engine != engine) & RUNS.c.engine.not_in(alive)


def _now(connection: sa.Connection) -> sa.ColumnElement[float]:
    """The time in seconds since 1970 by the clock of the database."""
    if connection.dialect.name == "sqlite":
        return (sa.func.julianday("now") - 2_440_587.5) * 86_400.0  # 1970 as a Julian date
    return sa.cast(sa.extract("epoch", sa.func.clock_timestamp()), sa.Float)
