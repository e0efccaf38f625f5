"""The evidence for a visitor's answers, from the store: the runs and races of the path."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache

from core.bugs.progress import PATH as BUGS
from core.bugs.progress import Puzzles
from core.datasets import DatasetError, Library
from core.experiments.outcome import outcomes_of
from core.experiments.race import Race
from core.experiments.standing import standing
from core.path.answers import Answer, ChoiceAnswer, NumberAnswer, RaceAnswer, RunAnswer, ToldAnswer
from core.path.blocks import QuestionBlock, Task
from core.path.chapter import Chapter
from core.path.evidence import PathEvidence
from core.path.judging import Judgement, judge
from core.path.known import Known
from core.path.progress import PathProgress
from core.path.stand_ins import dataset_here, recipe_here
from core.recipe import Recipe, RecipeError
from core.runs.events import Event, Finished, OpenedTestSet, Stopped
from core.runs.history import RunHistory
from core.runs.listing import ListedRun
from core.runs.run import Logged, Run, RunError
from core.runs.store import RunStore

MOST_RUNS_LOOKED_AT = 50
"""For a task: the newest ones."""


class Gathering:
    """What the store knows about one visitor's way through a path.

    It reads the run of each run block once: make a new one where it may have gone on. `histories`
    keeps what was read of other runs, by id, for the next one, which reads what is new of them.
    """

    def __init__(
        self,
        progress: PathProgress,
        store: RunStore,
        library: Library,
        histories: dict[str, RunHistory] | None = None,
    ):
        self.progress = progress
        self._store = store
        self._library = library
        self._histories = {} if histories is None else histories
        self._of_run_block = cache(self._read_run_block)

    def evidence_of(self, run_block: str) -> PathEvidence | None:
        """What is known of the run or race that a run block of the path has started.

        Of a run, up to its first result: to train it further, or to choose an epoch, changes no
        answer. None if it has started none, or what it has started is not there any more.
        """
        return self._of_run_block(run_block)

    def is_given_up(self, run_block: str) -> bool:
        """Whether the visitor went on without a run block's run, or it is not there any more."""
        return bool(self.progress.run_answer(run_block)) and not self.evidence_of(run_block)

    def judged(self, chapter: Chapter, block: str) -> Judgement | None:
        """The judgement of the latest answer to a block.

        None without an answer, and for a run block.
        """
        answer = self.progress.answer(chapter.name, block)
        return None if answer is None else self.judge(chapter, block, answer)

    def judge(self, chapter: Chapter, block: str, answer: Answer) -> Judgement | None:
        """The judgement of any answer to a block; None for a run block."""
        asked = chapter.blocks[block]
        if isinstance(asked, QuestionBlock) and asked.of:
            own = self.evidence_of(asked.of)
        elif isinstance(answer, RunAnswer):
            own = self.evidence_of_run(answer.run)
        elif isinstance(answer, NumberAnswer | ChoiceAnswer | ToldAnswer) and answer.recipe:
            own = self._evidence_of_link(answer.recipe)
        elif isinstance(asked, QuestionBlock):
            own = self._evidence_of_chapter(chapter)
        else:
            own = None
        return judge(asked, answer, Known(own, self.evidence_of, self.is_given_up))

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
        """The evidence of a race; None if it, or its dataset, is not there any more."""
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
        history.add(self._events_to_result(run.id))
        return history

    def _events_to_result(self, run_id: str) -> Iterator[Logged[Event]]:
        """The events of a run up to its first result, and those that open the test set."""
        has_result = False
        for logged in self._store.events(run_id):
            if not has_result or isinstance(logged.event, OpenedTestSet):
                yield logged
            has_result = has_result or isinstance(logged.event, Finished | Stopped)

    def _read_run_block(self, run_block: str) -> PathEvidence | None:
        answer = self.progress.run_answer(run_block)
        if isinstance(answer, RunAnswer):
            return self._evidence_of_run(answer.run, self._history_to_result)
        return self._evidence_of_race(answer.race) if isinstance(answer, RaceAnswer) else None

    def _evidence_of_link(self, link: str) -> PathEvidence | None:
        with suppress(RecipeError, DatasetError):
            recipe = Recipe.from_link(link)
            return PathEvidence(recipe, self._library.card(recipe.data.dataset))
        return None

    def _evidence_of_chapter(self, chapter: Chapter) -> PathEvidence | None:
        """That of the recipe with which the page of the chapter opens."""
        if chapter.recipe is None:
            return None
        with suppress(DatasetError):
            recipe = recipe_here(chapter, chapter.recipe, self._library)
            return PathEvidence(recipe, self._library.card(recipe.data.dataset))
        return None


def trained_since(store: RunStore, owner: str, since: float) -> list[ListedRun]:
    """The runs that an owner has started since a time in seconds since 1970, the newest first.

    Without those that were brought in, and those that tell a fault that is still to be found.
    """
    secret = Puzzles(store.answers.of(owner, BUGS)).secret_runs()
    runs = store.listing.of(owner, since)
    return [run for run in runs if not run.origin and run.id not in secret]
