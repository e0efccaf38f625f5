"""The run store: every run with its recipe, its events, its film and its trained weights.

SQLite by default (`runs.db` in the home folder), or PostgreSQL by a SQLAlchemy URL. Weights are
plain NumPy arrays in the folder `artifacts`.
"""

import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path

import sqlalchemy as sa

from core.home import make_home, make_private
from core.language import message, say
from core.recipe import Recipe
from core.runs.answers import AnswerTable
from core.runs.artifacts import Artifacts, artifact_sizes, delete_artifacts, move_artifacts
from core.runs.brought import Brought, add_brought
from core.runs.database import Database
from core.runs.event_log import NewRun, add_runs, append, chosen_epoch, entry, lock_if_over
from core.runs.events import FINAL, IN_FLIGHT, STATUS, Continued, EpochChosen, Event, OpenedTestSet
from core.runs.film import BEGINNING, Moment, Position, add_moment, read_film
from core.runs.leases import Leases
from core.runs.listeners import Listeners
from core.runs.listing import HERE, RunListing, summarise
from core.runs.probe import ProbeResult
from core.runs.races import RACE_TRAINED_FOR, RaceTable
from core.runs.run import (
    Entry,
    Logged,
    Run,
    RunError,
    StoredRun,
    UnreadableRun,
    UnreadableRunError,
    is_run_id,
    stored_recipe,
)
from core.runs.schema import EVENTS, PROBES, RUNS
from core.runs.snapshots import Snapshots
from core.runs.stored_events import read_events

NO_RUN = message("There is no run “{run}” here.")
NOT_OVER = message("This run is still in flight. Stop it, or wait for its end.")


class RunStore(Artifacts):
    """Runs, events, films and weights. Safe to use from several threads and processes.

    Each method that reads raises NotRead, and each that writes NotStored, if the database does not
    answer.
    """

    def __init__(self, home: Path, url: str | None = None):
        """Open the store in `home`, or the database at a SQLAlchemy `url`; make it if need be.

        A store that an earlier version wrote is brought up to date. StoreError if a later one did.
        """
        make_home(home)
        super().__init__(home)
        if url is None:
            make_private(home / "runs.db")
        self._database = Database(url or f"sqlite:///{home / 'runs.db'}")
        self.listing = RunListing(self._database)
        """The runs of an owner as a list, and what the owner notes of them."""
        self.races = RaceTable(self._database)
        """The races, and which runs take part in them."""
        self.answers = AnswerTable(self._database)
        """What visitors answer on a path."""
        self._listeners = Listeners()
        self.leases = Leases(self._database)
        """Which engines live; each run belongs to one."""

    def listening(self, run_id: str, tell: Callable[[], object]) -> AbstractContextManager[None]:
        """Call `tell` whenever something new of a run was stored by this process, for this block.

        It is called in the thread that stored it, and must not raise.
        """
        return self._listeners.listening(run_id, tell)

    def create(self, recipe: Recipe, owner: str, engine: str) -> str:
        """Store a new run, queued → its id."""
        return self.create_all([recipe], owner, engine)[0]

    def create_all(self, recipes: Iterable[Recipe], owner: str, engine: str) -> list[str]:
        """Store new runs, queued, all or none → their ids in order."""
        with self._database.writing() as connection:
            return add_runs(connection, map(NewRun, recipes), owner, engine)

    def bring_in(self, brought: Brought, files: Path, owner: str, engine: str) -> None:
        """Store runs that come from another lab: all of them, or none.

        Their networks and snapshots are moved here from `files`, which has them as the home of a
        store does. OSError if they cannot be moved.
        """
        ids = [run.id for run in brought.runs]
        try:
            with self._database.writing() as connection:
                add_brought(connection, brought, owner, engine, time.time())
                move_artifacts(files, self._home, ids)
        except BaseException:
            for run_id in ids:
                delete_artifacts(self._home, run_id)
            raise

    def append(
        self, run_id: str, event: Event, source: str | None = None, engine: str | None = None
    ) -> bool:
        """Store an event. False if it is stored already, or the run is over.

        `source` identifies the event: two events of a run with the same source are one. Only the
        engine that has the run may write for `engine`; another's event is False, too.
        """
        with self._database.writing() as connection:
            is_new = append(connection, run_id, event, source, engine)
        self._listeners.tell(run_id)
        return is_new

    def append_all(self, entries: Iterable[Entry], engine: str | None = None) -> None:
        """Store events and probes in this order, in one transaction, each as `append` does."""
        stored = set()
        with self._database.writing() as connection:
            for run_id, content, source in entries:
                if isinstance(content, ProbeResult):
                    add_moment(connection, run_id, content, source, engine)
                else:
                    append(connection, run_id, content, source, engine)
                stored.add(run_id)
        for run_id in stored:
            self._listeners.tell(run_id)

    def choose(self, run_id: str, event: EpochChosen) -> None:
        """Store that a run has the network of an earlier epoch now. RunError if it is in flight."""
        self._write_after_end(run_id, event)

    def open_test_set(self, run_id: str) -> None:
        """Store that the test set is opened for a run. RunError if it is in flight."""
        self._write_after_end(run_id, OpenedTestSet())

    def reopen(self, run_id: str, event: Continued, engine: str) -> None:
        """Queue a run again that is over, on an engine. RunError if it is in flight."""
        self._write_after_end(run_id, event, status=STATUS[event.kind], engine=engine)

    def _write_after_end(self, run_id: str, event: Event, **values: object) -> None:
        with self._database.writing() as connection:
            if not lock_if_over(connection, run_id, **values):
                raise RunError(say(NOT_OVER))
            connection.execute(entry(run_id, event))
            summarise(connection, run_id)
        self._listeners.tell(run_id)

    def run(self, run_id: str) -> Run:
        """The run of this id; RunError if there is none, UnreadableRunError if it cannot be read"""
        found = self._runs(RUNS.c.id == run_id) if is_run_id(run_id) else []
        if not found:
            named = run_id[:32].encode(errors="replace").decode()  # half a character cannot be sent
            raise RunError(say(NO_RUN, run=named))
        [run] = found
        if isinstance(run, UnreadableRun):
            raise UnreadableRunError(run.sentence)
        return run

    def runs(self, owner: str) -> list[Run]:
        """The runs of an owner that can be read and are not deleted, the newest first."""
        return [run for run in self._runs(RUNS.c.owner == owner) if isinstance(run, Run)]

    def runs_in_flight(self, owner: str) -> list[Run]:
        """Those of them that are in flight."""
        found = self._runs((RUNS.c.owner == owner) & RUNS.c.status.in_(IN_FLIGHT))
        return [run for run in found if isinstance(run, Run)]

    def in_flight(self, owner: str) -> dict[str, str | None]:
        """The ids of an owner's runs in flight, each with the race for which it trains, if any."""
        own = (RUNS.c.owner == owner) & RUNS.c.status.in_(IN_FLIGHT)
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(RUNS.c.id, RACE_TRAINED_FOR).where(own))
            return {row.id: row.race for row in rows}

    def unreadable_runs(self, owner: str) -> list[UnreadableRun]:
        """The other runs of an owner, the newest first."""
        return [run for run in self._runs(RUNS.c.owner == owner) if isinstance(run, UnreadableRun)]

    def events(self, run_id: str, after: int = -1) -> list[Logged[Event]]:
        """The events of a run with a number above `after`, in order.

        An `Unreadable` stands in the place of one that cannot be read.
        """
        with self._database.reading() as connection:
            return read_events(connection, run_id, after)

    def film(self, run_id: str, after: Position = BEGINNING) -> list[Moment]:
        """The moments of a run's film after a position, in order."""
        with self._database.reading() as connection:
            return read_film(connection, run_id, after)

    def runs_over(self, owner: str | None = None) -> list[StoredRun]:
        """The runs that are over, of an owner or of all, in the order in which they make room.

        Deleted ones come first, then the oldest.
        """
        marks = (RUNS.c.pinned.is_not(None), ~HERE)
        columns = (RUNS.c.id, RUNS.c.owner, RUNS.c.created, *marks)
        over = sa.select(*columns).where(RUNS.c.status.in_(FINAL))
        if owner is not None:
            over = over.where(RUNS.c.owner == owner)
        with self._database.reading() as connection:
            found = connection.execute(over.order_by(HERE, RUNS.c.created)).all()
        sizes = artifact_sizes(self._home)
        return [
            StoredRun(run_id, of, created, pinned, deleted, sizes[run_id])
            for run_id, of, created, pinned, deleted in found
        ]

    def forget_snapshots(self, run_id: str) -> int:
        """Delete the snapshots of a run that is over → the bytes that are free by that.

        The last one and that of the chosen epoch stay: the run can go on from them.
        """
        with self._database.writing() as connection:
            if not lock_if_over(connection, run_id):
                return 0
            chosen = chosen_epoch(connection, run_id)
            return Snapshots(self._home, run_id).forget_all_but_last(chosen)

    def delete(self, run_id: str) -> None:
        """Delete a run that is over, with all that belongs to it; it cannot be brought back."""
        with self._database.writing() as connection:
            if not lock_if_over(connection, run_id):
                return
            for table in (EVENTS, PROBES):
                connection.execute(table.delete().where(table.c.run_id == run_id))
            connection.execute(RUNS.delete().where(RUNS.c.id == run_id))
        delete_artifacts(self._home, run_id)

    def close(self) -> None:
        """Close the connections to the database."""
        self._database.close()

    def _runs(self, condition: sa.ColumnElement[bool]) -> list[Run | UnreadableRun]:
        columns = (RUNS.c.id, RUNS.c.recipe, RUNS.c.owner, RUNS.c.created, RUNS.c.status)
        query = sa.select(*columns).where(condition & HERE).order_by(RUNS.c.created.desc())
        with self._database.reading() as connection:
            return [_run(row) for row in connection.execute(query)]


def _run(row: sa.Row) -> Run | UnreadableRun:
    try:
        recipe = stored_recipe(row.recipe)
    except ValueError:
        return UnreadableRun(row.id, row.owner, row.created, row.status)
    return Run(row.id, recipe, row.owner, row.created, row.status)
