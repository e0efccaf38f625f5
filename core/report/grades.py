"""Reports as tables for Moodle and nbgrader, whose own names the columns bear.

Moodle: those of its worksheet for grading offline, from which its import of grades takes what a
teacher assigns (docs.moodle.org, Grade import). nbgrader: those that `nbgrader export` writes
(nbgrader.plugins.export.CsvExportPlugin).
"""

import csv
import io
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from core.exchange.table import no_formula
from core.report.comparing import plain_number, student_key
from core.report.form import Report
from core.report.standing import ReportStanding

MOODLE = ("Full name", "ID number", "Email address", "Grade", "Maximum Grade", "Feedback comments")
NBGRADER = (
    "assignment",
    "duedate",
    "timestamp",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
)


class Graded(NamedTuple):
    """A report with its points, of so many, and a sentence for the student."""

    report: Report
    points: float
    most: float
    comment: str


COUNTS: dict[str, Callable[[ReportStanding], tuple[int, int]]] = {
    "tasks": lambda one: (one.tasks_met + one.cases_solved, one.tasks + one.cases),
    "chapters": lambda one: (one.chapters_done + one.cases_solved, one.chapters + one.cases),
    "answers": lambda one: (one.given + one.cases_solved, one.asked + one.cases),
}
"""What may count as a point: tasks met, chapters done, or questions answered, right or wrong.

Cases that were solved count with each. No prediction counts for being right: it would be no
prediction any more.
"""


def moodle(graded: Iterable[Graded]) -> bytes:
    """The table for Moodle's import of grades."""
    return _csv(MOODLE, (_for_moodle(one) for one in graded))


def nbgrader(graded: Iterable[Graded]) -> bytes:
    """The table as `nbgrader export` writes it."""
    return _csv(NBGRADER, (_for_nbgrader(one) for one in graded))


def hand_ins(reports: Sequence[Report]) -> list[list[int]]:
    """The places of what each student handed in of one work.

    A student is known by the number alone: two may have one name.
    """
    found: dict[Hashable, list[int]] = {}
    for place, report in enumerate(reports):
        number, _ = student_key(report.student)
        found.setdefault((number or place, report.work), []).append(place)
    return [*found.values()]


def best_of(places: Sequence[int], are_signed: Sequence[bool], points: Sequence[float]) -> int:
    """Which of these reports of one student counts.

    One that this lab has signed counts before others, since a file may say anything; then the one
    with the most points. When they were made plays no part: whoever writes a file chooses its date.
    """
    return max(places, key=lambda place: (are_signed[place], points[place]))


def without_number(reports: Sequence[Report]) -> list[list[int]]:
    """The places of reports of one work without a number that bear the same name, if several do."""
    found: dict[Hashable, list[int]] = {}
    for place, report in enumerate(reports):
        number, name = student_key(report.student)
        if not number:
            found.setdefault((name, report.work), []).append(place)
    return [places for places in found.values() if len(places) > 1]


def _for_moodle(one: Graded) -> dict[str, object]:
    name, number = one.report.student.name, plain_number(one.report.student.number)
    return {
        "Full name": name,
        "ID number": "" if _is_email(number) else number,
        "Email address": number if _is_email(number) else "",
        "Grade": f"{one.points:g}",
        "Maximum Grade": f"{one.most:g}",
        "Feedback comments": one.comment,
    }


def _for_nbgrader(one: Graded) -> dict[str, object]:
    name, number = one.report.student.name, plain_number(one.report.student.number)
    return {
        "assignment": one.report.work,
        "timestamp": datetime.fromtimestamp(one.report.made, UTC).strftime("%Y-%m-%d %H:%M:%S"),
        "student_id": number or name,
        "last_name": name,
        "email": number if _is_email(number) else "",
        "raw_score": f"{one.points:.1f}",
        "late_submission_penalty": "0.0",
        "score": f"{one.points:.1f}",
        "max_score": f"{one.most:.1f}",
    }


def _is_email(number: str) -> bool:
    return "@" in number


def _csv(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> bytes:
    """In UTF-8; no text in it is a formula to a spreadsheet."""
    text = io.StringIO()
    table = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    table.writeheader()
    table.writerows({name: no_formula(str(value)) for name, value in row.items()} for row in rows)
    return text.getvalue().encode("utf-8-sig")
