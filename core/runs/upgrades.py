"""The upgrades of a run store that an earlier version of the lab has written.

Each is written in SQL, not with the tables of `core.runs.schema`: they change, and what an upgrade
did must not. `_note_settings` alone reads with the recipe of today: the column `settings` holds
nothing of its own, only what is derived from `recipe`. A version that renames a setting or changes
what it is by default calls it in an upgrade, so that all rows say the same thing in the same way.
"""

import json
from collections.abc import Callable
from contextlib import suppress

import sqlalchemy as sa

from core.recipe import Recipe


def _note_version(connection: sa.Connection) -> None:
    connection.exec_driver_sql("CREATE TABLE schema_version (version INTEGER NOT NULL)")
    connection.exec_driver_sql("INSERT INTO schema_version VALUES (2)")


def _add_films(connection: sa.Connection) -> None:
    binary = "BYTEA" if connection.dialect.name == "postgresql" else "BLOB"
    connection.exec_driver_sql(
        "CREATE TABLE probes (run_id VARCHAR(32) NOT NULL REFERENCES runs (id) ON DELETE CASCADE, "
        "number INTEGER NOT NULL, after_event INTEGER NOT NULL, time FLOAT NOT NULL, "
        f"epoch INTEGER NOT NULL, probe {binary} NOT NULL, units {binary}, "
        "source VARCHAR(64) NOT NULL, PRIMARY KEY (run_id, number))"
    )


def _add_listing(connection: sa.Connection) -> None:
    for column in (
        "name VARCHAR(80)",
        "note TEXT",
        "pinned FLOAT",
        "deleted FLOAT",
        "accuracy FLOAT",
        "pictures INTEGER",
        "seconds FLOAT",
        "curve TEXT",
    ):
        connection.exec_driver_sql(f"ALTER TABLE runs ADD COLUMN {column}")


def _add_leases(connection: sa.Connection) -> None:
    connection.exec_driver_sql(
        "CREATE TABLE engines (name VARCHAR(64) NOT NULL, expires FLOAT NOT NULL, "
        "PRIMARY KEY (name))"
    )
    connection.exec_driver_sql("CREATE INDEX ix_runs_status ON runs (status)")


def _add_races(connection: sa.Connection) -> None:
    connection.exec_driver_sql(
        "CREATE TABLE races (id VARCHAR(32) NOT NULL, owner VARCHAR(64) NOT NULL, "
        "created FLOAT NOT NULL, race TEXT NOT NULL, PRIMARY KEY (id))"
    )
    connection.exec_driver_sql("CREATE INDEX ix_races_owner ON races (owner)")
    for column in ("race VARCHAR(32)", "race_place INTEGER", "race_result FLOAT"):
        connection.exec_driver_sql(f"ALTER TABLE runs ADD COLUMN {column}")
    connection.exec_driver_sql("CREATE INDEX ix_runs_race ON runs (race)")


def _add_origin(connection: sa.Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE runs ADD COLUMN origin TEXT")


def _add_answers(connection: sa.Connection) -> None:
    connection.exec_driver_sql(
        "CREATE TABLE answers (id VARCHAR(32) NOT NULL, owner VARCHAR(64) NOT NULL, "
        "path VARCHAR(64) NOT NULL, chapter VARCHAR(64) NOT NULL, block VARCHAR(64), text TEXT, "
        "time FLOAT NOT NULL, PRIMARY KEY (id))"
    )
    connection.exec_driver_sql("CREATE INDEX ix_answers_owner_path ON answers (owner, path)")
    connection.exec_driver_sql("CREATE INDEX ix_answers_time ON answers (time)")


def _number_answers(connection: sa.Connection) -> None:
    number = "SERIAL" if connection.dialect.name == "postgresql" else "INTEGER"
    columns = "owner, path, chapter, block, text, time"
    for statement in (
        f"CREATE TABLE numbered (id {number} NOT NULL, owner VARCHAR(64) NOT NULL, "
        "path VARCHAR(64) NOT NULL, chapter VARCHAR(64) NOT NULL, block VARCHAR(64), text TEXT, "
        "time FLOAT NOT NULL, PRIMARY KEY (id))",
        f"INSERT INTO numbered ({columns}) SELECT {columns} FROM answers ORDER BY time, id",
        "DROP TABLE answers",
        "ALTER TABLE numbered RENAME TO answers",
        "CREATE INDEX ix_answers_owner_path ON answers (owner, path)",
    ):
        connection.exec_driver_sql(statement)


def _add_settings(connection: sa.Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE runs ADD COLUMN settings TEXT")
    _note_settings(connection)


def _note_settings(connection: sa.Connection) -> None:
    note = sa.text("UPDATE runs SET settings = :settings WHERE id = :run")
    for run_id, recipe in connection.exec_driver_sql("SELECT id, recipe FROM runs").all():
        with suppress(ValueError):  # a recipe that cannot be read
            settings = Recipe.model_validate_json(recipe).to_settings()
            connection.execute(note, {"settings": json.dumps(settings), "run": run_id})


UPGRADES: tuple[Callable[[sa.Connection], None], ...] = (
    _note_version,
    _add_films,
    _add_listing,
    _add_leases,
    _add_races,
    _add_origin,
    _add_answers,
    _number_answers,
    _add_settings,
)
"""The first brings a store from version 1 to 2, the next from 2 to 3, and so on."""
