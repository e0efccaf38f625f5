"""A way through a path, judged: each answer beside the evidence of the runs that decide it."""

from abc import ABC, abstractmethod
from contextlib import suppress
from functools import cache

from core.datasets import DatasetError, Library
from core.path.answers import Answer, ChoiceAnswer, NumberAnswer, RaceAnswer, RunAnswer, ToldAnswer
from core.path.blocks import QuestionBlock
from core.path.chapter import Chapter
from core.path.evidence import PathEvidence
from core.path.judging import Judgement, judge
from core.path.known import Known
from core.path.progress import PathProgress
from core.path.stand_ins import recipe_here
from core.recipe import Recipe, RecipeError


class JudgedPath(ABC):
    """Judges the answers of a `progress`. Where the runs come from is up to those who derive it.

    It looks for the run of each run block once: make a new one where it may have gone on.
    """

    def __init__(self, progress: PathProgress, library: Library):
        self.progress = progress
        self._library = library
        self._of_run_block = cache(self._read_run_block)

    @abstractmethod
    def evidence_of_run(self, run_id: str) -> PathEvidence | None:
        """The evidence of a run as it is now; None if it, or its dataset, is not there any more."""

    @abstractmethod
    def _evidence_to_result(self, run_id: str) -> PathEvidence | None:
        """The evidence of a run up to its first result; None as for `evidence_of_run`."""

    @abstractmethod
    def _evidence_of_race(self, race_id: str) -> PathEvidence | None:
        """The evidence of a race; None if it, or its dataset, is not there any more."""

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

    def _read_run_block(self, run_block: str) -> PathEvidence | None:
        answer = self.progress.run_answer(run_block)
        if isinstance(answer, RunAnswer):
            return self._evidence_to_result(answer.run)
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
