"""A way through a path, judged by what is in a report of it: answers, and runs with their events.

Nothing that the report itself says came of them is used.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from core.datasets import DatasetCard, DatasetError, Library
from core.exchange.unpacking import with_local_dataset
from core.experiments.race import Race
from core.experiments.ready import READY
from core.experiments.standing import RunOutcome, standing
from core.language import message, say
from core.lint.other_dataset import fitted
from core.path.answers import (
    ANSWER,
    Answer,
    ChoiceAnswer,
    NumberAnswer,
    RaceAnswer,
    RunAnswer,
    ToldAnswer,
)
from core.path.blocks import Block, Predict, QuestionBlock, RunBlock, Task
from core.path.chapter import Chapter, Path
from core.path.evidence import PathEvidence
from core.path.judged_path import JudgedPath
from core.path.judging import Judgement, measured_by
from core.path.known import Known
from core.path.progress import PathProgress
from core.recipe import Recipe, RecipeError
from core.report.answered import GONE, RACED
from core.report.form import Report, ReportedRun
from core.runs.answers import AnswerEntry
from core.runs.events import Event
from core.runs.history import History, to_result
from core.runs.run import Logged
from core.runs.summary import race_result

NO_RUN = message("The run that decides it is not in the file.")
NO_DATASET = message("The dataset of the run that decides it is not in this lab.")
HALF_A_RACE = message(
    "The runs in the file are not all those of the race that decides it, as this lab races them."
)
LATE = message("The prediction was made after its run was started.")
BROUGHT = message("Its run was brought into the lab as a file.")
OTHER_RECIPE = message("The run has another recipe than the path gives it.")


class ReportedPath(JudgedPath):
    """The way through a path that a report tells, with the `events` of its runs by id."""

    def __init__(
        self,
        path: Path,
        report: Report,
        events: Mapping[str, Sequence[Logged[Event]]],
        library: Library,
    ):
        super().__init__(PathProgress.of(path, _entries(report)), library)
        self._runs = {run.id: run for run in report.runs}
        self._events = events

    def run(self, run_id: str) -> str:
        """What a run is called."""
        run = self._runs.get(run_id)
        return run.name if run else say(GONE)

    def race(self, race_id: str) -> str:
        """What a race is called."""
        runs = self._of_race(race_id)
        return say(RACED, count=len(runs)) if runs else say(GONE)

    def evidence_of_run(self, run_id: str) -> PathEvidence | None:
        return self._evidence(run_id, self._events.get(run_id, ()))

    def judge(self, chapter: Chapter, block: str, answer: Answer) -> Judgement | None:
        """The judgement of any answer to a block; None for a run block.

        A task is met if the run has met it at any time since it was over.
        """
        judgement = super().judge(chapter, block, answer)
        task = chapter.blocks[block]
        if judgement is None or not isinstance(task, Task) or not isinstance(answer, RunAnswer):
            return judgement
        run, evidence = self._runs.get(answer.run), self.evidence_of_run(answer.run)
        if run is None or evidence is None:
            return judgement._replace(is_right=None, real="")
        is_met = self._is_of(chapter, task, run) and self._meets(task, run, evidence)
        real = measured_by([task.when], Known(evidence, self.evidence_of))
        return judgement._replace(is_right=is_met, real=judgement.real if is_met else real)

    def why_not_known(self, block: Block, answer: Answer | None) -> str | None:
        """Why the report does not tell what came of an answer, in a sentence; None if it does."""
        if isinstance(answer, RunAnswer) and (reason := self._why_no_run(answer.run)):
            return reason
        if isinstance(answer, NumberAnswer | ChoiceAnswer | ToldAnswer) and answer.recipe:
            return None if self._evidence_of_link(answer.recipe) else say(NO_DATASET)
        named = dict.fromkeys(_run_blocks(block))
        reasons = (self._why_not_decided(self.progress.run_answer(name)) for name in named)
        return next(filter(None, reasons), None)

    def remark(self, chapter: Chapter, block: Block) -> str | None:
        """What is odd about an answer, in a sentence; None if nothing is."""
        given = self.progress.given.get((chapter.name, block.name))
        if given is None:
            return None
        if isinstance(block, Predict) and not isinstance(given.answer, ToldAnswer):
            started = self._started(self.progress.run_answer(block.of))
            return say(LATE) if started is not None and started < given.time else None
        run = self._runs.get(given.answer.run) if isinstance(given.answer, RunAnswer) else None
        if run is None:
            return None
        if run.is_brought:
            return say(BROUGHT)
        if isinstance(block, RunBlock) and not self._has_recipe(chapter, block, run):
            return say(OTHER_RECIPE)
        return None

    def _evidence_to_result(self, run_id: str) -> PathEvidence | None:
        return self._evidence(run_id, to_result(self._events.get(run_id, ())))

    def _evidence(self, run_id: str, events: Iterable[Logged[Event]]) -> PathEvidence | None:
        run = self._runs.get(run_id)
        recipe = self._recipe(run) if run else None
        card = self._card(recipe) if recipe else None
        if recipe is None or card is None:
            return None
        history = History(recipe)
        history.add(events)
        return PathEvidence(recipe, card, history)

    def _evidence_of_race(self, race_id: str) -> PathEvidence | None:
        """The evidence of a race, which is the ready one that its block names."""
        runs = self._of_race(race_id)
        card = self._card(self._recipe(runs[0])) if runs else None
        ready = self._ready_race(race_id, runs[0].recipe.data.dataset) if runs else None
        if ready is None or card is None:
            return None
        try:
            race = _with_seeds(READY[ready].race(card), runs)
        except RecipeError:
            return None
        outcomes = {}
        for place, recipe in race.recipes.items():
            results = (
                race_result(recipe, self._events[run.id])
                for run in runs
                if self._recipe(run) == recipe
            )
            result = next((one for one in results if one is not None), None)
            outcomes[place] = RunOutcome(result is not None, False, result)
        return PathEvidence(race.base, card, standing=standing(race, outcomes))

    def _ready_race(self, race_id: str, dataset: str) -> str | None:
        """The name of the ready race that a block has started as this one.

        None if that races on another dataset: neither that of its chapter nor the stand-in.
        """
        for chapter in self.progress.path.chapters:
            if dataset not in (chapter.dataset, chapter.instead):
                continue
            for name, block in chapter.runs.items():
                answer = self.progress.answer(chapter.name, name)
                if isinstance(answer, RaceAnswer) and answer.race == race_id:
                    return block.race
        return None

    def _of_race(self, race_id: str) -> list[ReportedRun]:
        """The runs of a race, the newest first: where one was trained again, that one counts."""
        runs = (run for run in self._runs.values() if run.race == race_id and not run.is_brought)
        return sorted(runs, key=lambda run: -run.created)

    def _recipe(self, run: ReportedRun) -> Recipe:
        return with_local_dataset(run.recipe, run.dataset, self._library)

    def _card(self, recipe: Recipe) -> DatasetCard | None:
        with suppress(DatasetError):
            return self._library.card(recipe.data.dataset)
        return None

    def _is_of(self, chapter: Chapter, task: Task, run: ReportedRun) -> bool:
        """Whether a run counts for a task: trained in the lab, on its dataset or the stand-in."""
        dataset = run.recipe.data.dataset
        return not run.is_brought and (
            not task.dataset or dataset in (task.dataset, chapter.instead)
        )

    def _meets(self, task: Task, run: ReportedRun, evidence: PathEvidence) -> bool:
        """Whether a run has met a task at any time since it was over."""
        history = History(evidence.recipe)
        now = PathEvidence(evidence.recipe, evidence.card, history)
        for logged in self._events[run.id]:
            history.add([logged])
            is_over = history.end is not None
            if is_over and task.when.holds(Known(now, self.evidence_of).value):
                return True
        return False

    def _has_recipe(self, chapter: Chapter, block: RunBlock, run: ReportedRun) -> bool:
        """Whether a run has the recipe of its block, or that fitted to the stand-in's pictures."""
        if block.recipe is None or run.recipe == block.recipe:
            return True
        if chapter.instead is None or run.recipe.data.dataset != chapter.instead:
            return False
        card = self._card(run.recipe)
        return card is not None and run.recipe == fitted(block.recipe, card)

    def _started(self, answer: Answer | None) -> float | None:
        """When the run or race of a run block was started, in seconds since 1970."""
        if isinstance(answer, RunAnswer) and answer.run in self._runs:
            return self._runs[answer.run].created
        runs = self._of_race(answer.race) if isinstance(answer, RaceAnswer) else []
        return min((run.created for run in runs), default=None)

    def _why_not_decided(self, answer: Answer | None) -> str | None:
        if isinstance(answer, RunAnswer):
            return self._why_no_run(answer.run)
        if isinstance(answer, RaceAnswer):
            evidence = self._evidence_of_race(answer.race)
            return None if evidence and evidence.has_result else say(HALF_A_RACE)
        return None

    def _why_no_run(self, run_id: str) -> str | None:
        if run_id not in self._runs:
            return say(NO_RUN)
        return None if self.evidence_of_run(run_id) else say(NO_DATASET)


def _entries(report: Report) -> list[AnswerEntry]:
    """The answers of a report as the store has them, in the order in which they were given."""
    entries = []
    for chapter in report.chapters:
        if chapter.is_done and not chapter.answers:  # a story, which was opened
            entries.append(AnswerEntry(chapter.name, None, None, 0.0))
        for one in chapter.answers:
            if one.answer is not None and one.at is not None:
                text = ANSWER.dump_json(one.answer).decode()
                entries.append(AnswerEntry(chapter.name, one.block, text, one.at))
    return sorted(entries, key=lambda entry: entry.time)


def _run_blocks(block: Block) -> list[str]:
    """The run blocks on which it depends what is right."""
    if isinstance(block, QuestionBlock):
        return [name for name in (block.of, *(run for run, _ in block.names)) if name]
    return [run for run, _ in block.when.names if run] if isinstance(block, Task) else []


def _with_seeds(race: Race, runs: Sequence[ReportedRun]) -> Race:
    """The race with as many seeds as its runs have: more can be added to one."""
    more = {run.recipe.training.seed for run in runs} - set(race.seeds)
    return race.with_more_seeds(len(more)) if more else race
