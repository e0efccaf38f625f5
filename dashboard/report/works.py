"""What a visitor can hand in: the paths that they have begun."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from core.datasets import Library
from core.home import home_folder
from core.language import language, say
from core.path.chapter import Path
from core.path.library import paths
from core.path.progress import Progress
from core.report.form import Report, Student
from core.report.handing_in import report_of_path
from core.runs.listing import ListedRun
from dashboard.lab import services, visitor
from dashboard.report import texts

if TYPE_CHECKING:
    from core.engine import Engine


class Work(NamedTuple):
    """A path that was begun: what it is called, what is said of it, and the report of it."""

    name: str
    title: str
    sentences: tuple[str, ...]
    report: Callable[[Student], Report]


def works() -> list[Work]:
    """What can be handed in, the one that was visited last first."""
    engine, owner = services.engine(), visitor.token()
    found = paths(home_folder(), language())
    known = {one.name: one.path for one in found if one.path is not None}
    begun = (known[name] for name in engine.store.answers.paths(owner) if name in known)
    return [_work(path, engine, owner) for path in begun]


def _work(path: Path, engine: Engine, owner: str) -> Work:
    progress = Progress.of(path, engine.store.answers.of(owner, path.name))
    runs = [run for run in engine.store.listing.of(owner) if _is_of(run, progress)]
    return Work(
        path.name,
        path.title,
        _sentences(progress, runs),
        partial(_report, path, engine, services.library(), owner),
    )


def _report(path: Path, engine: Engine, library: Library, owner: str, student: Student) -> Report:
    return report_of_path(path, student, engine.store, library, owner, time.time())


def _is_of(run: ListedRun, progress: Progress) -> bool:
    """Whether a run was begun since its path was."""
    return run.origin is None and run.created >= min(progress.opened.values(), default=0)


def _sentences(progress: Progress, runs: Sequence[ListedRun]) -> tuple[str, ...]:
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
