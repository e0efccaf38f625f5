"""Runs into one zip, to take away."""

import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import IO, Any, NamedTuple

import numpy as np

from core.datasets import DatasetError, Library
from core.exchange import bundle
from core.exchange.bundle import (
    MOST_BYTES,
    MOST_REASON,
    MOST_RUNS,
    BundleError,
    DatasetFacts,
    Manifest,
    RaceFacts,
    RunFacts,
    dataset_file,
    in_run,
    race_file,
    snapshot_file,
)
from core.exchange.plain_json import to_json
from core.exchange.zipped import add
from core.language import SOURCE, message, say, say_again, spoken
from core.runs.events import Event, Unreadable
from core.runs.film import Moment
from core.runs.history import RunHistory
from core.runs.listing import ListedRun
from core.runs.run import Logged
from core.runs.snapshots import to_bytes
from core.runs.store import NOT_OVER, RunStore
from core.version import VERSION as LAB_VERSION

NONE = message(
    "None of these runs can be taken away: they still train, are not here any more, or another "
    "version of the lab has written them. Wait for the end of one, or choose others."
)
TOO_MANY = message("A file holds at most {most} runs, and these are {count:,}. Choose fewer.")
TOO_LARGE = message(
    "These runs take more than the {megabytes:,} MB that can be brought in again. Choose fewer."
)
TOO_LONG = message(
    "“{name}” would have {megabytes:,.1f} MB, more than can be brought in again. Leave out the run "
    "to which it belongs."
)
LONG_FILMS = message(
    "The events and films of these runs take more than the {megabytes:,} MB that can be brought in "
    "again. Choose fewer."
)
MANY_EVENTS = message("These runs have more than {most:,} events. Choose fewer.")
LONG_EVENTS = message(
    "The events of these runs take more than the {megabytes:,} MB that can be brought in again. "
    "Choose fewer."
)
NOT_READABLE = message(
    "Run {run} can be read only in part, so it cannot be taken away. Leave it out."
)


class _Taken(NamedTuple):
    """A run that is taken away: as a list shows it, with its events and what follows from them."""

    run: ListedRun
    events: list[Logged[Event]]
    history: RunHistory

    @property
    def dataset(self) -> str:
        return self.history.recipe.data.dataset


def pack(out: IO[bytes], store: RunStore, library: Library, run_ids: Sequence[str]) -> None:
    """Write runs that are over into `out` as one zip, the oldest first; what is gone is left out.

    A race goes along if all of its runs that are over are among them. `library` describes their
    datasets; it must be that of whoever asks. RunError for a run that is in flight or cannot be
    read, and for none or too many.
    """
    if len(run_ids) > MOST_RUNS:
        raise BundleError(say(TOO_MANY, most=MOST_RUNS, count=len(run_ids)))
    runs = sorted(store.listing.by_id(run_ids), key=lambda run: run.created)
    if not runs:
        raise BundleError(say(NONE))
    taken = _all_taken(store, runs)
    datasets = {one.dataset: facts for one in taken if (facts := _described(library, one))}
    races = _races(store, runs)
    manifest = Manifest(
        lab=LAB_VERSION,
        runs=tuple(run.id for run in runs),
        races=tuple(race.id for race in races),
    )
    lengths: Counter[str] = Counter()
    with zipfile.ZipFile(out, "w") as file:
        _add(file, bundle.README_FILE, say(bundle.README).encode())
        _add(file, bundle.MANIFEST, to_json(manifest.model_dump(), indent=1))
        for name, facts in sorted(datasets.items()):
            _add(file, dataset_file(name), to_json(facts.model_dump(), indent=1))
        for race in races:
            _add(file, race_file(race.id), to_json(race.model_dump(), indent=1))
        for one in taken:
            # Without a description of its dataset nobody could check its arrays.
            arrays = _arrays(store, one) if one.dataset in datasets else ()
            for name, content in chain(_told(one), arrays):
                _add(file, in_run(one.run.id, name), content)
                if out.tell() > MOST_BYTES:
                    raise BundleError(say(TOO_LARGE, megabytes=MOST_BYTES // 2**20))
                lengths[name] += len(content)
                _require_short(lengths)


def _add(file: zipfile.ZipFile, name: str, content: bytes) -> None:
    """Add a file, if it is no longer than a lab would read. BundleError if it is."""
    if len(content) > bundle.most_bytes(name):
        raise BundleError(say(TOO_LONG, name=name, megabytes=len(content) / 2**20))
    add(file, name, content)


def _require_short(lengths: Counter[str]) -> None:
    """BundleError if runs whose files have these lengths in all, by name, tell too much."""
    if lengths[bundle.EVENTS] > bundle.MOST_EVENT_BYTES:
        raise BundleError(say(LONG_EVENTS, megabytes=bundle.MOST_EVENT_BYTES // 2**20))
    told = sum(lengths[name] for name in (bundle.EVENTS, bundle.FILM, bundle.UNITS))
    if told > bundle.MOST_TOLD_BYTES:
        raise BundleError(say(LONG_FILMS, megabytes=bundle.MOST_TOLD_BYTES // 2**20))


def _all_taken(store: RunStore, runs: Sequence[ListedRun]) -> list[_Taken]:
    """The runs with their events; no more are read than a file may hold."""
    taken: list[_Taken] = []
    events = 0
    for run in runs:
        taken.append(_taken(store, run))
        events += len(taken[-1].events)
        if events > bundle.MOST_EVENTS:
            raise BundleError(say(MANY_EVENTS, most=bundle.MOST_EVENTS))
    return taken


def _taken(store: RunStore, run: ListedRun) -> _Taken:
    history, events = RunHistory(store.run(run.id).recipe, run.id), store.events(run.id)
    if run.in_flight:
        raise BundleError(say(NOT_OVER))
    if any(isinstance(logged.event, Unreadable) for logged in events):
        raise BundleError(say(NOT_READABLE, run=run.id))
    history.add(events)
    return _Taken(run, events, history)


def _races(store: RunStore, runs: Sequence[ListedRun]) -> list[RaceFacts]:
    """The races of which all runs that are over are among these, the oldest first."""
    taken = {run.id for run in runs}
    found = []
    for race_id in dict.fromkeys(run.race for run in runs if run.race):
        stored = store.races.race(race_id)
        listed = store.listing.by_id([*stored.runs.values()])
        over = {run.id for run in listed if not run.in_flight}
        if over <= taken:
            places = {place: run for place, run in stored.runs.items() if run in over}
            found.append(RaceFacts(id=race_id, race=json.loads(stored.text), runs=places))
    return found


def _described(library: Library, taken: _Taken) -> DatasetFacts | None:
    """The description of a run's dataset; None if nobody knows it, or whoever asks may not see it.

    If the dataset is not here, a run that was brought in has brought the description along.
    """
    try:
        card = library.card(taken.dataset)
        return DatasetFacts.of(card, library.content(card.name) if card.own else None)
    except DatasetError:
        told = taken.run.origin and taken.run.origin.dataset
        return DatasetFacts(**told | {"name": taken.dataset}) if told else None


def _told(taken: _Taken) -> Iterator[tuple[str, bytes]]:
    """The files that say in words and figures what a run is."""
    run = taken.run
    facts = RunFacts(
        id=run.id, name=run.name, note=run.note, created=run.started, status=run.status
    )
    yield bundle.RECIPE, taken.history.recipe.model_dump_json(indent=1).encode()
    yield bundle.FACTS, to_json(facts.model_dump(), indent=1)
    yield bundle.EVENTS, b"".join(map(_event_line, taken.events))


def _arrays(store: RunStore, taken: _Taken) -> Iterator[tuple[str, bytes]]:
    """The film, the network, and the snapshots from which training can go on."""
    run_id = taken.run.id
    moments = store.film(run_id)
    yield bundle.FILM, b"".join(map(_moment_line, moments))
    yield bundle.UNITS, _units(moments)
    if store.has_network(run_id):
        yield bundle.WEIGHTS, store.load_weights(run_id).to_bytes()
    snapshots = store.snapshots(run_id)
    for epoch in snapshots.to_go_on_from(taken.history.chosen_epoch):
        yield snapshot_file(epoch), to_bytes(snapshots.load(epoch))


def told_event(logged: Logged[Event]) -> dict[str, Any]:
    """An event in values of JSON and numbers that are none, its reason in English."""
    told = logged.event.model_dump()
    if reason := getattr(logged.event, "reason", None):
        with spoken(SOURCE):
            told["reason"] = say_again(reason)[:MOST_REASON]
    return {"number": logged.number, "time": logged.time, **told}


def _event_line(logged: Logged[Event]) -> bytes:
    return to_json(told_event(logged)) + b"\n"


def _moment_line(moment: Moment) -> bytes:
    probe = moment.probe.model_dump(exclude={"step_trace": True, "units": {"levels"}})
    event, number = moment.position
    return to_json({"event": event, "moment": number, "time": moment.time, **probe}) + b"\n"


def _units(moments: Sequence[Moment]) -> bytes:
    """The pictures of units, int8 `(units, height, width, channels)`, by the number of a moment."""
    levels = {
        str(moment.position.moment): np.frombuffer(units.levels, np.int8).reshape(units.shape)
        for moment in moments
        if (units := moment.probe.units)
    }
    file = io.BytesIO()
    np.savez(file, **levels)  # type: ignore[arg-type]
    return file.getvalue()
