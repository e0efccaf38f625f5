"""The runs of an owner as a list, and what the owner notes of them: name, note, baseline, deleted.

A deleted run can be brought back for a while. All but the list itself is as if it were not there.
"""

import json
import time
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import sqlalchemy as sa

from core.recipe import Recipe
from core.runs.database import Database
from core.runs.events import FINAL
from core.runs.history import History
from core.runs.run import Origin, is_run_id, stored_recipe, stored_settings
from core.runs.schema import RUNS
from core.runs.stored_events import read_events
from core.runs.summary import Summary, read_curve

MOST_NAME = 80
"""Characters of a name."""
MOST_NOTE = 4_000
"""Characters of a note."""
UNDO_SECONDS = 3_600.0
"""How long a deleted run can be brought back."""

HERE = RUNS.c.deleted.is_(None)
"""The runs that are not deleted."""


class ListedRun(NamedTuple):
    """A run as a list shows it.

    `stored_recipe` is its recipe as it is stored. `name` and `note` are what its owner has given
    it, empty without. `pinned` marks the owner's baseline, `deleted` when it was deleted, in
    seconds since 1970, as `created`. For `summary`, that of a run in flight is empty. `race` is the
    race in which it takes part, empty without, `race_place` its place there, and `race_result` its
    accuracy when it was first finished as its recipe says: what its owner does with it later
    changes no race. `origin` is where it comes from if it was brought in, which is when it was
    `created` here. `settings` is what its recipe says, as `Recipe.to_settings` gives it, empty if
    it cannot be read.
    """

    id: str
    stored_recipe: str
    created: float
    status: str
    name: str
    note: str
    pinned: bool
    deleted: float | None
    summary: Summary
    race: str = ""
    race_place: int | None = None
    race_result: float | None = None
    origin: Origin | None = None
    settings: Mapping[str, str] = MappingProxyType({})

    @property
    def recipe(self) -> Recipe | None:
        """Its recipe; None if this version of the lab cannot read it.

        Read when it is asked for: of a thousand runs a page shows twenty.
        """
        try:
            return stored_recipe(self.stored_recipe)
        except ValueError:
            return None

    @property
    def dataset(self) -> str | None:
        """The dataset of its recipe; None if that cannot be read."""
        return self.settings.get("data.dataset")

    @property
    def started(self) -> float:
        """When it was started, in seconds since 1970: in the lab from which it was brought in."""
        return self.origin.started if self.origin else self.created

    @property
    def in_flight(self) -> bool:
        """Whether more events will come."""
        return self.status not in FINAL


class RunListing:
    """The part of the run store that pages list. It raises what the store raises."""

    def __init__(self, database: Database):
        self._database = database

    def of(self, owner: str, since: float = 0.0) -> list[ListedRun]:
        """The runs of an owner, also those that cannot be read, the newest first.

        With `since`, in seconds since 1970, those that are here since then.
        """
        self._summarise_earlier(owner)
        theirs = (RUNS.c.owner == owner) & (RUNS.c.created >= since)
        return self._listed(theirs & HERE, RUNS.c.created)

    def by_id(self, run_ids: Sequence[str]) -> list[ListedRun]:
        """These runs, in this order, whosever they are; without those that are not there."""
        known = RUNS.c.id.in_([*filter(is_run_id, run_ids)])
        found = {run.id: run for run in self._listed(known & HERE, RUNS.c.created)}
        return [found[run_id] for run_id in run_ids if run_id in found]

    def deleted(self, owner: str) -> list[ListedRun]:
        """The runs of an owner that can be brought back, the one that was deleted last first."""
        return self._listed((RUNS.c.owner == owner) & ~HERE, RUNS.c.deleted)

    def owner(self, run_id: str) -> str | None:
        """Whose run it is, deleted or not; None if there is no such run."""
        if not is_run_id(run_id):
            return None
        with self._database.reading() as connection:
            return connection.scalar(sa.select(RUNS.c.owner).where(RUNS.c.id == run_id))

    def rename(self, run_id: str, name: str) -> None:
        """Give a run a name; with an empty one it is called by its recipe again."""
        self._set(run_id, name=stored_name(name))

    def annotate(self, run_id: str, note: str) -> None:
        """Give a run a note in Markdown, in place of the one that it had."""
        self._set(run_id, note=stored_note(note))

    def pin(self, run_id: str) -> None:
        """Make a run its owner's baseline, in place of any other."""
        owner = sa.select(RUNS.c.owner).where(RUNS.c.id == run_id).scalar_subquery()
        with self._database.writing() as connection:
            connection.execute(RUNS.update().where(RUNS.c.owner == owner).values(pinned=None))
            pinned = RUNS.update().where(RUNS.c.id == run_id)
            connection.execute(pinned.values(pinned=time.time()))

    def unpin(self, run_id: str) -> None:
        """Let a run be no baseline any longer."""
        self._set(run_id, pinned=None)

    def discard(self, run_id: str) -> bool:
        """Delete a run so that it can be brought back → whether it was over and could be deleted.

        It is no baseline any longer.
        """
        over = (RUNS.c.id == run_id) & RUNS.c.status.in_(FINAL) & HERE
        with self._database.writing() as connection:
            gone = RUNS.update().where(over).values(deleted=time.time(), pinned=None)
            return bool(connection.execute(gone).rowcount)

    def restore(self, run_id: str) -> bool:
        """Bring a deleted run back → whether it was still there."""
        with self._database.writing() as connection:
            back = RUNS.update().where(RUNS.c.id == run_id, ~HERE).values(deleted=None)
            return bool(connection.execute(back).rowcount)

    def expired(self) -> list[str]:
        """The ids of the runs that were deleted too long ago to be brought back."""
        query = sa.select(RUNS.c.id).where(RUNS.c.deleted < time.time() - UNDO_SECONDS)
        with self._database.reading() as connection:
            return [*connection.scalars(query)]

    def _set(self, run_id: str, **values: object) -> None:
        with self._database.writing() as connection:
            connection.execute(RUNS.update().where(RUNS.c.id == run_id).values(values))

    def _listed(
        self, condition: sa.ColumnElement[bool], newest: sa.ColumnElement
    ) -> list[ListedRun]:
        query = sa.select(*_COLUMNS).where(condition).order_by(newest.desc())
        with self._database.reading() as connection:
            return [_listed_run(row) for row in connection.execute(query)]

    def _summarise_earlier(self, owner: str) -> None:
        """Summarise runs that ended without it: an earlier version of the lab has trained them."""
        without = (RUNS.c.owner == owner) & RUNS.c.status.in_(FINAL) & RUNS.c.curve.is_(None)
        with self._database.reading() as connection:
            runs = [*connection.scalars(sa.select(RUNS.c.id).where(without))]
        if runs:
            with self._database.writing() as connection:
                for run_id in runs:
                    summarise(connection, run_id)


def summarise(connection: sa.Connection, run_id: str) -> None:
    """Store the summary of a run that is over, from all its events."""
    history = _history(connection, run_id)
    summary = Summary.of(history) if history else Summary()
    connection.execute(RUNS.update().where(RUNS.c.id == run_id).values(summary.to_columns()))


def note_race_result(connection: sa.Connection, run_id: str) -> None:
    """Let the result of a run that has just finished count in its race.

    Nothing happens if it has a result there, or was not trained as its recipe says.
    """
    first = (RUNS.c.id == run_id) & RUNS.c.race.is_not(None) & RUNS.c.race_result.is_(None)
    if connection.scalar(sa.select(RUNS.c.id).where(first)) is None:
        return
    history = _history(connection, run_id)
    if history is not None and history.is_as_planned:
        connection.execute(RUNS.update().where(first).values(race_result=RUNS.c.accuracy))


def _history(connection: sa.Connection, run_id: str) -> History | None:
    """The history of a run; None if its recipe cannot be read."""
    text = connection.scalar(sa.select(RUNS.c.recipe).where(RUNS.c.id == run_id))
    try:
        history = History(stored_recipe(text or ""))
    except ValueError:
        return None
    history.add(read_events(connection, run_id))
    return history


_COLUMNS = (
    *(RUNS.c.id, RUNS.c.recipe, RUNS.c.settings, RUNS.c.created, RUNS.c.status),
    *(RUNS.c.name, RUNS.c.note, RUNS.c.pinned, RUNS.c.deleted),
    *(RUNS.c.accuracy, RUNS.c.pictures, RUNS.c.seconds, RUNS.c.curve),
    *(RUNS.c.race, RUNS.c.race_place, RUNS.c.race_result, RUNS.c.origin),
)


def _listed_run(row: sa.Row) -> ListedRun:
    """The run in a row of `_COLUMNS`."""
    # By their places: by their names it takes three times as long, and a page lists a thousand.
    run_id, recipe, settings, created, status, *rest = row
    name, note, pinned, deleted, accuracy, pictures, seconds, curve, *rest = rest
    race, race_place, race_result, origin = rest
    return ListedRun(
        id=run_id,
        stored_recipe=recipe,
        created=created,
        status=status,
        name=name or "",
        note=note or "",
        pinned=pinned is not None,
        deleted=deleted,
        summary=Summary(accuracy, pictures or 0, seconds or 0.0, read_curve(curve)),
        race=race or "",
        race_place=race_place,
        race_result=race_result,
        origin=Origin(*json.loads(origin)) if origin else None,
        settings=stored_settings(settings, recipe),
    )


def stored_name(name: str) -> str | None:
    """A name in the form in which it is stored."""
    return " ".join(storable(name).split())[:MOST_NAME] or None


def stored_note(note: str) -> str | None:
    """A note in the form in which it is stored."""
    return storable(note).strip()[:MOST_NOTE] or None


def storable(text: str) -> str:
    """The text without what a database does not take: halves of characters, and zero bytes."""
    return text.encode("utf-8", "ignore").decode().replace("\0", "")
