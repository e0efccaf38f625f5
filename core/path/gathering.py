"""The evidence for a visitor's answers, from the store: the runs and races of the path."""

from collections.abc import Callable

from core.bugs.progress import PATH as BUGS
from core.bugs.progress import Puzzles
from core.datasets import DatasetError, Library
from core.experiments.outcome import outcomes_of
from core.experiments.race import Race
from core.experiments.standing import standing
from core.path.answers import RunAnswer
from core.path.blocks import Task
from core.path.chapter import Chapter
from core.path.evidence import PathEvidence
from core.path.judged_path import JudgedPath
from core.path.known import Known
from core.path.progress import PathProgress
from core.path.stand_ins import dataset_here
from core.runs.history import RunHistory, to_result
from core.runs.listing import ListedRun
from core.runs.run import Run, RunError
from core.runs.store import RunStore

MOST_RUNS_LOOKED_AT = 50
"""For a task: the newest ones."""


class Gathering(JudgedPath):
    """What the store knows about one visitor's way through a path.

    `histories` keeps what was read of runs, by id, for the next one, which reads what is new of
    them.
    """

    def __init__(
        self,
        progress: PathProgress,
        store: RunStore,
        library: Library,
        histories: dict[str, RunHistory] | None = None,
    ):
        super().__init__(progress, library)
        self._store = store
        self._histories = {} if histories is None else histories

    def run_that_meets(self, chapter: Chapter, task: Task, owner: str) -> str | None:
        """The id of a run that meets a task, and that the owner started since opening the chapter.

        None if none does. Of several it is the one that is stored as the answer.
        """
        since = self.progress.opened.get(chapter.name)
        if since is None:
            return None
        dataset = task.dataset and dataset_here(chapter, task.dataset, self._library)
        runs = [
            run
            for run in trained_since(self._store, owner, since)
            if not run.in_flight and (not dataset or run.dataset == dataset)
        ]
        given = self.progress.answer(chapter.name, task.name)
        runs.sort(key=lambda run: RunAnswer(run=run.id) != given)
        for run in runs[:MOST_RUNS_LOOKED_AT]:
            if task.when.holds(Known(self.evidence_of_run(run.id), self.evidence_of).value):
                return run.id
        return None

    def evidence_of_run(self, run_id: str) -> PathEvidence | None:
        """The evidence of a run as it is now; None if it, or its dataset, is not there any more."""
        return self._evidence_of_run(run_id, self._whole_history)

    def _evidence_to_result(self, run_id: str) -> PathEvidence | None:
        return self._evidence_of_run(run_id, self._history_to_result)

    def _evidence_of_run(
        self, run_id: str, history: Callable[[Run], RunHistory]
    ) -> PathEvidence | None:
        try:
            run = self._store.run(run_id)
            card = self._library.card(run.recipe.data.dataset)
        except (RunError, DatasetError):
            return None
        return PathEvidence(run.recipe, card, history(run))

    def _evidence_of_race(self, race_id: str) -> PathEvidence | None:
        try:
            stored = self._store.races.race(race_id)
            race = Race.model_validate_json(stored.text)
            card = self._library.card(race.base.data.dataset)
        except (RunError, DatasetError, ValueError):
            return None
        runs = self._store.listing.by_id([*stored.runs.values()])
        outcomes = outcomes_of(stored.runs, runs)
        return PathEvidence(race.base, card, standing=standing(race, outcomes))

    def _whole_history(self, run: Run) -> RunHistory:
        history = self._histories.setdefault(run.id, RunHistory(run.recipe, run.id))
        history.add(self._store.events(run.id, history.number))
        return history

    def _history_to_result(self, run: Run) -> RunHistory:
        history = RunHistory(run.recipe, run.id)
        history.add(to_result(self._store.events(run.id)))
        return history


def trained_since(store: RunStore, owner: str, since: float) -> list[ListedRun]:
    """The runs that an owner has started since a time in seconds since 1970, the newest first.

    Without those that were brought in, and those that tell a fault that is still to be found.
    """
    secret = Puzzles(store.answers.of(owner, BUGS)).secret_runs()
    runs = store.listing.of(owner, since)
    return [run for run in runs if not run.origin and run.id not in secret]
