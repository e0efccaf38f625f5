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
from core.path.blocks import Block, Explain, RunBlock
from core.path.chapter import Chapter, Path
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
    "This lab has no path “{path}” that it can read: the answers are shown as the file tells them, "
    "and count only if this lab has signed it."
)
OTHER_CHAPTERS = plural(
    "One chapter asks other questions in this lab, or is not in its path: it is shown as the file "
    "tells it, and counts only if this lab has signed it.",
    "{count} chapters ask other questions in this lab, or are not in its path: they are shown as "
    "the file tells them, and count only if this lab has signed it.",
)
NOT_ASKED = message("This lab does not ask this.")
MISSING = plural(
    "One chapter of the path is not in the file: it counts as not answered.",
    "{count} chapters of the path are not in the file: they count as not answered.",
)
NOT_DONE = message("The file says that the chapter “{chapter}” is done; its answers say otherwise.")
NO_ANSWER = message("The file tells it in words alone, not as the lab stores an answer.")

_FACTS = ("is_right", "told", "run", "drawn", "happened")
_ASKED, _GIVEN, _WAS = "asked", "given", "was"


class Discrepancy(NamedTuple):
    """What a report says of a block, where the lab does not come to the same.

    `unproven` says why the lab cannot compute it, empty if it comes to something else.
    """

    answer: ReportedAnswer
    unproven: str = ""


class Checked(NamedTuple):
    """A report, computed again.

    `report` is what this lab comes to: what it cannot compute is in it as not answered. `is_known`
    says whether the lab has the path. `discrepancies` are what the file says instead, `other` its
    chapters that this lab does not have so, by name, and `undone` how many it calls done that are
    not. `objections` are against its cases, by name. `remarks` say what is odd about an answer, and
    `notes` what is to be said of the whole.
    """

    report: Report
    is_known: bool = True
    discrepancies: Mapping[Place, Discrepancy] = NOTHING
    other: Mapping[str, ReportedChapter] = NOTHING
    undone: int = 0
    objections: Mapping[str, Objection] = NOTHING
    remarks: Mapping[Place, str] = NOTHING
    notes: tuple[str, ...] = ()

    @property
    def otherwise(self) -> int:
        """In how many answers, cases and chapters it comes to something else than the file says."""
        answers = sum(not one.unproven for one in self.discrepancies.values())
        cases = sum(not one.is_unproven for one in self.objections.values())
        return answers + cases + self.undone

    @property
    def unproven(self) -> int:
        """In how many answers, cases and chapters the lab cannot tell."""
        answers = sum(bool(one.unproven) for one in self.discrepancies.values())
        cases = sum(one.is_unproven for one in self.objections.values())
        return answers + cases + sum(one.is_done for one in self.other.values())

    def as_it_counts(self, *, is_signed: bool) -> Report:
        """What counts: where the lab cannot tell, what the file says if this lab has signed it."""
        if not is_signed:
            return self.report
        chapters = tuple(self._believed(one) for one in self.report.chapters)
        unproven = {name: one.case for name, one in self.objections.items() if one.is_unproven}
        cases = tuple(unproven.get(one.name, one) for one in self.report.cases)
        believed = self.report.model_copy(update={"chapters": chapters, "cases": cases})
        return _with_chapters(believed, self.other)

    def as_shown(self, *, is_signed: bool) -> Report:
        """What counts, and what the file tells in chapters that do not, without a verdict."""
        if is_signed:
            return self.as_it_counts(is_signed=True)
        unjudged = {name: _unjudged(one) for name, one in self.other.items()}
        return _with_chapters(self.report, unjudged)

    def _believed(self, chapter: ReportedChapter) -> ReportedChapter:
        unproven = {
            block: one.answer
            for (name, block), one in self.discrepancies.items()
            if name == chapter.name and one.unproven
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
            return _not_computed(report)
        here = {(chapter.name, chapter.digest) for chapter in path.chapters}
        known = {one.name for one in report.chapters if (one.name, one.digest) in here}
        return _checked(report, ReportedPath(path, report, events, self._library), known)


def _not_computed(report: Report) -> Checked:
    """A report of a path that this lab does not have."""
    other = {one.name: one for one in report.chapters}
    chapters = tuple(_unanswered(one) for one in other.values())
    return Checked(
        report.model_copy(update={"chapters": chapters, "cases": ()}),
        is_known=False,
        discrepancies=dict(_not_asked(other)),
        other=other,
        notes=(say(NO_PATH, path=report.work),),
    )


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
    chapters = tuple(one if one.name in known else _unanswered(one) for one in found.values())
    undone = [here.title for there, here in pairs if there.is_done and not here.is_done]
    return Checked(
        report=report.model_copy(update={"title": title, "chapters": chapters, "cases": ()}),
        discrepancies=dict([*_discrepancies(judged, report, pairs), *_not_asked(other)]),
        other=other,
        undone=len(undone),
        remarks=dict(_remarks(judged, known)),
        notes=tuple(_notes(undone, len(other), len(found.keys() - said.keys()))),
    )


def _with_chapters(report: Report, chapters: Mapping[str, ReportedChapter]) -> Report:
    """The report with these in the place of its chapters with their names, or after all."""
    both = {one.name: one for one in report.chapters} | dict(chapters)
    return report.model_copy(update={"chapters": tuple(both.values())})


def _unanswered(chapter: ReportedChapter) -> ReportedChapter:
    """A chapter with its questions alone."""
    answers = (
        ReportedAnswer(block=one.block, kind=one.kind, asked=one.asked) for one in chapter.answers
    )
    return chapter.model_copy(update={"is_done": False, "answers": tuple(answers)})


def _unjudged(chapter: ReportedChapter) -> ReportedChapter:
    """A chapter with its answers, none of them right or wrong."""
    answers = (one.model_copy(update={"is_right": None}) for one in chapter.answers)
    return chapter.model_copy(update={"is_done": False, "answers": tuple(answers)})


def _not_asked(other: Mapping[str, ReportedChapter]) -> Iterator[tuple[Place, Discrepancy]]:
    """What is said in chapters that this lab does not have so."""
    for name, chapter in other.items():
        for one in chapter.answers:
            if one.is_given or one.is_right is not None:
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


def _discrepancies(
    judged: ReportedPath,
    report: Report,
    pairs: Iterable[tuple[ReportedChapter, ReportedChapter]],
) -> Iterator[tuple[Place, Discrepancy]]:
    """What the chapters of the file say where those that were computed do not say the same."""
    for in_file, computed in pairs:
        said = {one.block: one for one in in_file.answers}
        chapter = judged.progress.path.chapter(computed.name)
        has_own_words = _has_own_words(report, chapter)
        for one in computed.answers:
            claim, block = said.get(one.block), chapter.blocks[one.block]
            compared = (*_FACTS, *(_words_of(block) if has_own_words else ()))
            if claim and any(getattr(claim, name) != getattr(one, name) for name in compared):
                unproven = _why_unproven(judged, block, claim, one)
                yield (chapter.name, one.block), Discrepancy(claim, unproven)


def _has_own_words(report: Report, chapter: Chapter) -> bool:
    """Whether a chapter of a report has the words that this lab would write, if all is well.

    Another version of the lab may have others, and so may another translation of the path.
    """
    is_original = chapter.original is None and chapter.language == report.language
    return is_original and report.lab == VERSION and closest(report.language) == report.language


def _words_of(block: Block) -> tuple[str, ...]:
    """The words that a report has of a block, and that follow from question and answer."""
    if isinstance(block, RunBlock):
        return (_ASKED,)
    if isinstance(block, Explain) and block.sample:  # a sample may be mended at any time
        return (_ASKED, _GIVEN)
    return (_ASKED, _GIVEN, _WAS)


def _why_unproven(
    judged: ReportedPath, block: Block, claim: ReportedAnswer, found: ReportedAnswer
) -> str:
    """Why the lab cannot tell what came of an answer, in a sentence; empty if it can."""
    if found.is_right is not None or found.was:
        return ""
    if claim.answer is None and (claim.is_given or claim.is_right is not None):
        return say(NO_ANSWER)
    return judged.why_not_known(block, found.answer) or ""


def _remarks(judged: ReportedPath, known: Collection[str]) -> Iterator[tuple[Place, str]]:
    for chapter in judged.progress.path.chapters:
        if chapter.name in known:
            for name, block in chapter.blocks.items():
                if remark := judged.remark(chapter, block):
                    yield (chapter.name, name), remark


def _notes(undone: Iterable[str], other: int, missing: int) -> Iterator[str]:
    if other:
        yield say(OTHER_CHAPTERS, count=other)
    if missing:
        yield say(MISSING, count=missing)
    for title in undone:
        yield say(NOT_DONE, chapter=title)
