"""The follower: the one thread of the app that talks to the cluster about training.

It submits runs to the workers, sends them commands, and stores their events and trained weights.
It does one thing after the other, so a run's events are stored in order and its final event after
its weights.
"""

import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from secrets import token_hex
from typing import NamedTuple

from distributed import Client, Future, KilledWorker

from core.cluster.connection import ConnectionFailed, Embedded, Joined, Lack
from core.cluster.topics import TopicMessage, listen
from core.datasets import DatasetError
from core.engine import parts, tasks
from core.engine.giving_way import PATIENCE_SECONDS, GivingWay
from core.engine.networks import Networks
from core.engine.process_name import is_alive, process_name
from core.engine.worker_messages import WorkerMessages
from core.language import message, say
from core.layers import LayerError
from core.runs import quota
from core.runs.commands import Command, GiveWay, to_message
from core.runs.events import Event, Failed, Interrupted, Queued, Stopped, WorkerReleased
from core.runs.probe import ProbeResult
from core.runs.run import Entry, NotStored, RunError
from core.runs.store import RunStore

logger = logging.getLogger(__name__)

TICK_SECONDS = 0.03
GATHER_SECONDS = 0.03
RETRY_SECONDS = 1.0
"""After the disk was full."""

LOST_WORKER = message(
    "The training process died several times, so the run was given up. "
    "The usual cause is too little memory: use a smaller batch or a smaller network."
)
NOT_SAVED = message("The network was trained but could not be kept: {error}. Free some disk space.")
NOT_SUBMITTED = message("The training service could not take the run: {error}. Train it again.")
UNEXPECTED = message("Training broke off because of a fault in the lab itself: {error}.")


class _Followed(NamedTuple):
    """A run on the cluster, and the topic on which it listens for commands."""

    future: Future
    topic: str


class Follower(threading.Thread):
    """Submits runs to the cluster, and writes their events and weights to the store."""

    def __init__(self, cluster: Embedded | Joined, store: RunStore, networks: Networks):
        super().__init__(name="follower", daemon=True)
        self.name_in_store = process_name()
        self._client: Client | None = None
        self.failure: ConnectionFailed | None = None
        """Why there is no connection, if the last attempt failed."""
        self.connected = threading.Event()
        self._cluster = cluster
        self._store = store
        self._networks = networks
        self._followed: dict[str, _Followed] = {}
        self._giving_way = GivingWay()
        self._messages = WorkerMessages(store, partial(self._do_later, GATHER_SECONDS), self._note)
        self._inbox: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._housekeeping = ThreadPoolExecutor(1, "housekeeping")
        self._closing = threading.Event()

    @property
    def client(self) -> Client:
        """The client of the cluster; there is one as soon as `connected` was set."""
        assert self._client is not None
        return self._client

    def newest_probe(self, run_id: str) -> ProbeResult | None:
        """The newest probe of a run; None if there was none, or long ago."""
        return self._messages.newest_probe(run_id)

    def lack(self) -> Lack | None:
        """What the cluster lacks for training, as far as is known; None if it lacks nothing."""
        return self._cluster.lack(self.client) if self.connected.is_set() else None

    def submit(self, run_id: str) -> None:
        """Let the thread submit a queued run to the cluster."""
        self._inbox.put(partial(self._submit, run_id))

    def send(self, run_id: str, command: Command) -> None:
        """Let the thread send a command to a run."""
        self._inbox.put(partial(self._send, run_id, command))

    def close(self) -> None:
        """End the thread, and with it an embedded cluster: its runs in flight are interrupted."""
        self._closing.set()
        if not self.connected.is_set():
            self._cluster.give_up()
        self.join()
        self._housekeeping.shutdown()

    def run(self) -> None:
        """The thread: connect, then work until `close`."""
        self._connect()
        while not self._closing.is_set():
            if self._lost():
                self._reconnect()
            ended = [run_id for run_id, run in self._followed.items() if run.future.done()]
            for run_id in ended:
                self._attempt(partial(self._finish, run_id))
            with suppress(queue.Empty):
                self._attempt(self._inbox.get(timeout=TICK_SECONDS))
        self._disconnect()

    def _do_later(self, seconds: float, step: Callable[[], None]) -> None:
        loop = self.client.loop
        assert loop is not None  # while the client is open
        loop.call_later(seconds, self._inbox.put, step)

    def _attempt(self, step: Callable[[], None]) -> None:
        try:
            step()
        except NotStored as error:
            logger.warning("%s", error)
            self._closing.wait(RETRY_SECONDS)
        except Exception:
            # A fault in one run must not end the thread that all runs depend on.
            logger.exception("A step of the training engine failed")

    # -- the connection

    def _lost(self) -> bool:
        if self.failure is not None:
            return False
        # Dask waits for a cluster that others run to come back. One of our own is started again.
        broken = self._cluster.ends_with_us and self.client.status != "running"
        return self._cluster.lost or broken or self.client.status == "closed"

    def _connect(self) -> None:
        try:
            self._client = self._cluster.open()
        except ConnectionFailed as error:
            if not self._closing.is_set():
                logger.error("%s", error)
            self.failure = error
            return
        self.failure = None
        self._networks.forget_workers()
        earlier = listen(self.client, tasks.EVENTS, self._messages.receive)
        self.client.subscribe_topic(tasks.PROBES, self._messages.receive)
        self._attempt(partial(self._adopt_orphans, earlier))
        self.connected.set()

    def _disconnect(self) -> None:
        self.connected.clear()
        if self._client is not None:
            self._client.close(timeout=2)
        self._messages.store_received()
        self._cluster.close()
        if self._cluster.ends_with_us:
            for run_id in self._followed:
                self._store.append(run_id, Interrupted())
        self._followed.clear()
        self._giving_way.clear()

    def _reconnect(self) -> None:
        self._disconnect()
        self._connect()

    def _adopt_orphans(self, earlier: tuple[TopicMessage, ...]) -> None:
        """Follow the runs whose app has ended, if the cluster still trains them.

        `earlier` are the messages of all runs until now. A run that the cluster no longer knows is
        stored as interrupted.
        """
        orphans = [run_id for run_id, engine in self._store.in_flight() if not is_alive(engine)]
        held = set(self.client.list_datasets()) if orphans else set()
        for run_id in orphans:
            if self._is_released(run_id):
                self._store.adopt(run_id, self.name_in_store)
            elif run_id in held:
                self._store.adopt(run_id, self.name_in_store)
                topic = self._topic(run_id)
                self._followed[run_id] = _Followed(self.client.get_dataset(run_id), topic)
            else:
                self._store.append(run_id, Interrupted())
        if held:
            # Stored now, so that they come before the messages that are received from now on.
            self._messages.store(content for _time, content in earlier)

    # -- the steps

    def _submit(self, run_id: str) -> None:
        if self.failure:
            self._connect()
        if self.failure:
            self._store.append(run_id, Failed(reason=str(self.failure)))
            return
        try:
            events = self._store.events(run_id)
            part = parts.part(events)
            future = self.client.submit(
                tasks.train_run,
                run_id,
                self._store.run(run_id).recipe,
                parts.planned_epochs(events),
                part,
                # A new key each time: Dask takes tasks with equal keys for the same task.
                key=f"train-{run_id}-{token_hex(4)}",
                pure=False,
                resources={"training": 1},
                # Who gave their worker up for others is the next to get one.
                priority=int(parts.gave_way(events)),
            )
            # A published task goes on when this app ends, if the cluster does not end with it.
            self.client.publish_dataset(future, name=run_id)
        except Exception as error:
            logger.exception("Run %s could not be submitted", run_id)
            self._store.append(run_id, Failed(reason=say(NOT_SUBMITTED, error=error)))
        else:
            self._followed[run_id] = _Followed(future, tasks.control_topic(run_id, part))
            self._make_way()

    def _is_released(self, run_id: str) -> bool:
        try:
            return self._store.run(run_id).status == "released"
        except RunError:
            return False  # it cannot be read

    def _make_way(self) -> None:
        """Ask runs that hold still to give way, as many as others wait for their workers."""
        asked = self._giving_way.ask(self._followed, len(self.client.nthreads()))
        for run_id in asked:
            self._tell(run_id, "give_way")
        if asked:
            self._do_later(PATIENCE_SECONDS, self._make_way)

    def _tell(self, run_id: str, command: Command | GiveWay) -> None:
        content = {"id": token_hex(4), "command": to_message(command)}
        self.client.log_event(self._topic(run_id), content)

    def _send(self, run_id: str, command: Command) -> None:
        self._giving_way.note_command(run_id, command)
        if self._is_released(run_id) and command != "stop":
            self._store.append(run_id, Queued())
            self._submit(run_id)
        self._tell(run_id, command)
        self._messages.store_received()
        if command == "stop" and self._store.run(run_id).status in ("queued", "released"):
            self._store.append(run_id, Stopped())
            if followed := self._followed.pop(run_id, None):
                followed.future.cancel()
                self.client.unpublish_dataset(run_id)

    def _topic(self, run_id: str) -> str:
        """The topic on which a run listens for commands; also before it is submitted."""
        if run_id in self._followed:
            return self._followed[run_id].topic
        return tasks.control_topic(run_id, parts.part(self._store.events(run_id)))

    def _note(self, entry: Entry) -> None:
        """Note whether a run holds still, by what was stored of it."""
        if self._giving_way.note(entry.run_id, entry.content):
            self._inbox.put(self._make_way)

    def _finish(self, run_id: str) -> None:
        end = self._end_of(run_id, self._followed[run_id].future)
        self._messages.store_received()  # all other events come before the final one
        self._store.append(run_id, end)
        del self._followed[run_id]  # not before: what could not be stored is tried again
        unheard = self._giving_way.forget(run_id)
        self._housekeeping.submit(self._attempt, partial(self._keep_quota, run_id))
        # An interrupted run is gone from the cluster, so there is nothing to unpublish.
        if not isinstance(end, Interrupted):
            self.client.unpublish_dataset(run_id)
        if isinstance(end, WorkerReleased):
            for command in unheard:
                self._send(run_id, command)

    def _keep_quota(self, run_id: str) -> None:
        # Its owner may have deleted it by now.
        if owner := self._store.listing.owner(run_id):
            quota.keep_within(self._store, owner)

    def _end_of(self, run_id: str, future: Future) -> Event:
        """Store the weights of a run that has ended → its final event."""
        try:
            outcome = future.result()
            self._store.save_weights(run_id, outcome.trained)
            self._networks.note_built(run_id, str(future.key), outcome.worker, self.client)
            return outcome.final
        except CancelledError:
            return Interrupted()
        except KilledWorker:
            return Failed(reason=say(LOST_WORKER))
        except (DatasetError, LayerError, MemoryError) as error:
            return Failed(reason=str(error))
        except OSError as error:
            return Failed(reason=say(NOT_SAVED, error=error.strerror or error))
        except Exception as error:
            logger.exception("Run %s failed", run_id)
            return Failed(reason=say(UNEXPECTED, error=f"{type(error).__name__}: {error}"))
