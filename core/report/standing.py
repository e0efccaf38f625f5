"""How far a report is: what was answered, met and solved, and how long that took."""

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from core.report.form import Report

LONGEST_PAUSE = 600.0
"""Seconds between two things that a student did, beyond which they were away."""


class ReportStanding(NamedTuple):
    """Counts of a report. `near` are the predictions that came true, of those that can be judged.

    `seconds` is about how long the student was at work: the times between what was done, each at
    most `LONGEST_PAUSE`.
    """

    chapters: int
    chapters_done: int
    asked: int
    given: int
    predictions: int
    predicted: int
    near: int
    tasks: int
    tasks_met: int
    cases: int
    cases_solved: int
    hints: int
    seconds: float


def standing(report: Report) -> ReportStanding:
    """How far a report is."""
    answers = report.answers
    predictions = [answer for answer in answers if answer.kind == "predict"]
    tasks = [answer for answer in answers if answer.kind == "task"]
    questions = [answer for answer in answers if answer.kind not in ("run", "task")]
    return ReportStanding(
        chapters=len(report.chapters),
        chapters_done=sum(chapter.is_done for chapter in report.chapters),
        asked=len(questions),
        given=sum(answer.is_given for answer in questions),
        predictions=len(predictions),
        predicted=sum(answer.is_given for answer in predictions),
        near=sum(answer.is_right is True for answer in predictions),
        tasks=len(tasks),
        tasks_met=sum(answer.is_right is True for answer in tasks),
        cases=len(report.cases),
        cases_solved=sum(case.is_solved for case in report.cases),
        hints=sum(case.hints for case in report.cases),
        seconds=seconds_at_work(_times(report)),
    )


def seconds_at_work(times: Iterable[float]) -> float:
    """About how long somebody was at work who did something at these times."""
    gaps = (later - earlier for earlier, later in pairwise(sorted(times)))
    return sum(min(gap, LONGEST_PAUSE) for gap in gaps)


def _times(report: Report) -> list[float]:
    told = [*(answer.at for answer in report.answers), *(case.at for case in report.cases)]
    started = [run.created for run in report.runs if not run.is_brought]
    return [*filter(None, told), *started]
