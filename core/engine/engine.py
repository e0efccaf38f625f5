"""The training engine: submit a recipe, follow its run, give it commands, query its network."""

import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from copy import copy
from functools import partial
from pathlib import Path

from core.cluster.connection import Embedded, Joined
from core.datasets import Library
from core.engine.admission import NOT_FOR_OTHERS, Admission
from core.engine.follower import Follower
from core.engine.networks import Networks
from core.engine.query import EngineError
from core.engine.races import Races
from core.engine.range_tests import RangeTests
from core.engine.run_commands import RunCommands
from core.engine.run_notes import NOT_YOURS, RunNotes
from core.engine.worker_queries import WorkerQueries
from core.experiments.race import MOST_RUNS
from core.experiments.range_test import RangeTest
from core.home import home_folder
from core.language import message, say
from core.ownership import is_owner, require_owner
from core.recipe import MAX_EPOCHS, Recipe
from core.recipe.work import run_seconds
from core.runs import quota
from core.runs.artifacts import artifact_sizes
from core.runs.brought import Brought
from core.runs.commands import Command, Word
from core.runs.events import Continued, Epoch, EpochChosen, Event, OpenedTestSet
from core.runs.run import Logged, Run, RunError
from core.runs.snapshots import Snapshots
from core.runs.store import NOT_OVER, RunStore
from core.runs.trained_weights import TrainedWeights

FOLLOW_SECONDS = 0.05
START_SECONDS = 120.0
"""How long a range test waits for workers that are starting: it holds no page up."""

NOT_SAVED = message("The network of this epoch could not be stored: {error}. Free some disk space.")
NOT_MOVED = message("The runs could not be stored: {error}. Free some disk space.")
NO_SNAPSHOT = message("This run kept nothing to go on from. Train it again.")
TOO_MANY_EPOCHS = message(
    "A run has at most {most:,} epochs, and this one has done {done:,}. Choose fewer more."
)
TOO_MANY_RUNS = message(
    "These are {count:,} runs, and at most {most} are queued together. Choose fewer."
)


class Engine(WorkerQueries, RunCommands):
    """Trains recipes on a Dask cluster, and queries the trained networks.

    Whoever has the engine, as a script or a notebook has, may change every run. What visitors ask
    goes through `on_behalf_of`.
    """

    def __init__(self, home: Path, store: RunStore, networks: Networks, follower: Follower):
        """`store` has the runs, which `follower` gives to the workers; `home` is their folder."""
        super().__init__(Library(home), store, networks, follower)
        self._admission = Admission(store, home)
        self._visitor: str | None = None
        self._range_tests = RangeTests(partial(self._client, START_SECONDS))
        quota.delete_expired(store)
        follower.start()

    @classmethod
    def local(cls, home: Path | None = None, workers: int | None = None) -> "Engine":
        """An engine with a cluster of its own on this machine; it starts in the background.

        StoreError if the runs in `home` were stored by a later version of the lab.
        """
        home = Path(home or home_folder())
        return cls.on_cluster(Embedded(home, workers), home)

    @classmethod
    def connect(cls, address: str, home: Path | None = None) -> "Engine":
        """The same on an existing Dask cluster, `tcp://…` or `tls://…`."""
        return cls.on_cluster(Joined(address), Path(home or home_folder()))

    @classmethod
    def on_cluster(cls, cluster: Embedded | Joined, home: Path) -> "Engine":
        """An engine on this cluster, with the runs and datasets in `home`."""
        store = RunStore(home, os.environ.get("FIRST_EPOCH_DATABASE"))
        library = Library(home)
        networks = Networks(library, store)
        return cls(home, store, networks, Follower(cluster, store, networks, library))

    def on_behalf_of(self, visitor: str) -> "Engine":
        """The same engine for a visitor, to whom it shows all runs.

        It changes only runs that are theirs: of another's, each method that would change it raises
        NotTheOwner. A visitor without a name owns nothing.
        """
        theirs = copy(self)
        theirs._visitor = visitor
        theirs.library = self.library.on_behalf_of(visitor)
        return theirs

    def owns(self, run_id: str) -> bool:
        """Whether whoever asks may change a run; RunError if there is no such run."""
        return is_owner(self._visitor, self.store.run(run_id).owner)

    @property
    def notes(self) -> RunNotes:
        """What owners note of their runs: names, notes, the baseline, and which are deleted."""
        return RunNotes(self.store, self._visitor)

    @property
    def races(self) -> Races:
        """Races: several runs of an owner that together have one place in the queue."""
        store, follower = self.store, self._follower
        return Races(store, self.library, self._admission, follower, self._visitor)

    def _own(self, run_id: str) -> Run:
        """A run that whoever asks may change; NotTheOwner if it is another's."""
        run = self.store.run(run_id)
        require_owner(self._visitor, run.owner, NOT_YOURS)
        return run

    def submit(
        self,
        recipe: Recipe,
        owner: str,
        first: Word | None = None,
        instead_of: str | None = None,
    ) -> str:
        """Give a recipe to a worker → the id of its run; `first` is a command for its beginning.

        The owner's run `instead_of` is stopped for it, if it is in flight. EngineError, with a
        sentence, if the recipe cannot run or the owner has another run in flight; DatasetError if
        its dataset is not on this machine.
        """
        require_owner(self._visitor, owner, NOT_FOR_OTHERS)
        if instead_of:
            self._own(instead_of)
        self._admission.require_runnable(recipe, self.library.load(recipe.data.dataset).card)
        with self._admission.of(owner, instead_of):
            run_id = self.store.create(recipe, owner, self._follower.name_in_store)
        if first:
            self._follower.send(run_id, first)
        self._follower.submit(run_id)
        if instead_of:
            self.stop(instead_of)
        return run_id

    def submit_all(self, recipes: Sequence[Recipe], owner: str) -> list[str]:
        """Give several recipes to the workers, all or none → the ids of their runs.

        They have one place in the queue, as the runs of a race, and are as many at most. Raises as
        `submit` does.
        """
        require_owner(self._visitor, owner, NOT_FOR_OTHERS)
        if len(recipes) > MOST_RUNS:
            raise EngineError(say(TOO_MANY_RUNS, count=len(recipes), most=MOST_RUNS))
        for recipe in recipes:
            card = self.library.load(recipe.data.dataset).card
            self._admission.require_runnable(recipe, card)
        with self._admission.of(owner):
            run_ids = self.store.create_all(recipes, owner, self._follower.name_in_store)
        for run_id in run_ids:
            self._follower.submit(run_id)
        return run_ids

    def seconds(self, recipe: Recipe) -> float:
        """About how long a run takes on one worker, as epochs lately took here.

        DatasetError for an unknown dataset, LayerError if the network does not fit its pictures.
        """
        card = self.library.card(recipe.data.dataset)
        return self._follower.slowness * run_seconds(recipe, card)

    def begin_range_test(self, recipe: Recipe, owner: str) -> Future[RangeTest]:
        """Begin a learning-rate range test of a recipe → its result, when it has its turn.

        EngineError, with a sentence, if the recipe cannot run or its batches take too long;
        DatasetError if its dataset is not on this machine. The result may raise both, TooSlow or
        MemoryError; it is cancelled if its owner begins another test meanwhile.
        """
        require_owner(self._visitor, owner, NOT_FOR_OTHERS)
        card = self.library.load(recipe.data.dataset).card
        return self._range_tests.begin(recipe, card, owner)

    def bring_in(self, brought: Brought, files: Path, owner: str) -> None:
        """Store what comes from another lab as the owner's, all or none; see `core.exchange`.

        Networks and snapshots are moved here from `files`. RunError if there is no room for that,
        EngineError if the disk has none.
        """
        require_owner(self._visitor, owner, NOT_FOR_OTHERS)
        self._admission.require_room()
        nbytes = artifact_sizes(files).total() + brought.told_bytes
        quota.require_room(self.store, owner, len(brought.runs), nbytes)
        try:
            self.store.bring_in(brought, files, owner, self._follower.name_in_store)
        except OSError as error:
            raise EngineError(say(NOT_MOVED, error=error.strerror or error)) from error

    def follow(self, run_id: str) -> Iterator[Logged[Event]]:
        """The events of a run as they come, to its end; RunError if there is no such run."""
        number = -1
        while True:
            in_flight = self.store.run(run_id).in_flight
            for logged in self.store.events(run_id, after=number):
                number = logged.number
                yield logged
            if not in_flight:
                return
            time.sleep(FOLLOW_SECONDS)

    def send(self, run_id: str, command: Command) -> bool:
        in_flight = self._own(run_id).in_flight
        if in_flight:
            self._follower.send(run_id, command)
        return in_flight

    def place(self, run_id: str) -> int | None:
        """How many runs get a worker before this one; None if it does not wait in this engine."""
        return self._follower.place(run_id)

    def held_back(self, run_id: str) -> int:
        """How many events of a run wait to be written, because the store does not take them."""
        return self._follower.held_back(run_id)

    def epochs_kept(self, run_id: str) -> list[int]:
        """The epochs of a run that have a snapshot, in order."""
        return self.store.snapshots(run_id).epochs()

    def choose(self, run_id: str, epoch: int) -> None:
        """Make the weights of an earlier epoch the network of a run that is over.

        RunError if that epoch was not kept or the run is still in flight.
        """
        run, snapshot = self._own(run_id), self.store.snapshot(run_id, epoch)
        if run.in_flight:
            raise RunError(say(NOT_OVER))
        trained = TrainedWeights(snapshot.weights, self.store.load_weights(run_id).scaling)
        try:
            self.store.save_weights(run_id, trained)
        except OSError as error:
            raise EngineError(say(NOT_SAVED, error=error.strerror or error)) from error
        self.store.choose(run_id, EpochChosen(epoch=epoch))

    def open_test_set(self, run_id: str) -> None:
        """Note that the test set is opened, to measure a run's network; RunError if in flight."""
        self.store.open_test_set(self._own(run_id).id)

    def train_more(self, run_id: str, epochs: int) -> None:
        """Continue a run that is over for `epochs` more epochs, from its last snapshot.

        If an earlier epoch was chosen, it continues from that one; later snapshots are deleted.
        RunError if it is still in flight or its snapshots are gone, EngineError if its owner has
        another run in flight or that would be more epochs than a recipe may have.
        """
        run, snapshots = self._own(run_id), self.store.snapshots(run_id)
        if run.in_flight:
            raise RunError(say(NOT_OVER))
        done = self._last_epoch(run_id, snapshots)
        if not 1 <= epochs <= MAX_EPOCHS - done:
            raise EngineError(say(TOO_MANY_EPOCHS, most=MAX_EPOCHS, done=done))
        longer = run.recipe.with_settings("training", epochs=done + epochs)
        self._admission.require_runnable(longer, self.library.card(run.recipe.data.dataset))
        with self._admission.of(run.owner):
            event = Continued(epochs=done + epochs)
            self.store.reopen(run_id, event, self._follower.name_in_store)
        snapshots.forget_after(done)
        self._follower.submit(run_id)

    def continues_from(self, run_id: str) -> int:
        """The epoch from which `train_more` would continue a run; RunError if that is gone."""
        return self._last_epoch(run_id, self.store.snapshots(run_id))

    def close(self) -> None:
        """End the engine, and with it an embedded cluster: its runs in flight are interrupted."""
        self._range_tests.end()
        self._follower.close()
        self.store.close()

    def _last_epoch(self, run_id: str, snapshots: Snapshots) -> int:
        """The epoch to continue from: the chosen one, else the last with event and snapshot.

        0 for a run that has not come through an epoch; RunError if the snapshot is gone.
        """
        stored: list[Event] = [logged.event for logged in self.store.events(run_id)]
        events = [event for event in stored if not isinstance(event, OpenedTestSet)]
        kept = snapshots.epochs()
        if isinstance(events[-1], EpochChosen):
            kept = [epoch for epoch in kept if epoch == events[-1].epoch]
        else:
            last = max((event.epoch for event in events if isinstance(event, Epoch)), default=-1)
            kept = [epoch for epoch in kept if epoch <= last]
        if kept:
            return kept[-1]
        if any(isinstance(event, Epoch | EpochChosen) and event.epoch for event in events):
            raise RunError(say(NO_SNAPSHOT))
        return 0  # it had not trained yet
