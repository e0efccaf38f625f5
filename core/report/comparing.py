"""What is equal in several reports: a fact, of which nobody can tell alone how it came about."""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import NamedTuple

from core.path.answers import ChoiceAnswer, CurveAnswer, NumberAnswer, WordsAnswer
from core.report.form import Report, ReportedAnswer, Student

LEAST_TEXT = 20
"""Characters of a text that two do not write alike by chance."""


class Equal(NamedTuple):
    """The other reports, by their places, that are equal to one.

    In `answers`: all questions are answered alike, and at least one is. In `texts`: a text of some
    length or a drawn curve is the same. In `runs`: a run is the same one, with the same times.
    """

    answers: tuple[int, ...]
    texts: tuple[int, ...]
    runs: tuple[int, ...]

    @property
    def others(self) -> set[int]:
        """All of them, whatever is equal."""
        return {*self.answers, *self.texts, *self.runs}


def equal(reports: Sequence[Report]) -> list[Equal]:
    """For each report what is equal to it in those of other students."""
    kinds = (_answers, _texts, _runs)
    shared = (_shared(reports, kind) for kind in kinds)
    return [Equal(*of_one) for of_one in zip(*shared, strict=True)]


def student_key(student: Student) -> tuple[str, str]:
    """By what two reports are known to be of one student: the number, or without one the name."""
    number = "".join(_plain(plain_number(student.number)).split())
    return (number, "") if number else ("", _plain(student.name))


def plain_number(number: str) -> str:
    """A student's number as a school writes it: with digits from 0 to 9, whatever the script.

    Signs that nobody sees, as those for the direction of writing, are left out.
    """
    seen = (sign for sign in number if unicodedata.category(sign) != "Cf")
    digits = (str(unicodedata.decimal(sign, sign)) for sign in seen)
    return " ".join("".join(digits).split())


def _shared(
    reports: Sequence[Report], told: Callable[[Report], Iterable[Hashable]]
) -> list[tuple[int, ...]]:
    """By place, the other students' reports that tell one thing alike."""
    students = [student_key(report.student) for report in reports]
    tells = [set(told(report)) for report in reports]
    places: dict[Hashable, list[int]] = defaultdict(list)
    for place, things in enumerate(tells):
        for thing in things:
            places[thing].append(place)
    return [
        tuple(
            sorted(
                {
                    other
                    for thing in things
                    for other in places[thing]
                    if students[other] != students[place]
                }
            )
        )
        for place, things in enumerate(tells)
    ]


def _answers(report: Report) -> Iterable[Hashable]:
    """All answers together; what was run is no answer."""
    said = [
        (report.work, chapter.name, answer.block, _said(answer))
        for chapter in report.chapters
        for answer in chapter.answers
        if answer.is_given and answer.kind not in ("run", "task")
    ]
    return [tuple(said)] if said else []


def _texts(report: Report) -> Iterable[Hashable]:
    for answer in report.answers:
        if _is_free_text(answer) and len(_plain(answer.given)) >= LEAST_TEXT:
            yield _plain(answer.given)
        if answer.drawn:
            yield _said(answer)


def _is_free_text(answer: ReportedAnswer) -> bool:
    """Whether an answer was written: a choice has the same words whoever chooses it."""
    if answer.answer is None:
        return answer.kind == "explain" and answer.is_right is None
    return isinstance(answer.answer, WordsAnswer)


def _said(answer: ReportedAnswer) -> Hashable:
    """What was said, whatever the language of the report, and whatever was on the screen."""
    match answer.answer:
        case NumberAnswer(number=number):
            return number
        case ChoiceAnswer(choice=place, digest=digest):
            return digest or place
        case CurveAnswer(points=points):
            return points
        case _:
            return answer.drawn or _plain(answer.given)


def _runs(report: Report) -> Iterable[Hashable]:
    return [run.checksum for run in report.runs]


def _plain(text: str) -> str:
    """A text as it is compared: without regard to case, spaces and forms of characters."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
