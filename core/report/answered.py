"""The chapters of a path as a report tells them: what was asked and said, and what came of it."""

import math
from collections.abc import Callable
from typing import Protocol

from core.language import message
from core.path.answers import Answer, CurveAnswer, RaceAnswer, RunAnswer, ToldAnswer
from core.path.blocks import Block, Predict, QuestionBlock, Task
from core.path.chapter import Chapter
from core.path.judged_path import JudgedPath
from core.report.form import ReportedAnswer, ReportedChapter
from core.runs.listing import storable

LONGEST = 4_000
RACED = message("A race of {count} runs")
GONE = message("A run that is not here any more")

Met = Callable[[Chapter, Task], str | None]
"""The id of a run that meets a task which has no answer; None without one."""


class Names(Protocol):
    """What runs and races are called."""

    def run(self, run_id: str) -> str:
        """The name of a run, or a sentence for one that is not there."""

    def race(self, race_id: str) -> str:
        """The same of a race."""


def chapters_of(judged: JudgedPath, names: Names, met: Met) -> tuple[ReportedChapter, ...]:
    """All chapters of a path with the answers, in order."""
    return tuple(
        ReportedChapter(
            name=chapter.name,
            title=words(chapter.title),
            digest=chapter.digest,
            is_done=judged.progress.is_done(chapter),
            answers=tuple(
                _answer(chapter, block, judged, names, met) for block in chapter.blocks.values()
            ),
        )
        for chapter in judged.progress.path.chapters
    )


def words(text: str) -> str:
    """A text as a report can hold it: without halves of characters and zero bytes, not too long."""
    return storable(text)[:LONGEST]


def _answer(
    chapter: Chapter, block: Block, judged: JudgedPath, names: Names, met: Met
) -> ReportedAnswer:
    told: dict[str, object] = {"block": block.name, "kind": block.kind, "asked": words(block.ask)}
    given = judged.progress.given.get((chapter.name, block.name))
    if given is not None:
        told |= {"at": given.time, "told": isinstance(given.answer, ToldAnswer)}
        told |= _judged(chapter, block, given.answer, judged, names)
    elif isinstance(block, Task) and (run_id := met(chapter, block)):
        told |= _judged(chapter, block, RunAnswer(run=run_id), judged, names)
    return ReportedAnswer.model_validate(told)


def _judged(
    chapter: Chapter, block: Block, answer: Answer, judged: JudgedPath, names: Names
) -> dict[str, object]:
    """An answer in words, and what came of it."""
    told: dict[str, object] = {"answer": answer}
    if isinstance(answer, RunAnswer):
        told |= {"given": words(names.run(answer.run)), "run": answer.run}
    elif isinstance(answer, RaceAnswer):
        told |= {"given": words(names.race(answer.race)), "run": answer.race}
    judgement = judged.judge(chapter, block.name, answer)
    if judgement is None:
        return told
    told |= {
        "was": words(judgement.real),
        "why": words(judgement.why),
        "is_right": judgement.is_right,
    }
    if judgement.said:
        told["given"] = words(judgement.said)
    if isinstance(answer, CurveAnswer) and isinstance(block, Predict):
        both = "\n\n".join(filter(None, [judgement.sentence, judgement.why]))
        told |= {
            "drawn": answer.points,
            "happened": _happened(block, judged),
            "why": words(both),
        }
    if isinstance(block, QuestionBlock) and block.of:
        decides = judged.progress.run_answer(block.of)
        told |= {"run": decides.run} if isinstance(decides, RunAnswer) else {}
    return told


def _happened(block: Predict, judged: JudgedPath) -> tuple[tuple[float, float], ...]:
    """The curve that was to be drawn, as it came; empty while it is not known."""
    answer = judged.progress.run_answer(block.of)
    if block.curve is None or not isinstance(answer, RunAnswer):
        return ()
    evidence = judged.evidence_of(block.of)
    if evidence is None or evidence.history is None or not evidence.has_result:
        return ()
    points = block.curve.points(evidence.history)
    return tuple((epoch, value) for epoch, value in points if math.isfinite(value))
