"""What visitors answer on a path, in the run store: each answer is a text, and none is changed.

A second answer to the same block stands after the first, so that both can be told. That a chapter
was opened stands there, too. `core.path.progress` says what follows from them.
"""

import secrets
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
        """Store that a visitor opens a chapter."""
        self._add(owner, path, AnswerEntry(chapter, None, None, time.time()))

    def of(self, owner: str, path: str) -> list[AnswerEntry]:
        """The entries of a visitor on a path, in their order."""
        theirs = (ANSWERS.c.owner == owner) & (ANSWERS.c.path == path)
        columns = (ANSWERS.c.chapter, ANSWERS.c.block, ANSWERS.c.text, ANSWERS.c.time)
        query = sa.select(*columns).where(theirs).order_by(ANSWERS.c.time, ANSWERS.c.id)
        with self._database.reading() as connection:
            return [AnswerEntry(*row) for row in connection.execute(query)]

    def paths(self, owner: str) -> list[str]:
        """The names of the paths that a visitor has begun, the one visited last first."""
        latest = sa.func.max(ANSWERS.c.time)
        query = sa.select(ANSWERS.c.path).where(ANSWERS.c.owner == owner)
        with self._database.reading() as connection:
            return [*connection.scalars(query.group_by(ANSWERS.c.path).order_by(latest.desc()))]

    def _add(self, owner: str, path: str, entry: AnswerEntry) -> None:
        values = {"id": secrets.token_hex(8), "owner": owner, "path": path, **entry._asdict()}
        with self._database.writing() as connection:
            connection.execute(ANSWERS.insert().values(values))
            _keep_newest(connection, ANSWERS.c.owner == owner, MOST_OF_ONE)
            _keep_newest(connection, sa.true(), MOST_OF_ALL)


def _keep_newest(connection: sa.Connection, which: sa.ColumnElement[bool], most: int) -> None:
    count = connection.scalar(sa.select(sa.func.count()).select_from(ANSWERS).where(which)) or 0
    if count > most:
        oldest = sa.select(ANSWERS.c.id).where(which).order_by(ANSWERS.c.time, ANSWERS.c.id)
        gone = [*connection.scalars(oldest.limit(count - most))]
        connection.execute(ANSWERS.delete().where(ANSWERS.c.id.in_(gone)))
