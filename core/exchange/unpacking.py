"""A bundle that somebody brought, read with mistrust: all of it, or a sentence says why not."""

import re
import secrets
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import ValidationError

from core.datasets import Library
from core.exchange import bundle
from core.exchange.archive import Archive, opened
from core.exchange.bundle import (
    BundleError,
    DatasetFacts,
    Manifest,
    RaceFacts,
    RunFacts,
    dataset_file,
    in_run,
    race_file,
)
from core.exchange.checked_arrays import Arrays, checked_network, checked_snapshot
from core.exchange.checked_events import checked_events
from core.exchange.checked_film import checked_film
from core.exchange.checked_json import checked, parsed
from core.experiments.race import Race
from core.language import message, say
from core.layers import LayerError, LedgerRow, ledger
from core.recipe import Recipe, RecipeError
from core.recipe.differences import from_file
from core.runs.artifacts import network_file
from core.runs.brought import Brought, BroughtRace, BroughtRun
from core.runs.events import Finished
from core.runs.run import Origin, RacePlace
from core.runs.snapshots import Snapshots

MOST_SNAPSHOTS = 2
ELSEWHERE = "elsewhere"

NO_BUNDLE = message("{file} holds something else than runs of a lab, or is damaged.")
LATER = message(
    "{file} was made by a later version of the lab (form {found}; this version reads up to form "
    "{known}). Update this lab, or take the runs away from it with this version."
)
LONG_EVENTS = message(
    "The events of the runs in {file} take more than {megabytes:,} MB. Take fewer at a time."
)
LONG_FILMS = message(
    "The events and films of the runs in {file} take more than {megabytes:,} MB. Take fewer at a "
    "time."
)
MANY_EVENTS = message("The runs in {file} have more than {most:,} events. Take fewer at a time.")
TWO_RUNS = message("{file} holds two runs that are called {run}, so it is not clear which counts.")
OF_RUN = message("Run {run}: {problem}")
OTHER_RUN = message("“{name}” is of another run, {other}.")
OTHER_DATASET = message("“{name}” describes another dataset, {other}.")
NO_NETWORK = message("Run {run} was trained to its end, but its network is missing in the file.")
NO_RACE = message(
    "Race {race} cannot be read: another version of the lab has written it, or it is damaged. Take "
    "its runs away once more, one by one."
)
NOT_ITS_PLACE = message(
    "Run {run} is not what race {race} has at place {place}, or it is missing in the file."
)
NO_SNAPSHOT = message("“{name}” is no snapshot of a run, or one too many.")


def unpack(file: Path, home: Path, library: Library) -> Brought:
    """What is in a bundle, with new ids; the arrays of runs are written to a new `home` for them.

    `library` has the datasets of whoever brings them. BundleError, with a sentence, if anything in
    it is not as it must be.
    """
    with opened(file) as archive:
        manifest = _manifest(archive)
        _require_short_events(archive, manifest)
        runs: dict[str, BroughtRun] = {}
        for run_id in manifest.runs:
            runs[run_id] = _run(archive, run_id, manifest, home, library)
            if sum(len(run.events) for run in runs.values()) > bundle.MOST_EVENTS:
                raise BundleError(say(MANY_EVENTS, file=archive.where, most=bundle.MOST_EVENTS))
            if sum(run.told_bytes for run in runs.values()) > bundle.MOST_TOLD_BYTES:
                megabytes = bundle.MOST_TOLD_BYTES // 2**20
                raise BundleError(say(LONG_FILMS, file=archive.where, megabytes=megabytes))
        races = [_race(archive, race_id, runs, library) for race_id in manifest.races]
        return Brought([*runs.values()], races)


def _manifest(archive: Archive) -> Manifest:
    told = parsed(archive.read(bundle.MANIFEST), bundle.MANIFEST)
    if not isinstance(told, dict) or told.get("format") != bundle.FORMAT:
        raise BundleError(say(NO_BUNDLE, file=archive.where))
    found = told.get("version")
    if isinstance(found, int) and found > bundle.VERSION:
        raise BundleError(
            say(LATER, file=archive.where, found=str(found)[:9], known=bundle.VERSION)
        )
    manifest = checked(Manifest, told, bundle.MANIFEST)
    for place, run_id in enumerate(manifest.runs):
        if run_id in manifest.runs[:place]:
            raise BundleError(say(TWO_RUNS, file=archive.where, run=run_id))
    return manifest


def _require_short_events(archive: Archive, manifest: Manifest) -> None:
    nbytes = sum(archive.size(in_run(run_id, bundle.EVENTS)) for run_id in manifest.runs)
    if nbytes > bundle.MOST_EVENT_BYTES:
        megabytes = bundle.MOST_EVENT_BYTES // 2**20
        raise BundleError(say(LONG_EVENTS, file=archive.where, megabytes=megabytes))


def _run(
    archive: Archive, run_id: str, manifest: Manifest, home: Path, library: Library
) -> BroughtRun:
    told = in_run(run_id, bundle.FACTS)
    facts = checked(RunFacts, parsed(archive.read(told), told), told)
    if facts.id != run_id:
        raise BundleError(say(OTHER_RUN, name=told, other=facts.id))
    recipe_file = in_run(run_id, bundle.RECIPE)
    content = archive.read(recipe_file)
    parsed(content, recipe_file)
    try:
        recipe = from_file(content)
    except RecipeError as error:
        raise BundleError(say(OF_RUN, run=run_id, problem=str(error))) from error
    lines = archive.read(in_run(run_id, bundle.EVENTS))
    events = checked_events(lines, run_id)
    dataset = _dataset(archive, recipe.data.dataset, library)
    here = with_local_dataset(recipe, dataset, library)
    unknown = missing_dataset(here, dataset, library)
    run = BroughtRun(
        id=secrets.token_hex(6),
        recipe=here,
        name=facts.name,
        note=facts.note,
        events=events,
        film=[],
        origin=Origin(manifest.lab, run_id, facts.created, unknown),
        told_bytes=len(lines),
    )
    if dataset is None:
        return run
    _keep_arrays(archive, run, dataset, home)
    units = _arrays(archive, in_run(run_id, bundle.UNITS))
    film = archive.read(in_run(run_id, bundle.FILM))
    return run._replace(
        film=checked_film(film, units, dataset, len(events), run_id),
        told_bytes=len(lines) + len(film) + units.nbytes,
    )


def _race(
    archive: Archive, race_id: str, runs: dict[str, BroughtRun], library: Library
) -> BroughtRace:
    """A race; its `runs` are given their places in it, which each can have only once."""
    file = race_file(race_id)
    facts = checked(RaceFacts, parsed(archive.read(file), file), file)
    try:
        race = Race.model_validate(facts.race)
    except ValidationError as error:
        raise BundleError(say(NO_RACE, race=race_id)) from error
    dataset = _dataset(archive, race.base.data.dataset, library)
    race = race.model_copy(update={"base": with_local_dataset(race.base, dataset, library)})
    new_id, recipes = secrets.token_hex(6), race.recipes
    for place, run_id in facts.runs.items():
        run = runs.get(run_id)
        if run is None or run.in_race or recipes.get(place) != run.recipe:
            raise BundleError(say(NOT_ITS_PLACE, run=run_id, race=race_id, place=place))
        runs[run_id] = run._replace(in_race=RacePlace(new_id, place))
    return BroughtRace(new_id, race.model_dump_json())


def _dataset(archive: Archive, name: str, library: Library) -> DatasetFacts | None:
    """The description of a dataset, that of this lab for a published one; None without any."""
    if name in library.cards:
        return DatasetFacts.of(library.cards[name], None)
    file = dataset_file(name)
    if file not in archive:
        return None
    facts = checked(DatasetFacts, parsed(archive.read(file), file), file)
    if facts.name != name:
        raise BundleError(say(OTHER_DATASET, name=file, other=facts.name))
    return facts


def with_local_dataset(recipe: Recipe, facts: DatasetFacts | None, library: Library) -> Recipe:
    """The recipe with the name that the same dataset has here.

    If it is not here, with a name that no other dataset gets: another may be called the same.
    """
    name = recipe.data.dataset
    if name in library.cards:
        return recipe
    content = facts.content if facts else None
    here = library.own_with(content) if content else None
    unknown = f"{name[:48]}-{content[:12] if content else ELSEWHERE}"
    return recipe.with_settings("data", dataset=here or unknown)


def missing_dataset(
    recipe: Recipe, facts: DatasetFacts | None, library: Library
) -> dict[str, Any] | None:
    """The description of the recipe's dataset if it is not here; None if it is, or without one."""
    is_here = recipe.data.dataset in library.names()
    return None if is_here or facts is None else facts.model_dump(mode="json")


def _keep_arrays(archive: Archive, run: BroughtRun, dataset: DatasetFacts, home: Path) -> None:
    """Write the network of a run and its snapshots to `home`, as the run store has them."""
    run_id, weights = run.origin.run, in_run(run.origin.run, bundle.WEIGHTS)
    if weights in archive:
        rows = _rows(run, dataset)
        network = checked_network(_arrays(archive, weights), rows, dataset.shape)
        network.save(network_file(home, run.id))
    elif isinstance(run.events[-1].event, Finished):
        raise BundleError(say(NO_NETWORK, run=run_id))
    for place, name in enumerate(archive.under(in_run(run_id, "snapshots/"))):
        epoch = PurePosixPath(name).stem
        if place >= MOST_SNAPSHOTS or not re.fullmatch(r"[0-9]{1,4}", epoch):
            raise BundleError(say(NO_SNAPSHOT, name=name))
        arrays = _arrays(archive, name)
        snapshot = checked_snapshot(arrays, _rows(run, dataset), int(epoch))
        Snapshots(home, run.id).save(snapshot)


def _rows(run: BroughtRun, dataset: DatasetFacts) -> list[LedgerRow]:
    """The layers of a run's network for the pictures of its dataset."""
    try:
        return ledger(run.recipe.model.layers, dataset.shape)
    except LayerError as error:
        raise BundleError(say(OF_RUN, run=run.origin.run, problem=str(error))) from error


def _arrays(archive: Archive, name: str) -> Arrays:
    arrays = Arrays(archive.read(name), name)
    archive.take_room(arrays.nbytes)
    return arrays
