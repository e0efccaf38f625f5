"""What a visitor found in Find the bug, as a report: each case, with tries and hints counted."""

from collections.abc import Sequence

from core.bugs import CASES, NAMES
from core.bugs.progress import PATH, CaseStanding, PuzzleProgress, Puzzles
from core.datasets import Library
from core.language import language, message, say
from core.report.form import MOST_HINTS, MOST_TRIES, Report, ReportedCase, Student
from core.report.handing_in import reported_runs
from core.runs.answers import AnswerEntry
from core.runs.store import RunStore
from core.version import VERSION as LAB_VERSION

TITLE = message("Find the bug")


def report_of_bugs(
    student: Student, store: RunStore, library: Library, owner: str, made: float
) -> Report:
    """What an owner found, with the runs that mended it; those of open cases stay a secret.

    `library` must be that of the owner.
    """
    cases = cases_of(store, owner)
    own = {run.id: run for run in store.listing.of(owner)}
    runs, omitted = reported_runs(store, library, own, [case.run for case in cases if case.run])
    return Report(
        lab=LAB_VERSION,
        made=made,
        language=language(),
        student=student,
        work=PATH,
        title=say(TITLE),
        cases=cases,
        runs=runs,
        omitted=omitted,
    )


def cases_of(store: RunStore, owner: str) -> tuple[ReportedCase, ...]:
    """All cases that the lab has. Bugs of friends count for nobody: one can plant them oneself."""
    entries = store.answers.of(owner, PATH)
    puzzles = Puzzles(entries)
    return tuple(_case(name, puzzles.of(name), entries) for name in CASES)


def _case(
    name: str, tried: Sequence[PuzzleProgress], entries: Sequence[AnswerEntry]
) -> ReportedCase:
    case, stands = CASES[name], CaseStanding.of(tried)
    attempts = [attempt for one in tried for attempt in one.attempts]
    mended = [
        attempt
        for one in tried
        for attempt, is_mended in zip(one.attempts, one.verdicts, strict=False)
        if is_mended
    ]
    named = next((attempt.named for attempt in reversed(mended or attempts)), "")
    return ReportedCase(
        name=name,
        title=say(case.title),
        is_solved=stands.is_solved,
        hints=min(stands.hints, MOST_HINTS),
        tries=min(stands.tries, MOST_TRIES),
        given=say(NAMES[named].title) if named in NAMES else "",
        fault=say(NAMES[case.fault].title) if stands.is_solved else "",
        at=max((entry.time for entry in entries if entry.chapter == name), default=None),
        run=mended[-1].run if mended else None,
        seed=mended[-1].seed if mended else None,
    )
