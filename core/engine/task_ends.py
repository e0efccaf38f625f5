"""The ends of tasks: what a run has left is stored before anybody is told that it is over."""

from collections.abc import Callable
from functools import partial

from distributed import Future

from core.engine.custody import Custody
from core.engine.endings import ConnectionLost, Ending, ending_of, save_network
from core.engine.run_queue import RunQueue
from core.engine.steps import Steps
from core.engine.worker_messages import WorkerMessages
from core.runs.events import Event, Interrupted
from core.runs.run import StoreAway
from core.runs.store import RunStore


class TaskEnds:
    """Stores networks and final events of runs. To be used by the follower's thread alone."""

    def __init__(
        self,
        store: RunStore,
        engine: str,
        queue: RunQueue,
        messages: WorkerMessages,
        custody: Custody,
        steps: Steps,
        on_end: Callable[[str, Event, Ending], None],
    ):
        """`engine` is its name in the store. Storing is one of the `steps`.

        `on_end` is called once for each task whose end is stored, with its run and final event.
        """
        self._store = store
        self._engine = engine
        self._queue = queue
        self._messages = messages
        self._custody = custody
        self._steps = steps
        self._on_end = on_end
        self._done: dict[str, Future] = {}
        """The tasks that are done, of runs whose end is perhaps not stored yet."""
        self._held_back: set[str] = set()
        """Those whose end the store has not taken."""

    def is_held_back(self, run_id: str) -> bool:
        """Whether the store has not taken the end of a run yet."""
        return run_id in self._held_back

    def look(self) -> None:
        """Store the ends of the tasks that are done since the last look, in steps to come."""
        for run_id, one in self._queue.on_cluster.items():
            if one.future.done() and self._done.get(run_id) is not one.future:
                self._done[run_id] = one.future
                self._steps.put(run_id, partial(self._finish, run_id, one.future))

    def _finish(self, run_id: str, future: Future) -> None:
        if not self._is_task_of(run_id, future):
            self._let_go(run_id, future)
            return
        try:
            # Fetched once: its worker may end before the store answers.
            ending = ending_of(run_id, future)
        except ConnectionLost:
            del self._done[run_id]  # so it is asked for again, unless the connection is given up
            return
        self._steps.do(run_id, partial(self._store_end, run_id, future, ending))

    def _store_end(self, run_id: str, future: Future, ending: Ending) -> None:
        """Store the network and the end of a run, and let go of it."""
        if not self._is_task_of(run_id, future):
            self._let_go(run_id, future)  # it was stopped, or the cluster was lost meanwhile
            return
        try:
            if run_id not in self._store.leases.runs_of(self._engine):
                self._queue.forget(run_id)  # another engine has it, or somebody has ended it
                self._let_go(run_id, future)
                return
            final = save_network(self._store, run_id, ending)
            self._messages.store_received()  # all other events come before the final one
            if isinstance(final, Interrupted):
                self._custody.interrupt(run_id)
            else:
                self._queue.collect_last(run_id)
                self._store.append(run_id, final, engine=self._engine)
        except StoreAway:
            self._held_back.add(run_id)
            raise
        self._let_go(run_id, future)
        self._on_end(run_id, final, ending)

    def _let_go(self, run_id: str, future: Future) -> None:
        """Nothing of this task waits to be stored any longer."""
        if self._done.get(run_id) is future:
            del self._done[run_id]
            self._held_back.discard(run_id)

    def _is_task_of(self, run_id: str, future: Future) -> bool:
        on_cluster = self._queue.on_cluster.get(run_id)
        return on_cluster is not None and on_cluster.future is future
