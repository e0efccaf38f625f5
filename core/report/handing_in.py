"""What a visitor did on a path, as a report: each block with the answer, and the runs."""

import hashlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

import numpy as np

from core.datasets import DatasetError, Library
from core.exchange.bundle import DatasetFacts
from core.exchange.packing import told_event
from core.exchange.plain_json import canonical, from_json
from core.experiments.naming import name_of
from core.language import language, say
from core.path.chapter import Path
from core.path.gathering import Gathering, trained_since
from core.path.progress import PathProgress
from core.report.answered import GONE, RACED, chapters_of, words
from core.report.form import MOST_EVENTS, MOST_RUNS, Report, ReportedRun, Student
from core.report.sealing import run_checksum
from core.runs.events import Event, Progress, Unreadable
from core.runs.listing import ListedRun
from core.runs.run import Logged, RunError
from core.runs.store import RunStore
from core.version import VERSION as LAB_VERSION


class _Handed:
    """What is handed in: the runs of the owner by id, and those that answers `named`, in order."""

    def __init__(self, store: RunStore, library: Library, own: dict[str, ListedRun]):
        self._store = store
        self._library = library
        self._own = own
        self.named: list[str] = []

    def run(self, run_id: str) -> str:
        """What a run of the owner is called; one that an answer names goes along."""
        run = self._own.get(run_id)
        if run is None:
            return say(GONE)
        self.named.append(run_id)
        return name_of_run(run, self._library)

    def race(self, race_id: str) -> str:
        """What a race is called; the runs in it go along."""
        with suppress(RunError):
            runs = self._store.races.race(race_id).runs.values()
            own = [run for run in runs if run in self._own]
            self.named += own
            return say(RACED, count=len(own))
        return say(GONE)


def report_of_path(
    path: Path, student: Student, store: RunStore, library: Library, owner: str, made: float
) -> Report:
    """What an owner answered on a path, with their runs since they began it.

    `library` must be that of the owner. Runs in flight are left out. Of too many runs, those go
    along that an answer names, then the newest.
    """
    progress = PathProgress.of(path, store.answers.of(owner, path.name))
    own = {run.id: run for run in store.listing.of(owner)}
    handed = _Handed(store, library, own)
    gathering = Gathering(progress, store, library)
    chapters = chapters_of(
        gathering, handed, lambda chapter, task: gathering.run_that_meets(chapter, task, owner)
    )
    since = [run.id for run in runs_since_begun(progress, store, owner)]
    runs, omitted = reported_runs(store, library, own, [*handed.named, *since])
    return Report(
        lab=LAB_VERSION,
        made=made,
        language=language(),
        student=student,
        work=path.name,
        title=words(path.title),
        chapters=chapters,
        runs=runs,
        omitted=omitted,
    )


def runs_since_begun(progress: PathProgress, store: RunStore, owner: str) -> list[ListedRun]:
    """The runs that an owner has started since the path was begun, the newest first."""
    opened = progress.opened.values()
    return trained_since(store, owner, min(opened)) if opened else []


def reported_runs(
    store: RunStore, library: Library, own: dict[str, ListedRun], wanted: Iterable[str]
) -> tuple[tuple[ReportedRun, ...], int]:
    """As many of these runs as a report has room for, the oldest first, and how many it has not.

    What is in flight or cannot be read is left out.
    """
    runs: list[ReportedRun] = []
    omitted = events = 0
    for run_id in dict.fromkeys(wanted):
        run = own.get(run_id)
        if run is None or run.in_flight or run.recipe is None:
            continue
        told = _events(store.events(run_id))
        if not told:
            continue
        events += len(told)
        if len(runs) == MOST_RUNS or events > MOST_EVENTS:
            omitted += 1
            continue
        runs.append(_run(run, told, store, library))
    return tuple(sorted(runs, key=lambda run: run.created)), omitted


def name_of_run(run: ListedRun, library: Library) -> str:
    """What a run is called: as its owner named it, else after what is special in its recipe."""
    if run.name or run.recipe is None:
        return run.name or run.id
    card = None
    with suppress(DatasetError):
        card = library.card(run.recipe.data.dataset)
    return name_of(run.recipe, card)


def _run(
    run: ListedRun, events: list[dict[str, Any]], store: RunStore, library: Library
) -> ReportedRun:
    assert run.recipe is not None
    weights = None
    with suppress(RunError):
        weights = weights_digest(store.load_weights(run.id).weights)
    recipe = run.recipe.model_dump(mode="json")
    return ReportedRun(
        id=run.id,
        name=words(name_of_run(run, library)),
        created=run.started,
        is_brought=run.origin is not None,
        recipe=run.recipe,
        events=tuple(events),
        weights=weights,
        race=run.race,
        dataset=_described(run, library),
        checksum=run_checksum(recipe, canonical(events), weights),
    )


def weights_digest(weights: Sequence[np.ndarray]) -> str:
    """The SHA-256 over the arrays of a network, with their shapes and types, in order."""
    digest = hashlib.sha256()
    for array in weights:
        digest.update(f"{array.dtype.str}{array.shape}".encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def _described(run: ListedRun, library: Library) -> DatasetFacts | None:
    """The description of a dataset that a visitor brought, by which another lab knows it again."""
    assert run.recipe is not None
    with suppress(DatasetError):
        card = library.card(run.recipe.data.dataset)
        return DatasetFacts.of(card, library.content(card.name)) if card.own else None
    return None


def _events(logged: Sequence[Logged[Event]]) -> list[dict[str, Any]]:
    """The events of a run but the progress within epochs; none if one cannot be read."""
    if any(isinstance(one.event, Unreadable) for one in logged):
        return []
    kept = [one for one in logged if not isinstance(one.event, Progress)]
    told = [told_event(one._replace(number=number)) for number, one in enumerate(kept)]
    return from_json(canonical(told))  # numbers that are none are texts
