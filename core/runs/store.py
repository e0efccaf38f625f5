"""The run store: every run with its recipe, its events, its film and its trained weights.

SQLite by default (`runs.db` in the home folder), or PostgreSQL by a SQLAlchemy URL. Weights are
plain NumPy arrays in the folder `artifacts`.
"""

import secrets
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from core.home import make_home, make_private
from core.language import message, say
from core.recipe import Recipe
from core.runs.artifacts import artifact_sizes
from core.runs.events import (
    FINAL,
    STATUS,
    Continued,
    EpochChosen,
    Event,
    OpenedTestSet,
    Queued,
    Started,
)
from core.runs.film import BEGINNING, Moment, Position, add_moment, cut_film, read_film
from core.runs.listing import HERE, RunListing, summarise
from core.runs.probe import ProbeResult
from core.runs.run import (
    Entry,
    Logged,
    NotStored,
    Run,
    RunError,
    StoredRun,
    UnreadableRun,
    UnreadableRunError,
    is_run_id,
    stored_recipe,
)
from core.runs.schema import EVENTS, PROBES, RUNS, open_database
from core.runs.snapshots import Snapshot, Snapshots
from core.runs.stored_events import event_of, read_events
from core.runs.trained_weights import TrainedWeights

NO_RUN = message("There is no run “{run}” here.")
NOT_OVER = message("This run is still in flight. Stop it, or wait for its end.")
NO_SUCH_EPOCH = message("Epoch {epoch} of this run was not kept.")
NO_NETWORK = message("Run {run} kept no trained network.")
NOT_STORED = message(
    "This could not be stored ({error}). Usually the disk is full: whoever runs the lab can make "
    "room."
)


class RunStore:
    """Runs, events, films and weights. Safe to use from several threads and processes."""

    def __init__(self, home: Path, url: str | None = None):
        """Open the store in `home`, or the database at a SQLAlchemy `url`; make it if need be.

        A store that an earlier version wrote is brought up to date. StoreError if a later one did.
        """
        make_home(home)
        self._home = home
        if url is None:
            make_private(home / "runs.db")
        self._database = open_database(url or f"sqlite:///{home / 'runs.db'}")
        self.listing = RunListing(self._database, self._writing)
        """The runs of an owner as a list, and what the owner notes of them."""
        self._listeners: defaultdict[str, list[Callable[[], object]]] = defaultdict(list)
        self._listeners_lock = threading.Lock()

    @contextmanager
    def listening(self, run_id: str, tell: Callable[[], object]) -> Iterator[None]:
        """Call `tell` whenever something new of a run was stored by this process, for this block.

        It is called in the thread that stored it, and must not raise.
        """
        with self._listeners_lock:
            self._listeners[run_id].append(tell)
        try:
            yield
        finally:
            with self._listeners_lock:
                self._listeners[run_id].remove(tell)
                if not self._listeners[run_id]:
                    del self._listeners[run_id]

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        """A transaction of this block, all of it or nothing. NotStored if that is not possible."""
        try:
            with self._database.begin() as connection:
                yield connection
        except sa.exc.OperationalError as error:
            raise NotStored(say(NOT_STORED, error=str(error.orig))) from error

    def _tell(self, run_id: str) -> None:
        with self._listeners_lock:
            told = [*self._listeners.get(run_id, ())]
        for tell in told:
            tell()

    def create(self, recipe: Recipe, owner: str, engine: str) -> str:
        """Store a new run, queued → its id."""
        run_id = secrets.token_hex(6)
        with self._writing() as connection:
            connection.execute(
                RUNS.insert().values(
                    id=run_id,
                    recipe=recipe.model_dump_json(),
                    owner=owner,
                    engine=engine,
                    created=time.time(),
                    status="queued",
                )
            )
        self.append(run_id, Queued())
        return run_id

    def append(self, run_id: str, event: Event, source: str | None = None) -> bool:
        """Store an event. False if it is stored already, or the run is over.

        `source` identifies the event: two events of a run with the same source are one.
        """
        with self._writing() as connection:
            is_new = _append(connection, run_id, event, source)
        self._tell(run_id)
        return is_new

    def append_all(self, entries: Iterable[Entry]) -> None:
        """Store events and probes in this order, in one transaction."""
        stored = set()
        with self._writing() as connection:
            for run_id, content, source in entries:
                if isinstance(content, ProbeResult):
                    add_moment(connection, run_id, content, source)
                else:
                    _append(connection, run_id, content, source)
                stored.add(run_id)
        for run_id in stored:
            self._tell(run_id)

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
        with self._writing() as connection:
            if not _lock_if_over(connection, run_id, **values):
                raise RunError(say(NOT_OVER))
            connection.execute(_entry(run_id, event))
            summarise(connection, run_id)
        self._tell(run_id)

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

    def unreadable_runs(self, owner: str) -> list[UnreadableRun]:
        """The other runs of an owner, the newest first."""
        return [run for run in self._runs(RUNS.c.owner == owner) if isinstance(run, UnreadableRun)]

    def queued_before(self, run_id: str) -> int:
        """How many runs stand in the queue before this one."""
        own = sa.select(RUNS.c.created).where(RUNS.c.id == run_id).scalar_subquery()
        waiting = (RUNS.c.status == "queued") & (RUNS.c.created < own)
        with self._database.connect() as connection:
            return connection.scalar(sa.select(sa.func.count()).where(waiting)) or 0

    def in_flight(self) -> list[tuple[str, str]]:
        """The ids of all runs that have not ended, each with the name of its engine."""
        query = sa.select(RUNS.c.id, RUNS.c.engine).where(RUNS.c.status.not_in(FINAL))
        with self._database.connect() as connection:
            return [(run_id, engine) for run_id, engine in connection.execute(query)]

    def adopt(self, run_id: str, engine: str) -> None:
        """Give a run to another engine."""
        with self._writing() as connection:
            connection.execute(RUNS.update().where(RUNS.c.id == run_id).values(engine=engine))

    def events(self, run_id: str, after: int = -1) -> list[Logged[Event]]:
        """The events of a run with a number above `after`, in order.

        An `Unreadable` stands in the place of one that cannot be read.
        """
        with self._database.connect() as connection:
            return read_events(connection, run_id, after)

    def film(self, run_id: str, after: Position = BEGINNING) -> list[Moment]:
        """The moments of a run's film after a position, in order."""
        with self._database.connect() as connection:
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
        with self._database.connect() as connection:
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
        with self._writing() as connection:
            if not _lock_if_over(connection, run_id):
                return 0
            chosen = _chosen_epoch(connection, run_id)
            return Snapshots(self._home, run_id).forget_all_but_last(chosen)

    def delete(self, run_id: str) -> None:
        """Delete a run that is over, with all that belongs to it; it cannot be brought back."""
        with self._writing() as connection:
            if not _lock_if_over(connection, run_id):
                return
            for table in (EVENTS, PROBES):
                connection.execute(table.delete().where(table.c.run_id == run_id))
            connection.execute(RUNS.delete().where(RUNS.c.id == run_id))
        Snapshots(self._home, run_id).delete()
        (self._home / "artifacts" / f"{run_id}.npz").unlink(missing_ok=True)

    def save_weights(self, run_id: str, trained: TrainedWeights) -> None:
        """Store the weights of a run's network, in place of those that it had."""
        trained.save(self._weights_file(run_id))

    def load_weights(self, run_id: str) -> TrainedWeights:
        """The weights of a run's network; RunError if it kept none."""
        try:
            return TrainedWeights.load(self._weights_file(run_id))
        except FileNotFoundError:
            raise RunError(say(NO_NETWORK, run=run_id)) from None

    def has_network(self, run_id: str) -> bool:
        """Whether a run kept its network."""
        return self._weights_file(run_id).exists()

    def network_version(self, run_id: str) -> int:
        """A number that changes with the network; RunError if there is none."""
        try:
            return self._weights_file(run_id).stat().st_mtime_ns
        except FileNotFoundError:
            raise RunError(say(NO_NETWORK, run=run_id)) from None

    def snapshots(self, run_id: str) -> Snapshots:
        """The snapshots of a run; RunError if there is no such run."""
        return Snapshots(self._home, self.run(run_id).id)

    def snapshot(self, run_id: str, epoch: int) -> Snapshot:
        """A run's snapshot of an epoch; RunError if there is none."""
        try:
            return self.snapshots(run_id).load(epoch)
        except FileNotFoundError:
            raise RunError(say(NO_SUCH_EPOCH, epoch=epoch)) from None

    def snapshot_version(self, run_id: str, epoch: int) -> int:
        """A number that changes with a run's snapshot of an epoch; RunError if there is none."""
        try:
            return self.snapshots(run_id).version(epoch)
        except FileNotFoundError:
            raise RunError(say(NO_SUCH_EPOCH, epoch=epoch)) from None

    def close(self) -> None:
        """Close the connections to the database."""
        self._database.dispose()

    def _weights_file(self, run_id: str) -> Path:
        self.run(run_id)  # raises: only the id of a run may become a path
        return self._home / "artifacts" / f"{run_id}.npz"

    def _runs(self, condition: sa.ColumnElement[bool]) -> list[Run | UnreadableRun]:
        query = sa.select(RUNS).where(condition & HERE).order_by(RUNS.c.created.desc())
        with self._database.connect() as connection:
            return [_run(row) for row in connection.execute(query)]


def _lock_if_over(connection: sa.Connection, run_id: str, **values: object) -> bool:
    """Lock a run for this transaction and set `values`, if it is over → whether it is."""
    over = (RUNS.c.id == run_id) & RUNS.c.status.in_(FINAL)
    # An update locks it, so that nobody reopens the run meanwhile; the status stays if not given.
    update = RUNS.update().where(over).values({"status": RUNS.c.status} | values)
    return bool(connection.execute(update).rowcount)


def _chosen_epoch(connection: sa.Connection, run_id: str) -> int | None:
    """The epoch that was last chosen for a run, if any."""
    query = sa.select(EVENTS.c.event).where(EVENTS.c.run_id == run_id)
    events = map(event_of, connection.scalars(query.order_by(EVENTS.c.number.desc())))
    return next((event.epoch for event in events if isinstance(event, EpochChosen)), None)


def _append(connection: sa.Connection, run_id: str, event: Event, source: str | None) -> bool:
    known = sa.exists().where(EVENTS.c.run_id == run_id, EVENTS.c.source == source)
    still_open = (RUNS.c.id == run_id) & RUNS.c.status.not_in(FINAL)
    status = STATUS[event.kind] or RUNS.c.status
    # The update comes first, because it locks the run while `_entry` counts its events.
    update = RUNS.update().where(still_open, ~known).values(status=status)
    if not connection.execute(update).rowcount:
        return False
    connection.execute(_entry(run_id, event, source))
    if event.kind in FINAL:
        summarise(connection, run_id)
    if isinstance(event, Started):
        cut_film(connection, run_id, event.first_epoch - 1)
    return True


def _entry(run_id: str, event: Event, source: str | None = None) -> sa.Insert:
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


def _run(row: sa.Row) -> Run | UnreadableRun:
    try:
        recipe = stored_recipe(row.recipe)
    except ValueError:
        return UnreadableRun(row.id, row.owner, row.created, row.status)
    return Run(row.id, recipe, row.owner, row.created, row.status)
