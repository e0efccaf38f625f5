"""Which runs in flight are an engine's: what it takes over from others, and what it has lost."""

from collections.abc import Callable, Iterable

from distributed import Client

from core.engine import tasks
from core.engine.run_queue import RunQueue
from core.engine.worker_messages import WorkerMessages
from core.runs.events import Interrupted
from core.runs.store import RunStore


class Custody:
    """Brings the queue and the store together. To be used by the follower's thread alone.

    Each method raises StoreAway if the store does not answer, and can be called again.
    """

    def __init__(
        self,
        store: RunStore,
        engine: str,
        queue: RunQueue,
        messages: WorkerMessages,
        client: Callable[[], Client | None],
        wait: Callable[[str], None],
    ):
        """`engine` is its name in the store, `client` gives the client of its cluster.

        `wait` lets a run wait for a worker.
        """
        self._store = store
        self._engine = engine
        self._queue = queue
        self._messages = messages
        self._client = client
        self._wait = wait
        self._unknown: set[str] = set()
        """Runs of this engine in the store that were not in the queue at the last look."""

    def take_orphans(self, expired: bool) -> None:
        """Take the runs that no living engine has, as `Leases.take_orphans` tells."""
        self.take_up(self._store.leases.take_orphans(self._engine, expired))

    def settle_unknown(self) -> None:
        """Take up this engine's runs in flight that have got lost on their way to here.

        Those of this moment are left out: the page that has stored them is about to tell of them.
        """
        unknown = self._store.leases.runs_of(self._engine).keys() - {*self._queue}
        self.take_up(unknown & self._unknown)
        self._unknown = unknown

    def take_up(self, run_ids: Iterable[str]) -> None:
        """Follow runs of this engine, if the cluster still trains them.

        Those that wait go on waiting, and those that the cluster no longer knows are interrupted.
        """
        client = self._client()
        if client is None:
            return  # until there is a cluster that could know them
        status = self._store.leases.runs_of(self._engine)
        found = [run_id for run_id in run_ids if run_id in status and run_id not in self._queue]
        held = {*client.list_datasets()}.intersection(found) if found else set()
        if held:
            # Stored now, so that they come before the messages that are received from now on.
            earlier = (content for _time, content in client.get_events(tasks.EVENTS))
            self._messages.store(one for one in earlier if one["run_id"] in held)
        for run_id in found:
            if run_id in held:
                self._queue.join(self._store.run(run_id))
                self._queue.follow(run_id, client.get_dataset(run_id))
            elif status[run_id] == "queued":
                self._wait(run_id)
            elif status[run_id] != "released":
                self._store.append(run_id, Interrupted(), engine=self._engine)

    def interrupt(self, run_id: str) -> None:
        """Note that the cluster of a run is gone; one that had not begun waits for the next."""
        self._messages.store_received()
        if self._store.leases.runs_of(self._engine).get(run_id) == "queued":
            self._wait(run_id)
        else:
            self._store.append(run_id, Interrupted(), engine=self._engine)

    def leave_to_others(self) -> None:
        """Let go of what another engine has taken while this one did not answer."""
        own = self._store.leases.runs_of(self._engine)
        for run_id in [run_id for run_id in self._queue if run_id not in own]:
            if self._queue.owns_cluster and run_id in self._queue.on_cluster:
                self._queue.tell(run_id, "stop")  # its worker is free for others
            self._queue.forget(run_id)
