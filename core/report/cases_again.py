"""The cases of Find the bug in a report, computed again as far as its runs tell.

A mended run has to be trained in the lab, to its end and as its recipe says, and that has to be one
change away from the faulty recipe, in a line in which the mistake stands. Whether it reads new
pictures better, a network alone can tell: for that it is trained again.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from core.bugs import CASES
from core.bugs.checks import one_change
from core.language import message, say
from core.report.form import Report, ReportedCase, ReportedRun
from core.runs.events import Event
from core.runs.history import History, to_result
from core.runs.run import Logged

NO_CASE = message("This lab has no such case.")
NO_SEED = message("The file does not say with which numbers it was solved.")
NO_RUN = message("The mended run is not in the file.")
NOT_TRAINED = message("The mended run was not trained in a lab to its end, as its recipe says.")
ANOTHER_LINE = message("No line was changed in which the mistake stands.")


class Objection(NamedTuple):
    """A case that does not count as solved, as it stands in the report, and the reason.

    `is_unproven` says that the lab cannot tell.
    """

    case: ReportedCase
    reason: str
    is_unproven: bool


def cases_of(report: Report) -> tuple[ReportedCase, ...]:
    """All cases: those of the report, and those of this lab that it leaves out."""
    said = {case.name: case for case in report.cases}
    left_out = {
        name: ReportedCase(name=name, title=say(case.title), is_solved=False)
        for name, case in CASES.items()
        if name not in said
    }
    return tuple((said | left_out).values())


def objections(
    report: Report, events: Mapping[str, Sequence[Logged[Event]]]
) -> Iterator[Objection]:
    """The cases of a report that do not count as solved, though it says so."""
    runs = {run.id: run for run in report.runs}
    for case in report.cases:
        if not case.is_solved:
            continue
        run = runs.get(case.run or "")
        if case.name not in CASES:
            yield Objection(case, say(NO_CASE), True)
        elif case.seed is None:
            yield Objection(case, say(NO_SEED), True)
        elif run is None:
            yield Objection(case, say(NO_RUN), True)
        elif run.is_brought or not _is_of_recipe(run, events[run.id]):
            yield Objection(case, say(NOT_TRAINED), False)
        elif reason := _not_mended(case.name, case.seed, run):
            yield Objection(case, reason, False)


def _is_of_recipe(run: ReportedRun, events: Sequence[Logged[Event]]) -> bool:
    """Whether a run had the result of its recipe, whatever was done with it since."""
    history = History(run.recipe)
    history.add(to_result(events))
    return history.is_of_recipe


def _not_mended(case: str, seed: int, run: ReportedRun) -> str | None:
    """Why the recipe of a run does not mend a case, in a sentence; None if it may."""
    puzzle = CASES[case].puzzle(seed)
    change = one_change(puzzle.faulty, run.recipe)
    if not change.is_met:
        return change.sentence
    return None if puzzle.is_at_fault(run.recipe) else say(ANOTHER_LINE)
