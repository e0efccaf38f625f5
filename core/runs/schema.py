"""The tables of the run store, made or brought up to date when it is opened.

The store notes the version of its form. Version 1 did not: a store with runs and without a version
is of version 1.
"""

import sqlite3
import time

import sqlalchemy as sa

from core.language import message, say
from core.runs.upgrades import UPGRADES

METADATA = sa.MetaData()
RUNS = sa.Table(
    "runs",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("recipe", sa.Text, nullable=False),
    sa.Column("owner", sa.String(64), nullable=False, index=True),
    sa.Column("engine", sa.String(64), nullable=False),
    sa.Column("created", sa.Float, nullable=False, index=True),
    sa.Column("status", sa.String(16), nullable=False, index=True),
    # What its owner notes of it, see `core.runs.listing`.
    sa.Column("name", sa.String(80)),
    sa.Column("note", sa.Text),
    sa.Column("pinned", sa.Float),
    sa.Column("deleted", sa.Float),
    # Its result once it is over, see `core.runs.summary`.
    sa.Column("accuracy", sa.Float),
    sa.Column("pictures", sa.Integer),
    sa.Column("seconds", sa.Float),
    sa.Column("curve", sa.Text),
    # The race in which it takes part, its place and its result there, see `core.runs.races`.
    sa.Column("race", sa.String(32), index=True),
    sa.Column("race_place", sa.Integer),
    sa.Column("race_result", sa.Float),
    # Where it comes from if it was brought in, see `core.runs.brought`.
    sa.Column("origin", sa.Text),
    # What its recipe says beside the defaults: by it a list names, finds and sorts a thousand runs.
    sa.Column("settings", sa.Text),
)
EVENTS = sa.Table(
    "events",
    METADATA,
    sa.Column("run_id", sa.ForeignKey("runs.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("time", sa.Float, nullable=False),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("source", sa.String(64), nullable=False),
    sa.UniqueConstraint("run_id", "source"),
)
PROBES = sa.Table(
    "probes",
    METADATA,
    sa.Column("run_id", sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("after_event", sa.Integer, nullable=False),
    sa.Column("time", sa.Float, nullable=False),
    sa.Column("epoch", sa.Integer, nullable=False),
    sa.Column("probe", sa.LargeBinary, nullable=False),
    sa.Column("units", sa.LargeBinary),
    sa.Column("source", sa.String(64), nullable=False),
)
"""The films of runs, see `core.runs.film`."""
RACES = sa.Table(
    "races",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("owner", sa.String(64), nullable=False, index=True),
    sa.Column("created", sa.Float, nullable=False),
    sa.Column("race", sa.Text, nullable=False),
)
"""What is raced, see `core.runs.races`."""
ANSWERS = sa.Table(
    "answers",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("owner", sa.String(64), nullable=False),
    sa.Column("path", sa.String(64), nullable=False),
    sa.Column("chapter", sa.String(64), nullable=False),
    sa.Column("block", sa.String(64)),
    sa.Column("text", sa.Text),
    sa.Column("time", sa.Float, nullable=False),
    sa.Index("ix_answers_owner_path", "owner", "path"),
)
"""What visitors answer on a path, numbered in their order, see `core.runs.answers`."""
ENGINES = sa.Table(
    "engines",
    METADATA,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("expires", sa.Float, nullable=False),
)
"""The engines that have a lease, see `core.runs.leases`."""
SCHEMA_VERSION = sa.Table(
    "schema_version", METADATA, sa.Column("version", sa.Integer, nullable=False)
)


SQLITE_PATIENCE = 10
"""Seconds to wait for another process that uses a SQLite store."""
SERVER_PATIENCE = {"connect_timeout": "5", "tcp_user_timeout": "10000"}
"""Seconds to connect to PostgreSQL, and milliseconds until a connection that is silent is lost."""

NOT_OPENED = message(
    "The runs on this machine cannot be opened ({error}). Usually the disk is full, or the folder "
    "may not be written: FIRST_EPOCH_HOME can name another."
)
NO_DRIVER = message(
    "FIRST_EPOCH_DATABASE names a database whose driver is not installed ({error}). "
    "For PostgreSQL: pip install -r requirements-server.txt."
)
NO_DATABASE = message(
    "FIRST_EPOCH_DATABASE is no address of a database, as in postgresql://user:password@host/name."
)


class StoreError(RuntimeError):
    """The store cannot be opened; the message is a sentence."""


def open_database(url: str) -> sa.Engine:
    """The database at a SQLAlchemy URL, with the tables of this version.

    StoreError if a later version of the lab has written the store, or the database cannot be
    written.
    """
    database = _engine(url)
    if database.dialect.name == "sqlite":
        sa.event.listen(database, "connect", _tune_sqlite)
    try:
        _prepare(database)
    except sa.exc.OperationalError as error:
        database.dispose()
        raise StoreError(say(NOT_OPENED, error=str(error.orig))) from error
    return database


def _engine(url: str) -> sa.Engine:
    """What connects to a database; StoreError if nothing can."""
    try:
        address = sa.make_url(url)
        if address.drivername == "postgresql":
            address = address.set(drivername="postgresql+psycopg")
        if address.get_driver_name() in ("psycopg", "psycopg2"):
            address = address.set(query={**SERVER_PATIENCE, **address.query})
        # Asked before each use, for a database that was started anew has ended all connections.
        return sa.create_engine(address, pool_pre_ping=address.drivername != "sqlite")
    except ImportError as error:
        raise StoreError(say(NO_DRIVER, error=str(error))) from error
    except sa.exc.ArgumentError as error:
        raise StoreError(say(NO_DATABASE)) from error


def _tune_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute(f"PRAGMA busy_timeout={1000 * SQLITE_PATIENCE}")
    # WAL lets pages read while the follower writes; FULL makes a stored event survive a crash.
    _write_ahead(connection)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Change the store to WAL, which it then keeps.

    SQLite does not wait itself where another process is about to write, as one that opens the same
    store for the first time is.
    """
    deadline = time.monotonic() + SQLITE_PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            is_busy = error.sqlite_errorcode == sqlite3.SQLITE_BUSY
            if not is_busy or time.monotonic() > deadline:
                raise
        time.sleep(0.02)


def _prepare(database: sa.Engine) -> None:
    """Make the tables of a new store, or bring those of an older one up to date.

    All of it or nothing, by one process at a time: the others wait, and find it done.
    """
    with database.begin() as connection:
        _wait_for_turn(connection)
        found = _version(connection)
        if found is None:
            METADATA.create_all(connection)
            connection.execute(SCHEMA_VERSION.insert().values(version=VERSION))
        elif found > VERSION:
            raise StoreError(
                say(
                    "The runs on this machine were stored by a later version of the lab (form "
                    "{found}; this version reads up to form {known}). Update the lab, or let "
                    "FIRST_EPOCH_HOME name another folder.",
                    found=found,
                    known=VERSION,
                )
            )
        elif found < VERSION:
            for upgrade in UPGRADES[found - 1 :]:
                upgrade(connection)
            connection.execute(SCHEMA_VERSION.update().values(version=VERSION))


def _wait_for_turn(connection: sa.Connection) -> None:
    """Lock the store until the transaction ends."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    elif connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")


_LOCK = 1_506_300
"""A number that PostgreSQL's advisory locks know the store by; any would do."""


def _version(connection: sa.Connection) -> int | None:
    """The version of the store's form; None for a new store."""
    tables = sa.inspect(connection)
    if tables.has_table(SCHEMA_VERSION.name):
        return connection.execute(sa.select(SCHEMA_VERSION.c.version)).scalar_one()
    return 1 if tables.has_table(RUNS.name) else None


VERSION = 1 + len(UPGRADES)
"""The version that this lab writes."""
