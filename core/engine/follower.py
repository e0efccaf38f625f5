"""The follower: the one thread of the app that talks to the cluster about training.

It gives runs to the workers when it is their turn, sends them commands, and stores their events and
trained weights. It does one thing after the other, so a run's events are stored in order and its
final event after its weights. What the store does not take is kept, and stored later.
"""

import logging
import threading
import time
from collections.abc import Callable
from functools import partial

from core.cluster.connection import ConnectionFailed, Embedded, Joined
from core.cluster.topics import listen
from core.datasets import Library
from core.engine import parts, tasks
from core.engine.cluster_client import ClusterClient
from core.engine.custody import Custody
from core.engine.endings import Ending
from core.engine.housekeeping import Housekeeping
from core.engine.lease import Lease, new_name
from core.engine.networks import Networks
from core.engine.run_queue import RunQueue
from core.engine.steps import Steps
from core.engine.task_ends import TaskEnds
from core.engine.worker_messages import WorkerMessages
from core.language import message, say
from core.runs.commands import Command
from core.runs.events import (
    Event,
    Failed,
    Interrupted,
    Queued,
    Stopped,
    WorkerReleased,
    Yielded,
)
from core.runs.probe import ProbeResult
from core.runs.run import Entry, UnreadableRunError
from core.runs.store import RunStore

logger = logging.getLogger(__name__)

TICK_SECONDS = 0.03
GATHER_SECONDS = 0.03
QUEUE_SECONDS = 1.0
"""How often the queue is looked at: workers come and go, and runs use up their time."""
SETTLE_SECONDS = 10.0
"""How often the runs in the store are compared with those that are known here."""
AGAIN_SECONDS = 1.0
"""Until the next attempt, where a connection does not last."""
CLOSING_SECONDS = 5.0
"""How long a store that does not answer is waited for at the end."""

MESSAGES, QUEUE, LEASES = "messages", "queue", "leases"
"""What steps are about that concern no single run."""

NOT_SUBMITTED = message("The training service could not take the run: {error}. Train it again.")


class Follower(threading.Thread):
    """Submits runs to the cluster, and writes their events and weights to the store."""

    def __init__(
        self, cluster: Embedded | Joined, store: RunStore, networks: Networks, library: Library
    ):
        super().__init__(name="follower", daemon=True)
        self.name_in_store = new_name()
        self.cluster = ClusterClient(cluster)
        self._store = store
        self._networks = networks
        self._queue = RunQueue(store, library, lambda: self.cluster.client, cluster.ends_with_us)
        self._out_of_sight: list[str] = []
        """Runs on a cluster that others run, since the connection was lost."""
        self._steps = Steps()
        self._will_assign = False
        """Whether the queue will be looked at anyway, once the steps before are done."""
        soon = partial(self._do_later, GATHER_SECONDS)
        self._messages = WorkerMessages(store, self.name_in_store, soon, self._note)
        self._custody = Custody(
            store,
            self.name_in_store,
            self._queue,
            self._messages,
            lambda: self.cluster.reachable,
            self.submit,
        )
        self._ends = TaskEnds(
            store,
            self.name_in_store,
            self._queue,
            self._messages,
            self._custody,
            self._steps,
            self._go_on_after,
        )
        self._lease = Lease(
            store.leases,
            self.name_in_store,
            lambda: self._steps.put(LEASES, self._custody.leave_to_others),
            lambda expired: self._steps.put(LEASES, partial(self._custody.take_orphans, expired)),
        )
        self._housekeeping = Housekeeping(store)
        self._closing = threading.Event()

    def newest_probe(self, run_id: str) -> ProbeResult | None:
        """The newest probe of a run; None if there was none, or long ago."""
        return self._messages.newest_probe(run_id)

    def place(self, run_id: str) -> int | None:
        """How many runs get a worker before this one; None if it does not wait for one here."""
        return self._queue.place(run_id)

    def waiting(self) -> int:
        """How many runs wait for a worker here."""
        return self._queue.waiting

    @property
    def slowness(self) -> float:
        """How many times as long as `core.recipe.work` expects an epoch lately took."""
        return self._queue.pace.factor

    def held_back(self, run_id: str) -> int:
        """How many events of a run the store has not taken; 0 while it takes all."""
        return self._messages.held_back(run_id) + self._ends.is_held_back(run_id)

    def submit(self, run_id: str) -> None:
        """Let a queued run wait for a worker."""
        self._steps.put(run_id, partial(self._join, run_id))

    def send(self, run_id: str, command: Command) -> None:
        """Let the thread send a command to a run."""
        self._steps.put(run_id, partial(self._send, run_id, command))

    def start(self) -> None:
        """Start the thread; from now on the engine has its lease."""
        self._lease.beat()  # before there is a run that another engine could take
        self._lease.start()
        super().start()

    def close(self) -> None:
        """End the thread, and with it an embedded cluster: what it trains is interrupted."""
        self._closing.set()
        self.cluster.give_up()
        self.join()
        self._lease.end()
        self._housekeeping.end()

    def run(self) -> None:
        """The thread: connect, then work until `close`."""
        self._connect()
        look = settle = time.monotonic()
        while not self._closing.is_set():
            if self.cluster.is_lost:
                self._disconnect()
                self._connect()
            self._ends.look()
            now = time.monotonic()
            if self.cluster.failure and self._is_missed and now >= settle:
                self._connect()
            if self._queue.is_waited_in and now >= look:
                self._steps.do(QUEUE, self._assign)
                look = now + QUEUE_SECONDS
            if now >= settle:
                self._steps.do(LEASES, self._custody.settle_unknown)
                settle = now + SETTLE_SECONDS
            self._steps.work(TICK_SECONDS)
        self._disconnect()
        self._steps.finish(CLOSING_SECONDS)

    def _do_later(self, seconds: float, do: Callable[[], None]) -> None:
        self.cluster.later(seconds, partial(self._steps.put, MESSAGES, do))

    # -- the connection

    @property
    def _is_missed(self) -> bool:
        """Whether runs wait for a cluster that cannot be reached."""
        return bool(self._out_of_sight) or self._queue.is_waited_in

    def _connect(self) -> None:
        try:
            client = self.cluster.open()
            self._networks.forget_workers()
            listen(client, tasks.EVENTS, self._messages.receive)
            client.subscribe_topic(tasks.PROBES, self._messages.receive)
        except ConnectionFailed as error:
            if not self._closing.is_set():
                logger.error("%s", error)
            return
        except Exception:
            logger.exception("The connection to the workers was lost at once")
            self._closing.wait(AGAIN_SECONDS)
            return
        found, self._out_of_sight = self._out_of_sight, []
        self._steps.do(LEASES, partial(self._custody.take_up, found))
        self._steps.do(LEASES, partial(self._custody.take_orphans, False))
        self.cluster.connected.set()

    def _disconnect(self) -> None:
        self.cluster.close()
        for run_id in [*self._queue.on_cluster]:
            self._queue.forget(run_id)
            if self.cluster.ends_with_us:
                self._steps.do(run_id, partial(self._custody.interrupt, run_id))
            else:
                self._out_of_sight.append(run_id)

    # -- the steps

    def _join(self, run_id: str) -> None:
        """Let a run wait for a worker."""
        if run_id in self._queue:
            return
        if self.cluster.failure:
            self._connect()
        if self.cluster.failure:
            self._store.append(run_id, Failed(reason=str(self.cluster.failure)))
            return
        try:
            run = self._store.run(run_id)
        except UnreadableRunError:
            self._store.append(run_id, Interrupted())
            return
        if run.in_flight:  # it may have been stopped meanwhile
            self._queue.join(run)
            self._assign_soon()

    def _assign_soon(self) -> None:
        """Look at the queue once all have come, or gone, that come or go together, as in a race."""
        if not self._will_assign:
            self._will_assign = True
            self._steps.put(QUEUE, self._assign)

    def _assign(self) -> None:
        self._will_assign = False
        for run_id, error in self._queue.assign().items():
            failed = Failed(reason=say(NOT_SUBMITTED, error=str(error)))
            self._steps.do(run_id, partial(self._store.append, run_id, failed))

    def _send(self, run_id: str, command: Command) -> None:
        if run_id not in self._queue and command != "stop":
            self._wake(run_id)
        self._queue.tell(run_id, command)
        if command == "stop":
            self._steps.do(run_id, partial(self._end_unbegun, run_id))

    def _wake(self, run_id: str) -> None:
        """Let a run wait for a worker that holds still without one."""
        if self._store.leases.runs_of(self.name_in_store).get(run_id) == "released":
            source = f"woken-{parts.part(self._store.events(run_id))}"
            self._store.append(run_id, Queued(), source, self.name_in_store)
            self._join(run_id)

    def _end_unbegun(self, run_id: str) -> None:
        """End a run that was asked to stop, if no worker trains it."""
        self._messages.store_received()
        if self._store.run(run_id).status not in ("queued", "released"):
            return
        self._store.append(run_id, Stopped())
        on_cluster = self._queue.on_cluster.get(run_id)
        self._queue.forget(run_id)
        if on_cluster is not None:
            on_cluster.future.cancel()
            self.cluster.unpublish(run_id)
        self._assign_soon()

    def _note(self, entry: Entry) -> None:
        """Note what was stored of a run; one that holds still may let another have its worker."""
        if self._queue.note(entry.run_id, entry.content):
            self._assign_soon()
        if self._queue.has_kept(entry.run_id, entry.content):
            self._steps.put(QUEUE, self._queue.collect)

    # -- the end of a run

    def _go_on_after(self, run_id: str, final: Event, ending: Ending) -> None:
        """Do what follows from a run's end, which is stored; one that gave way comes again."""
        gave_way = isinstance(final, WorkerReleased | Yielded)
        unheard = self._queue.forget(run_id, is_over=not gave_way)
        if isinstance(final, Yielded):
            self.submit(run_id)
        for command in unheard if gave_way else ():
            self.send(run_id, command)
        self._assign_soon()
        self._housekeeping.after(run_id)
        # An interrupted run is gone from the cluster, so there is nothing to unpublish.
        if not isinstance(final, Interrupted):
            self.cluster.unpublish(run_id)
        if ending.kept is not None:
            self._networks.note_built(
                run_id, ending.kept.key, ending.kept.worker, self.cluster.client
            )
