"""What a visitor can hand in: the paths that they have begun, and the bugs."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from core.bugs.progress import PATH as BUGS
from core.home import home_folder
from core.language import language, say
from core.path.chapter import Path
from core.path.library import paths
from core.path.progress import PathProgress
from core.report.bugs import cases_of, report_of_bugs
from core.report.form import Report, Student
from core.report.handing_in import report_of_path, runs_since_begun
from core.runs.listing import ListedRun
from dashboard.lab import services, visitor
from dashboard.report import texts

if TYPE_CHECKING:
    from core.engine import Engine


class Work(NamedTuple):
    """A path that was begun, or the bugs: what it is called, what is said of it, its report."""

    name: str
    title: str
    sentences: tuple[str, ...]
    report: Callable[[Student], Report]


def works() -> list[Work]:
    """What can be handed in, the one that was visited last first."""
    engine, owner = services.engine(), visitor.token()
    found = paths(home_folder(), language())
    of_name = {
        one.name: partial(_path, one.path, engine, owner) for one in found if one.path is not None
    } | {BUGS: partial(_bugs, engine, owner)}
    begun = engine.store.answers.paths(owner)
    return [of_name[name]() for name in begun if name in of_name]


def _path(path: Path, engine: Engine, owner: str) -> Work:
    store, library = engine.store, services.library()
    progress = PathProgress.of(path, store.answers.of(owner, path.name))
    runs = runs_since_begun(progress, store, owner)
    return Work(
        path.name,
        path.title,
        _sentences(progress, runs),
        lambda student: report_of_path(path, student, store, library, owner, time.time()),
    )


def _bugs(engine: Engine, owner: str) -> Work:
    store, library = engine.store, services.library()
    cases = cases_of(store, owner)
    solved, hints = sum(case.is_solved for case in cases), sum(case.hints for case in cases)
    told = (say(texts.BUGS_SOLVED, done=solved, of=len(cases)), say(texts.BUG_HINTS, count=hints))
    return Work(
        BUGS,
        say(texts.CASES),
        told,
        lambda student: report_of_bugs(student, store, library, owner, time.time()),
    )


def _sentences(progress: PathProgress, runs: Sequence[ListedRun]) -> tuple[str, ...]:
    """How far the path is, and which runs go along."""
    chapters = progress.path.chapters
    told = [say(texts.DONE, done=len(progress.done), of=len(chapters))]
    open_blocks = sum(len(chapter.blocks) - progress.answered(chapter) for chapter in chapters)
    if open_blocks:
        told.append(say(texts.OPEN_QUESTIONS, count=open_blocks))
    in_flight = sum(run.in_flight for run in runs)
    told.append(say(texts.RUNS_GO_ALONG, count=len(runs) - in_flight))
    if in_flight:
        told.append(say(texts.IN_FLIGHT, count=in_flight))
    return tuple(told)
