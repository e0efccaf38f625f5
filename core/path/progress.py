"""How far a visitor is on a path: what was answered, and which chapters are done."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Self

from core.path.answers import ANSWER, Answer, ChoiceAnswer, RaceAnswer, RunAnswer, ToldAnswer
from core.path.blocks import Block, Explain, Observe, Predict
from core.path.chapter import Chapter, Path
from core.runs.answers import AnswerEntry


class Given(NamedTuple):
    """The answer to a block that counts, and when it was given, in seconds since 1970.

    It is the latest. Of a prediction it is the latest before its run: afterwards it is none.
    """

    answer: Answer
    time: float


@dataclass(frozen=True)
class PathProgress:
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
        runs = {run: (chapter.name, run) for chapter in path.chapters for run in chapter.runs}
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
                answer = _placed(ANSWER.validate_json(entry.text), chapters[entry.chapter], entry)
            except ValueError:
                continue
            if isinstance(answer, RunAnswer | RaceAnswer):
                _forget_observations(given, chapters.values(), entry.block)
            key = entry.chapter, entry.block
            block = chapters[entry.chapter].blocks[entry.block]
            if key in given and isinstance(block, Predict) and runs.get(block.of) in given:
                continue
            given[key] = Given(answer, entry.time)
        return cls(path, given, opened, latest)

    def answer(self, chapter: str, block: str) -> Answer | None:
        """The answer to a block that counts; None without one."""
        given = self.given.get((chapter, block))
        return given.answer if given else None

    def run_answer(self, run: str) -> Answer | None:
        """The answer to a run block, wherever in the path it stands; None without one."""
        for chapter in self.path.chapters:
            if run in chapter.runs:
                return self.answer(chapter.name, run)
        return None

    def answered(self, chapter: Chapter) -> int:
        """How many blocks of a chapter have an answer, or cannot be answered."""
        return sum(
            (chapter.name, name) in self.given or self._went_without(block)
            for name, block in chapter.blocks.items()
        )

    def _went_without(self, block: Block) -> bool:
        """Whether a block asks about a run that the visitor went on without."""
        if not isinstance(block, Observe | Explain) or block.of is None:
            return False
        return isinstance(self.run_answer(block.of), ToldAnswer)

    def is_done(self, chapter: Chapter) -> bool:
        """Whether a chapter was opened, and none of its blocks waits for an answer."""
        return chapter.name in self.opened and self.answered(chapter) == len(chapter.blocks)

    @property
    def done(self) -> list[Chapter]:
        """The chapters that are done, in order."""
        return [chapter for chapter in self.path.chapters if self.is_done(chapter)]

    @property
    def next_chapter(self) -> Chapter:
        """Where to go on: the first chapter that is not done, from the one visited last on.

        After the last of them it begins anew; if all are done, it is the one visited last.
        """
        chapters = self.path.chapters
        place = next((at for at, one in enumerate(chapters) if one.name == self.latest), 0)
        onwards = (*chapters[place:], *chapters[:place])
        return next((one for one in onwards if not self.is_done(one)), onwards[0])


def _forget_observations(
    given: dict[tuple[str, str], Given], chapters: Iterable[Chapter], run: str
) -> None:
    """Leave out what was seen in an earlier run of a run block: another one was started."""
    for chapter in chapters:
        for block in chapter.blocks.values():
            if isinstance(block, Observe) and block.of == run:
                given.pop((chapter.name, block.name), None)


def _placed(answer: Answer, chapter: Chapter, entry: AnswerEntry) -> Answer:
    """The answer with the place that its choice has now; ValueError if it is no choice any more."""
    if not isinstance(answer, ChoiceAnswer) or answer.digest is None:
        return answer
    place = chapter.choices(entry.block or "").index(answer.digest)
    return answer.model_copy(update={"choice": place})
