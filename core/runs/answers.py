"""What visitors answer on a path, in the run store: each answer is a text, and none is changed.

A second answer to the same block stands after the first, so that both can be told. That a chapter
was opened stands there, too. `core.path.progress` says what follows from them.
"""

import time
from typing import NamedTuple

import sqlalchemy as sa

from core.runs.database import Database
from core.runs.schema import ANSWERS

LONGEST_ANSWER = 20_000
"""In characters."""
MOST_OF_ONE = 3_000
"""Entries of a visitor that are kept; the oldest make room."""
MOST_OF_ALL = 300_000
"""Entries of all; beyond, the oldest of whoever has most make room."""


class AnswerEntry(NamedTuple):
    """An answer to a block of a chapter, at a time in seconds since 1970.

    An entry without block and text says that the chapter was opened.
    """

    chapter: str
    block: str | None
    text: str | None
    time: float


class AnswerTable:
    """The answers in the run store. Raises NotRead and NotStored as the store does."""

    def __init__(self, database: Database):
        self._database = database

    def save(self, owner: str, path: str, chapter: str, block: str, text: str) -> None:
        """Store an answer; ValueError if it is longer than `LONGEST_ANSWER`."""
        if len(text) > LONGEST_ANSWER:
            raise ValueError(f"an answer of {len(text)} characters")
        self._add(owner, path, AnswerEntry(chapter, block, text, time.time()))

    def open(self, owner: str, path: str, chapter: str) -> None:
        """Store that a visitor opens a chapter, unless it is where they were last."""
        latest = sa.select(ANSWERS.c.path, ANSWERS.c.chapter).where(ANSWERS.c.owner == owner)
        with self._database.reading() as connection:
            last = connection.execute(latest.order_by(ANSWERS.c.id.desc()).limit(1)).first()
        if last is None or tuple(last) != (path, chapter):
            self._add(owner, path, AnswerEntry(chapter, None, None, time.time()))

    def of(self, owner: str, path: str) -> list[AnswerEntry]:
        """The entries of a visitor on a path, in their order."""
        theirs = (ANSWERS.c.owner == owner) & (ANSWERS.c.path == path)
        columns = (ANSWERS.c.chapter, ANSWERS.c.block, ANSWERS.c.text, ANSWERS.c.time)
        query = sa.select(*columns).where(theirs).order_by(ANSWERS.c.id)
        with self._database.reading() as connection:
            return [AnswerEntry(*row) for row in connection.execute(query)]

    def paths(self, owner: str) -> list[str]:
        """The names of the paths that a visitor has begun, the one visited last first."""
        latest = sa.func.max(ANSWERS.c.id)
        query = sa.select(ANSWERS.c.path).where(ANSWERS.c.owner == owner)
        with self._database.reading() as connection:
            return [*connection.scalars(query.group_by(ANSWERS.c.path).order_by(latest.desc()))]

    def _add(self, owner: str, path: str, entry: AnswerEntry) -> None:
        values = {"owner": owner, "path": path, **entry._asdict()}
        with self._database.writing() as connection:
            connection.execute(ANSWERS.insert().values(values))
            if _count(connection, ANSWERS.c.owner == owner) > MOST_OF_ONE:
                _forget_oldest(connection, owner)
            if _count(connection, sa.true()) > MOST_OF_ALL:
                _forget_oldest(connection, _owner_of_most(connection))


def _count(connection: sa.Connection, which: sa.ColumnElement[bool]) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(ANSWERS).where(which)) or 0


def _owner_of_most(connection: sa.Connection) -> str | None:
    """Whoever has most entries: so nobody who fills the store takes the answers of others."""
    count = sa.func.count().desc()
    query = sa.select(ANSWERS.c.owner).group_by(ANSWERS.c.owner).order_by(count).limit(1)
    return connection.scalar(query)


def _forget_oldest(connection: sa.Connection, owner: str | None) -> None:
    oldest = sa.select(sa.func.min(ANSWERS.c.id)).where(ANSWERS.c.owner == owner)
    connection.execute(ANSWERS.delete().where(ANSWERS.c.id == oldest.scalar_subquery()))
