"""The runs that an engine knows: those that wait for a worker, and those that are on the cluster.

To be used by the follower's thread alone, except for `place` and `waiting`.
"""

import logging
from collections.abc import Callable, Iterator
from secrets import token_hex
from typing import NamedTuple

from distributed import Client, Future

from core.cluster.connection import TRAINING
from core.datasets import DatasetError, Library
from core.engine import parts, tasks
from core.engine.carried_snapshots import Collector
from core.engine.pace import Pace
from core.engine.turns import Turns
from core.engine.workers import PREFIX, idle_workers
from core.layers import LayerError
from core.recipe import Recipe
from core.recipe.work import epoch_seconds
from core.runs.commands import Command, GiveWay, to_message
from core.runs.events import Event, PaceChanged
from core.runs.probe import ProbeResult
from core.runs.run import Run
from core.runs.store import RunStore

logger = logging.getLogger(__name__)


class _Task(NamedTuple):
    """What is submitted for a run that waits: the arguments of `tasks.train_run`."""

    recipe: Recipe
    epochs: int | None
    part: int


class OnCluster(NamedTuple):
    """A run on the cluster: its task, and the topic on which it listens for commands."""

    future: Future
    topic: str


class RunQueue:
    """Gives runs to workers when it is their turn."""

    def __init__(
        self,
        store: RunStore,
        library: Library,
        client: Callable[[], Client],
        owns_cluster: bool,
    ):
        """`client` gives the present client of the cluster.

        `owns_cluster` says that the cluster is the engine's own: then all workers see the lab's
        folder. Else what a run keeps is collected.
        """
        self._store = store
        self._library = library
        self._client = client
        self.owns_cluster = owns_cluster
        self._collector = None if owns_cluster else Collector(store)
        self._turns = Turns()
        self.pace = Pace()
        self._waiting: dict[str, _Task] = {}
        self.on_cluster: dict[str, OnCluster] = {}
        self._places: dict[str, int] = {}

    def __contains__(self, run_id: str) -> bool:
        return run_id in self._waiting or run_id in self.on_cluster

    def __iter__(self) -> Iterator[str]:
        return iter([*self._waiting, *self.on_cluster])

    @property
    def is_waited_in(self) -> bool:
        """Whether a run waits."""
        return bool(self._waiting)

    def place(self, run_id: str) -> int | None:
        """How many runs get a worker before this one; None if it does not wait here."""
        return self._places.get(run_id)

    @property
    def waiting(self) -> int:
        """How many runs wait, as far as the queue was looked at."""
        return len(self._places)

    def join(self, run: Run) -> None:
        """Let a run wait for a worker, with what its events tell of it."""
        events = self._store.events(run.id)
        stint = parts.stint(events, run.recipe.training.epochs)
        seconds = self._epoch_seconds(run.recipe)
        self._turns.join(run.id, run.owner, stint, self.pace.factor * seconds)
        if not any(isinstance(logged.event, PaceChanged) for logged in events):
            self.pace.expect(run.id, seconds)
        for logged in events:
            self._turns.note(run.id, logged.event)
        planned, part = parts.planned_epochs(events), parts.part(events)
        self._waiting[run.id] = _Task(run.recipe, planned, part)

    def follow(self, run_id: str, future: Future) -> None:
        """Note that a run that waited is on the cluster now."""
        topic = tasks.control_topic(run_id, self._waiting.pop(run_id).part)
        self.on_cluster[run_id] = OnCluster(future, topic)
        self._turns.begin(run_id)

    def forget(self, run_id: str, is_over: bool = True) -> list[Command]:
        """Forget a run → the commands since it was asked to give way, if it was.

        One that is not over gave way, and comes again.
        """
        self._waiting.pop(run_id, None)
        self.on_cluster.pop(run_id, None)
        self.pace.forget(run_id)
        return self._turns.leave(run_id, is_over)

    def note(self, run_id: str, event: Event | ProbeResult) -> bool:
        """Note what a run has told → whether it has begun to hold still."""
        self.pace.note(run_id, event)
        return self._turns.note(run_id, event)

    def has_kept(self, run_id: str, event: Event | ProbeResult) -> bool:
        """Note what a run has told → whether it has kept something that is to be collected."""
        return self._collector is not None and self._collector.note(run_id, event)

    def collect(self) -> None:
        """Take what runs have kept on workers that do not see the lab's folder."""
        if self._collector is not None:
            keys = {run_id: str(one.future.key) for run_id, one in self.on_cluster.items()}
            self._collector.take_news(self._client(), keys)

    def collect_last(self, run_id: str) -> None:
        """Take all that a run has kept, at the end of its task."""
        if self._collector is not None:
            key = str(self.on_cluster[run_id].future.key)
            self._collector.finish(self._client(), run_id, key)

    def assign(self) -> dict[str, Exception]:
        """Give the free workers to those whose turn it is, and ask others to give way.

        Those that could not be submitted are forgotten, and returned with the reason.
        """
        refused = {}
        if self._waiting and self._client().status == "running":
            submitted = [str(one.future.key) for one in self.on_cluster.values()]
            idle = idle_workers(self._client(), submitted)
            for run_id in self._turns.waiting()[:idle]:
                try:
                    self._submit(run_id)
                except Exception as error:
                    logger.exception("Run %s could not be submitted", run_id)
                    self.forget(run_id)
                    refused[run_id] = error
            for run_id in self._turns.ask():
                self._log(run_id, "give_way")
        self._places = {run_id: place for place, run_id in enumerate(self._turns.waiting())}
        return refused

    def _submit(self, run_id: str) -> None:
        carried = self._collector and self._collector.carried(run_id)
        try:
            # For no certain worker: if that one died, Dask would not give its task to another.
            future = self._client().submit(
                tasks.train_run,
                run_id,
                *self._waiting[run_id],
                carried,
                # A new key each time: Dask takes tasks with equal keys for the same task.
                key=f"{PREFIX}{run_id}-{token_hex(4)}",
                pure=False,
                resources={TRAINING: 1},
            )
            # A published task goes on when this app ends, if the cluster does not end with it.
            self._client().publish_dataset(future, name=run_id)
        except OSError as error:  # the connection is lost: the run waits for the next one
            logger.warning("Run %s waits on: %s", run_id, error)
            return
        self.follow(run_id, future)

    def tell(self, run_id: str, command: Command) -> None:
        """Send a command to a run, also to one that is not known here."""
        self._log(run_id, command)
        self._turns.note_command(run_id, command)

    def _log(self, run_id: str, command: Command | GiveWay) -> None:
        content = {"id": token_hex(4), "command": to_message(command)}
        self._client().log_event(self._topic(run_id), content)

    def _topic(self, run_id: str) -> str:
        """The topic on which a run listens for commands; also before it is submitted."""
        if run_id in self.on_cluster:
            return self.on_cluster[run_id].topic
        if run_id in self._waiting:
            return tasks.control_topic(run_id, self._waiting[run_id].part)
        return tasks.control_topic(run_id, parts.part(self._store.events(run_id)))

    def _epoch_seconds(self, recipe: Recipe) -> float:
        try:
            return epoch_seconds(recipe, self._library.card(recipe.data.dataset))
        except (DatasetError, LayerError):
            return 0.0  # it will end at once
