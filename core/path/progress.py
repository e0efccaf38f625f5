"""How far a visitor is on a path: what was answered, and which chapters are done."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Self

from core.path.answers import ANSWER, Answer, RaceAnswer, RunAnswer
from core.path.blocks import Observe
from core.path.chapter import Chapter, Path
from core.runs.answers import AnswerEntry


class Given(NamedTuple):
    """The answers to one block: the first and the latest of them, and when that was given.

    `time` is in seconds since 1970.
    """

    first: Answer
    answer: Answer
    time: float


@dataclass(frozen=True)
class Progress:
    """What a visitor has answered on a path.

    `given` has the answers by the names of chapter and block. `opened` says when each chapter was
    opened for the first time, in seconds since 1970, and `latest` which was opened or answered
    last, None if none was.
    """

    path: Path
    given: dict[tuple[str, str], Given]
    opened: dict[str, float]
    latest: str | None

    @classmethod
    def of(cls, path: Path, entries: Iterable[AnswerEntry]) -> Self:
        """From the entries of the store, in their order.

        What is not of this path any longer, or cannot be read, is left out.
        """
        chapters = {chapter.name: chapter for chapter in path.chapters}
        given: dict[tuple[str, str], Given] = {}
        opened: dict[str, float] = {}
        latest = None
        for entry in entries:
            if entry.chapter not in chapters:
                continue
            latest = entry.chapter
            opened.setdefault(entry.chapter, entry.time)
            if entry.block not in chapters[entry.chapter].blocks or entry.text is None:
                continue
            try:
                answer = ANSWER.validate_json(entry.text)
            except ValueError:
                continue
            if isinstance(answer, RunAnswer | RaceAnswer):
                _forget_observations(given, chapters.values(), entry.block)
            key = entry.chapter, entry.block
            first = given[key].first if key in given else answer
            given[key] = Given(first, answer, entry.time)
        return cls(path, given, opened, latest)

    def answer(self, chapter: str, block: str) -> Answer | None:
        """The latest answer to a block; None without one."""
        given = self.given.get((chapter, block))
        return given.answer if given else None

    def run_answer(self, run: str) -> Answer | None:
        """The answer to a run block, wherever in the path it stands; None without one."""
        for chapter in self.path.chapters:
            if run in chapter.runs:
                return self.answer(chapter.name, run)
        return None

    def answered(self, chapter: Chapter) -> int:
        """How many blocks of a chapter have an answer."""
        return sum((chapter.name, block) in self.given for block in chapter.blocks)

    def is_done(self, chapter: Chapter) -> bool:
        """Whether a chapter was opened, and all its blocks have an answer."""
        return chapter.name in self.opened and self.answered(chapter) == len(chapter.blocks)

    @property
    def done(self) -> list[Chapter]:
        """The chapters that are done, in order."""
        return [chapter for chapter in self.path.chapters if self.is_done(chapter)]

    @property
    def next_chapter(self) -> Chapter:
        """Where to go on: the chapter that was visited last, or the one after it if it is done."""
        names = [chapter.name for chapter in self.path.chapters]
        place = names.index(self.latest) if self.latest else 0
        if self.is_done(self.path.chapters[place]) and place + 1 < len(names):
            place += 1
        return self.path.chapters[place]


def _forget_observations(
    given: dict[tuple[str, str], Given], chapters: Iterable[Chapter], run: str
) -> None:
    """Leave out what was seen in an earlier run of a run block: another one was started."""
    for chapter in chapters:
        for block in chapter.blocks.values():
            if isinstance(block, Observe) and block.of == run:
                given.pop((chapter.name, block.name), None)
