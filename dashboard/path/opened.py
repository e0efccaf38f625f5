"""The chapter that is open, with what its visitor has answered so far."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from core.language import language
from core.path.answers import ANSWER, Answer, RunAnswer
from core.path.blocks import Block, Explain, Observe, QuestionBlock, RunBlock
from core.path.chapter import Chapter, Path
from core.path.gathering import Gathering
from core.path.library import FoundPath, paths
from core.path.progress import PathProgress
from core.path.stand_ins import recipe_here
from dashboard.lab import screen, services, visitor
from dashboard.lab.navigation import Page, page_at
from dashboard.lab.state import state_of
from dashboard.path.state import PathState


@dataclass(frozen=True)
class OpenedChapter:
    """A chapter, and what the store knows about the visitor's way through its path.

    `is_outdated` says that the path has mistakes by now, and is shown as it was before them.
    """

    chapter: Chapter
    gathering: Gathering
    is_outdated: bool = False

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
        """The answer to a block that counts; None without one."""
        return self.gathering.progress.answer(self.chapter.name, block.name)

    def save(self, block: Block, answer: Answer) -> None:
        """Store an answer to a block."""
        text = ANSWER.dump_json(answer).decode()
        answers = services.engine().store.answers
        answers.save(visitor.token(), self.path.name, self.chapter.name, block.name, text)
        state = state_of(PathState)
        state.changing.discard(self.key(block))
        state.refused.pop(self.key(block), None)

    def is_over(self, run: str) -> bool:
        """Whether what a run block has started is over, with a result, or was given up."""
        evidence = self.gathering.evidence_of(run)
        return evidence.has_result if evidence else self.gathering.is_given_up(run)

    def may_change(self, block: QuestionBlock) -> bool:
        """Whether an answer can be given again: until its run is started.

        One about the recipe on the screen, while that cannot tell what is right.
        """
        if block.of is not None:
            return self.gathering.progress.run_answer(block.of) is None
        judgement = self.gathering.judged(self.chapter, block.name)
        return judgement is not None and judgement.is_right is None and not judgement.real

    def has_no_run(self, block: Block) -> bool:
        """Whether a block asks about a run that the visitor went on without, or that is gone."""
        if not isinstance(block, Observe | Explain) or block.of is None:
            return False
        return self.gathering.evidence_of(block.of) is None

    def waits_for(self, block: Block) -> bool:
        """Whether what follows a block would tell too much yet: an answer to it is missing."""
        if isinstance(block, RunBlock):
            return not self.is_over(block.name)
        is_asked = isinstance(block, QuestionBlock) and not self.has_no_run(block)
        return is_asked and self.answer(block) is None


def opened_chapter() -> OpenedChapter | None:
    """The chapter that is open; None if there is no such one."""
    path_name, _, chapter_name = (screen.chapter() or "").partition("/")
    found = next((one for one in found_paths() if one.name == path_name), None)
    path = found.path if found else None
    if found is None or path is None:
        return None
    if chapter_name not in {chapter.name for chapter in path.chapters}:
        return None
    chapter = path.chapter(chapter_name)
    gathering = gathering_on(path)
    if chapter.name not in gathering.progress.opened:  # by a link
        services.engine().store.answers.open(visitor.token(), path.name, chapter.name)
        gathering = gathering_on(path)
    return OpenedChapter(chapter, gathering, is_outdated=bool(found.mistakes))


def is_being_written(chapter: str) -> bool:
    """Whether a chapter, by its path and its name, is of a path that has only mistakes so far."""
    path_name = chapter.partition("/")[0]
    return any(found.name == path_name and found.path is None for found in found_paths())


def found_paths() -> list[FoundPath]:
    """The paths of this lab, in the language of the visit where they are translated."""
    return paths(language=language())


def progress_on(path: Path) -> PathProgress:
    """What the visitor has answered on a path."""
    entries = services.engine().store.answers.of(visitor.token(), path.name)
    return PathProgress.of(path, entries)


def gathering_on(path: Path) -> Gathering:
    """What the store knows about the visitor's way through a path."""
    histories = state_of(PathState).histories
    return Gathering(progress_on(path), services.engine().store, services.library(), histories)


def open_chapter(path: Path, chapter: Chapter) -> None:
    """Let a chapter stand beside its page, with its recipe, or the run that it has led to."""
    services.engine().store.answers.open(visitor.token(), path.name, chapter.name)
    screen.open_chapter(f"{path.name}/{chapter.name}")
    gathering = gathering_on(path)
    run_id = _last_run(gathering, [chapter])
    if run_id is None and chapter.recipe is not None:
        screen.show_run(None)
        screen.open_recipe(recipe_here(chapter, chapter.recipe, services.library()))
    elif run_id is None and screen.run_id() is None:
        run_id = _last_run(gathering, path.chapters[: path.chapters.index(chapter)])
    if run_id is not None and (evidence := gathering.evidence_of_run(run_id)):
        screen.show_run(run_id)
        screen.open_recipe(evidence.recipe)
    state = state_of(PathState)
    state.go_to = page_of(chapter).path
    state.opened += 1
    st.rerun()


def _last_run(gathering: Gathering, chapters: Sequence[Chapter]) -> str | None:
    """The id of the run that these chapters have led to, if any."""
    progress = gathering.progress
    answers = [progress.answer(one.name, run) for one in chapters for run in one.runs]
    runs = [answer.run for answer in answers if isinstance(answer, RunAnswer)]
    return runs[-1] if runs else None


def page_of(chapter: Chapter) -> Page:
    """The page of the lab beside which a chapter stands."""
    return page_at("" if chapter.page == "start" else chapter.page)


def close() -> None:
    """Let no chapter stand beside the page; it waits where it is."""
    screen.open_chapter(None)
    st.rerun()
