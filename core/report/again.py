"""A report computed again, by this lab's own path: nothing is believed that can be computed.

The answers, and the recipes and events of the runs, are all that is taken from the report. What
came of them is judged as on the path itself; where the report says something else, both are told.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from core.bugs.progress import PATH as BUGS
from core.datasets import Library
from core.language import closest, language, message, plural, say, spoken
from core.path.answers import RunAnswer
from core.path.chapter import Path
from core.path.library import path_named
from core.report.answered import Met, chapters_of, words
from core.report.cases_again import Objection, cases_of, objections
from core.report.form import Report, ReportedAnswer, ReportedChapter
from core.report.reported_path import ReportedPath
from core.runs.events import Event
from core.runs.run import Logged
from core.version import VERSION

Place = tuple[str, str]
"""A block, by the names of its chapter and its own."""
NOTHING: Mapping[Any, Any] = {}
Events = Mapping[str, Sequence[Logged[Event]]]
"""The events of the runs in a report, by their ids."""

NO_PATH = message(
    "This lab has no path “{path}”: the answers are shown as the file tells them, and what came of "
    "them was not computed again."
)
OTHER_PATH = message(
    "The path “{path}” of this lab asks other questions: the answers are shown as the file tells "
    "them, and what came of them was not computed again."
)
OTHER_CHAPTERS = plural(
    "One chapter asks other questions in this lab, or is not in its path: it is shown as the file "
    "tells it.",
    "{count} chapters ask other questions in this lab, or are not in its path: they are shown as "
    "the file tells them.",
)
NOT_ASKED = message("This lab does not ask this.")
MISSING = plural(
    "One chapter of the path is not in the file: it counts as not answered.",
    "{count} chapters of the path are not in the file: they count as not answered.",
)
NOT_DONE = message("The file says that the chapter “{chapter}” is done; its answers say otherwise.")
NO_ANSWER = message("The file tells it in words alone, not as the lab stores an answer.")

_FACTS = ("is_right", "told", "run", "drawn", "happened")
_WORDS = ("asked", "given", "was")


class Discrepancy(NamedTuple):
    """What a report says of a block, where the lab does not come to the same.

    `unproven` says why the lab cannot compute it, empty if it comes to something else.
    """

    answer: ReportedAnswer
    unproven: str = ""


class Checked(NamedTuple):
    """A report, computed again.

    `report` is what this lab comes to; all is as in the file if `is_known` is not so. `claims` are
    what the file says instead, `other` its chapters that this lab does not have so, by name.
    `objections` are against its cases, by name. `remarks` say what is odd about an answer, and
    `notes` what is to be said of the whole.
    """

    report: Report
    is_known: bool = True
    claims: Mapping[Place, Discrepancy] = NOTHING
    other: Mapping[str, ReportedChapter] = NOTHING
    objections: Mapping[str, Objection] = NOTHING
    remarks: Mapping[Place, str] = NOTHING
    notes: tuple[str, ...] = ()

    @property
    def otherwise(self) -> int:
        """In how many answers and cases the lab comes to something else than the file says."""
        cases = sum(not objection.is_unproven for objection in self.objections.values())
        return cases + sum(not claim.unproven for claim in self.claims.values())

    @property
    def unproven(self) -> int:
        """In how many of them the lab cannot tell."""
        return len(self.claims) + len(self.objections) - self.otherwise

    def counting(self, *, is_signed: bool) -> Report:
        """What counts: where the lab cannot tell, what the file says if this lab has signed it."""
        if not is_signed:
            return self.report
        chapters = (self.other.get(one.name) or self._believed(one) for one in self.report.chapters)
        unproven = {name: one.case for name, one in self.objections.items() if one.is_unproven}
        cases = (unproven.get(one.name, one) for one in self.report.cases)
        return self.report.model_copy(update={"chapters": tuple(chapters), "cases": tuple(cases)})

    def _believed(self, chapter: ReportedChapter) -> ReportedChapter:
        unproven = {
            block: claim.answer
            for (name, block), claim in self.claims.items()
            if name == chapter.name and claim.unproven
        }
        answers = (unproven.get(one.block, one) for one in chapter.answers)
        return chapter.model_copy(update={"answers": tuple(answers)})


def path_here(name: str) -> Path | None:
    """The path of this lab with a name, in the present language; None without one."""
    return path_named(name, language=language())


class Again:
    """Computes reports again."""

    def __init__(self, library: Library, find: Callable[[str], Path | None] = path_here):
        """`library` is that of whoever checks; `find` gives a path of this lab by its name."""
        self._library = library
        self._find = find

    def __call__(self, report: Report, events: Events) -> Checked:
        """A report, of which `events` are those of its runs, computed again."""
        if report.work == BUGS:
            return _checked_cases(report, events)
        with spoken(closest(report.language)):
            path = self._find(report.work)
        if path is None:
            return Checked(report, False, notes=(say(NO_PATH, path=report.work),))
        here = {chapter.name: chapter.digest for chapter in path.chapters}
        known = {one.name for one in report.chapters if here.get(one.name) == one.digest}
        if report.chapters and not known:
            return Checked(report, False, notes=(say(OTHER_PATH, path=report.work),))
        return _checked(report, ReportedPath(path, report, events, self._library), known)


def _checked_cases(report: Report, events: Events) -> Checked:
    """A report of Find the bug."""
    against = {objection.case.name: objection for objection in objections(report, events)}
    unsolved = {"is_solved": False, "fault": ""}
    cases = tuple(
        case.model_copy(update=unsolved) if case.name in against else case
        for case in cases_of(report)
    )
    return Checked(report.model_copy(update={"chapters": (), "cases": cases}), objections=against)


def _checked(report: Report, judged: ReportedPath, known: Collection[str]) -> Checked:
    """A report of a path of which these chapters are `known` here."""
    path = judged.progress.path
    with spoken(closest(report.language)):
        found = {one.name: one for one in chapters_of(judged, judged, _met_in(report))}
        title = words(path.title)
    said = {one.name: one for one in report.chapters}
    other = {name: one for name, one in said.items() if name not in known}
    pairs = [(said[name], found[name]) for name in found if name in known]
    unjudged = {name: _unjudged(one) for name, one in other.items()}
    return Checked(
        report=report.model_copy(
            update={
                "title": title,
                "chapters": tuple((found | unjudged).values()),
                "cases": (),
            }
        ),
        claims=dict([*_claims(judged, pairs, _has_words_of(report)), *_not_asked(other)]),
        other=other,
        remarks=dict(_remarks(judged, known)),
        notes=tuple(_notes(pairs, len(other), len(found.keys() - said.keys()))),
    )


def _unjudged(chapter: ReportedChapter) -> ReportedChapter:
    """A chapter that this lab does not have so: nothing in it is right, and it is not done."""
    answers = (one.model_copy(update={"is_right": None}) for one in chapter.answers)
    return chapter.model_copy(update={"is_done": False, "answers": tuple(answers)})


def _not_asked(other: Mapping[str, ReportedChapter]) -> Iterator[tuple[Place, Discrepancy]]:
    """What is claimed in chapters that this lab does not have so."""
    for name, chapter in other.items():
        for one in chapter.answers:
            if one.is_right is not None:
                yield (name, one.block), Discrepancy(one, say(NOT_ASKED))


def _met_in(report: Report) -> Met:
    """The run that meets a task which was not answered: as the lab found it when it handed in."""
    runs = {
        (chapter.name, one.block): one.answer.run
        for chapter in report.chapters
        for one in chapter.answers
        if one.at is None and isinstance(one.answer, RunAnswer)
    }
    return lambda chapter, task: runs.get((chapter.name, task.name))


def _has_words_of(report: Report) -> bool:
    """Whether the words of a report are those that this lab would write, if all is well."""
    return report.lab == VERSION and closest(report.language) == report.language


def _claims(
    judged: ReportedPath, pairs: Iterable[tuple[ReportedChapter, ReportedChapter]], with_words: bool
) -> Iterator[tuple[Place, Discrepancy]]:
    """What the chapters of the file say where those that were computed do not say the same."""
    for in_file, computed in pairs:
        said = {one.block: one for one in in_file.answers}
        blocks = judged.progress.path.chapter(computed.name).blocks
        for one in computed.answers:
            claim = said.get(one.block)
            if claim is None or not _differ(claim, one, with_words):
                continue
            unproven = None
            if claim.is_right is not None and one.is_right is None:
                unproven = judged.why_not_known(blocks[one.block], one.answer)
                if claim.answer is None:
                    unproven = say(NO_ANSWER)
            yield (computed.name, one.block), Discrepancy(claim, unproven or "")


def _differ(said: ReportedAnswer, found: ReportedAnswer, with_words: bool) -> bool:
    words_told = ("asked",) if found.kind == "run" else _WORDS
    names = (*_FACTS, *(words_told if with_words else ()))
    return any(getattr(said, name) != getattr(found, name) for name in names)


def _remarks(judged: ReportedPath, known: Collection[str]) -> Iterator[tuple[Place, str]]:
    for chapter in judged.progress.path.chapters:
        if chapter.name in known:
            for name, block in chapter.blocks.items():
                if remark := judged.remark(chapter, block):
                    yield (chapter.name, name), remark


def _notes(
    pairs: Iterable[tuple[ReportedChapter, ReportedChapter]], other: int, missing: int
) -> Iterator[str]:
    if other:
        yield say(OTHER_CHAPTERS, count=other)
    if missing:
        yield say(MISSING, count=missing)
    for said, found in pairs:
        if said.is_done and not found.is_done:
            yield say(NOT_DONE, chapter=found.title)
