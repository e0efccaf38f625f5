"""The chapter that is open, with what its visitor has answered so far."""

from dataclasses import dataclass

import streamlit as st

from core.path.answers import ANSWER, Answer, RaceAnswer, RunAnswer, ToldAnswer
from core.path.blocks import Block, Predict, Question, Run
from core.path.chapter import Chapter, Path
from core.path.gathering import Gathering
from core.path.known import Known
from core.path.progress import Progress
from core.path.quantities import Points
from core.path.stand_ins import recipe_here
from dashboard.lab import screen, services, visitor
from dashboard.lab.state import state_of
from dashboard.path.paths_here import path_here
from dashboard.path.state import PathState


@dataclass(frozen=True)
class Opened:
    """A chapter, and what the store knows about the visitor's way through its path."""

    chapter: Chapter
    gathering: Gathering

    @property
    def path(self) -> Path:
        """The path that the chapter belongs to."""
        return self.gathering.progress.path

    @property
    def number(self) -> int:
        """The place of the chapter in its path, from 1 on."""
        return 1 + self.path.chapters.index(self.chapter)

    @property
    def before(self) -> Chapter | None:
        """The chapter before it."""
        return self.path.chapters[self.number - 2] if self.number > 1 else None

    @property
    def after(self) -> Chapter | None:
        """The chapter after it."""
        return next(iter(self.path.chapters[self.number :]), None)

    def key(self, block: Block) -> str:
        """The key of a block's widget, other than those of all other blocks."""
        return f"{self.path.name}/{self.chapter.name}/{block.name}"

    def answer(self, block: Block) -> Answer | None:
        """The latest answer to a block; None without one."""
        return self.gathering.progress.answer(self.chapter.name, block.name)

    def curve(self, block: Predict) -> Points | None:
        """The real points of the curve that a block asks for; None until its run is over."""
        answer = self.gathering.progress.run_answer(block.of)
        evidence = self.gathering.evidence_of_run(answer.run) if isinstance(answer, RunAnswer) else None
        return Known(evidence).curve(block.curve) if block.curve is not None else None

    def save(self, block: Block, answer: Answer) -> None:
        """Store an answer to a block."""
        text = ANSWER.dump_json(answer).decode()
        answers = services.engine().store.answers
        answers.save(visitor.token(), self.path.name, self.chapter.name, block.name, text)
        state = state_of(PathState)
        state.changing.discard(self.key(block))
        state.refused.pop(self.key(block), None)

    def is_over(self, run: str) -> bool:
        """Whether what a run block has started is over, or nobody wanted to start it."""
        answer = self.gathering.progress.run_answer(run)
        if isinstance(answer, RunAnswer):
            evidence = self.gathering.evidence_of_run(answer.run)
            return evidence is None or (
                evidence.history is not None and evidence.history.end is not None
            )
        if isinstance(answer, RaceAnswer):
            evidence = self.gathering.evidence_of_race(answer.race)
            return evidence is None or not (evidence.standing and evidence.standing.in_flight)
        return isinstance(answer, ToldAnswer)

    def waits_for(self, block: Block) -> bool:
        """Whether what follows a block would tell too much yet: an answer to it is missing."""
        if isinstance(block, Run):
            return not self.is_over(block.name)
        return isinstance(block, Question) and self.answer(block) is None


def opened_chapter() -> Opened | None:
    """The chapter that is open; None if there is no such one."""
    path_name, _, chapter_name = (screen.chapter() or "").partition("/")
    path = path_here(path_name)
    if path is None or chapter_name not in {chapter.name for chapter in path.chapters}:
        return None
    return Opened(path.chapter(chapter_name), gathering_of(path))


def gathering_of(path: Path) -> Gathering:
    """What the store knows about the visitor's way through a path."""
    store = services.engine().store
    progress = Progress.of(path, store.answers.of(visitor.token(), path.name))
    return Gathering(progress, store, services.library())


def open_chapter(path: Path, chapter: Chapter) -> None:
    """Let a chapter stand beside its page, with its recipe, or the run that it has led to."""
    services.engine().store.answers.open(visitor.token(), path.name, chapter.name)
    screen.open_chapter(f"{path.name}/{chapter.name}")
    progress = gathering_of(path).progress
    answers = [progress.answer(chapter.name, run) for run in chapter.runs]
    runs = [answer.run for answer in answers if isinstance(answer, RunAnswer)]
    if runs and (evidence := gathering_of(path).evidence_of_run(runs[-1])):
        screen.show_run(runs[-1])
        screen.open_recipe(evidence.recipe)
    elif chapter.recipe is not None:
        screen.show_run(None)
        screen.open_recipe(recipe_here(chapter, chapter.recipe, services.library()))
    state_of(PathState).go_to = chapter.page
    st.rerun()


def close() -> None:
    """Let no chapter stand beside the page; it waits where it is."""
    screen.open_chapter(None)
    st.rerun()
