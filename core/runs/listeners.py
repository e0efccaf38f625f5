"""Who waits for news of a run."""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Listeners:
    """What is called when something new of a run was stored by this process."""

    def __init__(self) -> None:
        self._of_run: defaultdict[str, list[Callable[[], object]]] = defaultdict(list)
        self._lock = threading.Lock()

    @contextmanager
    def listening(self, run_id: str, tell: Callable[[], object]) -> Iterator[None]:
        """Call `tell` at each `tell` of the run, for this block."""
        with self._lock:
            self._of_run[run_id].append(tell)
        try:
            yield
        finally:
            with self._lock:
                self._of_run[run_id].remove(tell)
                if not self._of_run[run_id]:
                    del self._of_run[run_id]

    def tell(self, run_id: str) -> None:
        """Tell all who wait for news of a run, in this thread."""
        with self._lock:
            told = [*self._of_run.get(run_id, ())]
        for tell in told:
            tell()
