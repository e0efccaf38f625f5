"""What a visitor did on a path, as a report: each block with the answer, and the runs."""

import hashlib
import math
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from core.datasets import DatasetError, Library
from core.exchange.bundle import DatasetFacts
from core.exchange.packing import told_event
from core.exchange.plain_json import canonical, from_json
from core.experiments.naming import name_of
from core.language import message, say
from core.path.answers import Answer, CurveAnswer, RaceAnswer, RunAnswer, ToldAnswer
from core.path.blocks import Block, Predict, QuestionBlock, Task
from core.path.chapter import Chapter, Path
from core.path.gathering import Gathering, trained_since
from core.path.progress import PathProgress
from core.report.form import (
    MOST_EVENTS,
    MOST_RUNS,
    Report,
    ReportedAnswer,
    ReportedChapter,
    ReportedRun,
    Student,
)
from core.report.sealing import run_checksum
from core.runs.events import Event, Progress, Unreadable
from core.runs.listing import ListedRun, storable
from core.runs.run import Logged, RunError
from core.runs.store import RunStore
from core.version import VERSION as LAB_VERSION

LONGEST = 4_000
RACED = message("A race of {count} runs")
GONE = message("A run that is not here any more")


@dataclass
class _Handed:
    """What is handed in: the runs of the owner by id, and those that answers name, in order."""

    store: RunStore
    library: Library
    own: dict[str, ListedRun]
    named: list[str] = field(default_factory=list)

    def name(self, run_id: str) -> str:
        """What a run of the owner is called; one that an answer names goes along."""
        run = self.own.get(run_id)
        if run is None:
            return say(GONE)
        self.named.append(run_id)
        return name_of_run(run, self.library)


def report_of_path(
    path: Path, student: Student, store: RunStore, library: Library, owner: str, made: float
) -> Report:
    """What an owner answered on a path, with their runs since they began it.

    `library` must be that of the owner. Runs in flight are left out. Of too many runs, those go
    along that an answer names, then the newest.
    """
    progress = PathProgress.of(path, store.answers.of(owner, path.name))
    handed = _Handed(store, library, {run.id: run for run in store.listing.of(owner)})
    gathering = Gathering(progress, store, library)
    chapters = tuple(_chapter(chapter, gathering, handed, owner) for chapter in path.chapters)
    since = [run.id for run in runs_since_begun(progress, store, owner)]
    runs, omitted = reported_runs(store, library, handed.own, [*handed.named, *since])
    return Report(
        lab=LAB_VERSION,
        made=made,
        student=student,
        work=path.name,
        title=_words(path.title),
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
        name=_words(name_of_run(run, library)),
        created=run.started,
        is_brought=run.origin is not None,
        recipe=run.recipe,
        events=tuple(events),
        weights=weights,
        race=run.race,
        dataset=_described(run, library),
        checksum=run_checksum(recipe, events, weights),
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


def _chapter(
    chapter: Chapter, gathering: Gathering, handed: _Handed, owner: str
) -> ReportedChapter:
    answers = (
        _answer(chapter, block, gathering, handed, owner) for block in chapter.blocks.values()
    )
    return ReportedChapter(
        name=chapter.name,
        title=_words(chapter.title),
        is_done=gathering.progress.is_done(chapter),
        answers=tuple(answers),
    )


def _answer(
    chapter: Chapter, block: Block, gathering: Gathering, handed: _Handed, owner: str
) -> ReportedAnswer:
    told: dict[str, object] = {"block": block.name, "kind": block.kind, "asked": _words(block.ask)}
    given = gathering.progress.given.get((chapter.name, block.name))
    if given is not None:
        told |= {"at": given.time, "told": isinstance(given.answer, ToldAnswer)}
        told |= _judged(chapter, block, given.answer, gathering, handed)
    elif isinstance(block, Task) and (met := gathering.run_that_meets(chapter, block, owner)):
        told |= _judged(chapter, block, RunAnswer(run=met), gathering, handed)
    return ReportedAnswer.model_validate(told)


def _judged(
    chapter: Chapter, block: Block, answer: Answer, gathering: Gathering, handed: _Handed
) -> dict[str, object]:
    """An answer in words, and what came of it."""
    told: dict[str, object] = {}
    if isinstance(answer, RunAnswer):
        told |= {"given": _words(handed.name(answer.run)), "run": answer.run}
    elif isinstance(answer, RaceAnswer):
        told |= {"given": _words(_race_name(answer.race, handed)), "run": answer.race}
    judgement = gathering.judge(chapter, block.name, answer)
    if judgement is None:
        return told
    told |= {
        "was": _words(judgement.real),
        "why": _words(judgement.why),
        "is_right": judgement.is_right,
    }
    if judgement.said:
        told["given"] = _words(judgement.said)
    if isinstance(answer, CurveAnswer) and isinstance(block, Predict):
        both = "\n\n".join(filter(None, [judgement.sentence, judgement.why]))
        told |= {
            "drawn": answer.points,
            "happened": _happened(block, gathering),
            "why": _words(both),
        }
    if isinstance(block, QuestionBlock) and block.of:
        decides = gathering.progress.run_answer(block.of)
        told |= {"run": decides.run} if isinstance(decides, RunAnswer) else {}
    return told


def _race_name(race_id: str, handed: _Handed) -> str:
    """What a race is called; the runs in it go along."""
    with suppress(RunError):
        runs = [run for run in handed.store.races.race(race_id).runs.values() if run in handed.own]
        handed.named += runs
        return say(RACED, count=len(runs))
    return say(GONE)


def _happened(block: Predict, gathering: Gathering) -> tuple[tuple[float, float], ...]:
    """The curve that was to be drawn, as it came; empty while it is not known."""
    answer = gathering.progress.run_answer(block.of)
    if block.curve is None or not isinstance(answer, RunAnswer):
        return ()
    evidence = gathering.evidence_of(block.of)
    if evidence is None or evidence.history is None or not evidence.has_result:
        return ()
    points = block.curve.points(evidence.history)
    return tuple((epoch, value) for epoch, value in points if math.isfinite(value))


def _words(text: str) -> str:
    """A text as a report can hold it: without halves of characters and zero bytes, not too long."""
    return storable(text)[:LONGEST]
