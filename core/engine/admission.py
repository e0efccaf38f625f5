"""Whether something may be started: it can be trained, and its owner has nothing else in flight."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.datasets import DatasetCard
from core.disk import shortage
from core.engine.query import EngineError
from core.language import message, say
from core.lint.refusal import refusal
from core.recipe import Recipe
from core.runs.store import RunStore

NOT_FOR_OTHERS = message("A run can be started only in one's own name.")
STILL_TRAINING = message("Your last run is still training. Stop it, or wait for its end.")
STILL_RACING = message("Your race is still going on. Stop it, or wait for its end.")


class Admission:
    """Lets each owner have one run or one race in flight. Safe to use from several threads."""

    def __init__(self, store: RunStore, home: Path):
        """`home` is the folder of the runs."""
        self._store = store
        self._home = home
        self._lock = threading.Lock()

    def require_runnable(self, recipe: Recipe, card: DatasetCard) -> None:
        """EngineError, with a sentence, if a recipe cannot be trained on its dataset now."""
        self.require_room()
        if sentence := refusal(recipe, card):
            raise EngineError(sentence)

    def require_room(self) -> None:
        """EngineError, with a sentence, if the disk has no room for a run."""
        if sentence := shortage(self._home):
            raise EngineError(sentence)

    @contextmanager
    def of(
        self, owner: str, instead_of: str | None = None, race: str | None = None
    ) -> Iterator[None]:
        """For this block, in which a run or a race is stored, nobody else starts anything.

        EngineError, with a sentence, if the owner has something in flight already; not counted are
        the run `instead_of`, which is about to be stopped, and the runs of `race`, which is to have
        more.
        """
        with self._lock:
            for run_id, of_race in self._store.in_flight(owner).items():
                if run_id != instead_of and (race is None or of_race != race):
                    raise EngineError(say(STILL_RACING if of_race else STILL_TRAINING))
            yield
