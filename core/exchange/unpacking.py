"""A bundle that somebody brought, read with mistrust: all of it, or a sentence says why not."""

import re
import secrets
from pathlib import Path, PurePosixPath

from core.datasets import Library
from core.exchange import bundle
from core.exchange.archive import Archive, opened
from core.exchange.bundle import (
    MOST_BYTES,
    BundleError,
    DatasetFacts,
    Manifest,
    RunFacts,
    dataset_file,
    in_run,
)
from core.exchange.checked_arrays import Arrays, checked_network, checked_snapshot
from core.exchange.checked_events import checked_events
from core.exchange.checked_film import checked_film
from core.exchange.checked_json import checked, parsed
from core.language import message, say
from core.layers import LayerError, ledger
from core.recipe import Recipe, RecipeError
from core.recipe.differences import MAX_FILE, from_file
from core.runs.artifacts import network_file
from core.runs.brought import BroughtRun, Origin
from core.runs.events import Finished
from core.runs.snapshots import Snapshots

MEGABYTE = 2**20
MOST_WORDS = MEGABYTE
"""Bytes of a file with facts."""
MOST_EVENTS, MOST_FILM, MOST_UNITS = 32 * MEGABYTE, 16 * MEGABYTE, 16 * MEGABYTE
"""Bytes of the events, the film and the pictures of units of one run."""
MOST_SNAPSHOTS = 2
ELSEWHERE = "elsewhere"

NO_BUNDLE = message("{file} holds something else than runs of a lab, or is damaged.")
LATER = message(
    "{file} was made by a later version of the lab (form {found}; this version reads up to form "
    "{known}). Update this lab, or take the runs away from it with this version."
)
TWO_RUNS = message("{file} holds two runs that are called {run}, so it is not clear which counts.")
OF_RUN = message("Run {run}: {problem}")
OTHER_RUN = message("“{name}” is of another run, {other}.")
OTHER_DATASET = message("“{name}” describes another dataset, {other}.")
NO_NETWORK = message("Run {run} was trained to its end, but its network is missing in the file.")
NO_SNAPSHOT = message("“{name}” is no snapshot of a run, or one too many.")


def unpack(file: Path, home: Path, library: Library) -> list[BroughtRun]:
    """The runs in a bundle, with new ids; their arrays are written to a new `home` for them.

    `library` has the datasets of whoever brings them. BundleError, with a sentence, if anything in
    it is not as it must be.
    """
    with opened(file) as archive:
        manifest = _manifest(archive)
        return [_run(archive, run_id, manifest, home, library) for run_id in manifest.runs]


def _manifest(archive: Archive) -> Manifest:
    told = parsed(archive.read(bundle.MANIFEST, MOST_WORDS), bundle.MANIFEST)
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


def _run(
    archive: Archive, run_id: str, manifest: Manifest, home: Path, library: Library
) -> BroughtRun:
    told = in_run(run_id, bundle.FACTS)
    facts = checked(RunFacts, parsed(archive.read(told, MOST_WORDS), told), told)
    if facts.id != run_id:
        raise BundleError(say(OTHER_RUN, name=told, other=facts.id))
    try:
        recipe = from_file(archive.read(in_run(run_id, bundle.RECIPE), MAX_FILE))
    except RecipeError as error:
        raise BundleError(say(OF_RUN, run=run_id, problem=str(error))) from error
    events = checked_events(archive.read(in_run(run_id, bundle.EVENTS), MOST_EVENTS), run_id)
    dataset = _dataset(archive, recipe.data.dataset, library)
    run = BroughtRun(
        id=secrets.token_hex(6),
        recipe=_with_local_dataset(recipe, dataset, library),
        name=facts.name,
        note=facts.note,
        events=events,
        film=[],
        origin=Origin(manifest.lab, run_id, facts.created),
    )
    if dataset is None:
        return run
    _keep_arrays(archive, run, dataset, home)
    units = _arrays(archive, in_run(run_id, bundle.UNITS), MOST_UNITS)
    film = archive.read(in_run(run_id, bundle.FILM), MOST_FILM)
    return run._replace(film=checked_film(film, units, dataset, len(events), run_id))


def _dataset(archive: Archive, name: str, library: Library) -> DatasetFacts | None:
    """The description of a dataset, that of this lab for a published one; None without any."""
    if name in library.cards:
        return DatasetFacts.of(library.cards[name], None)
    file = dataset_file(name)
    if file not in archive:
        return None
    facts = checked(DatasetFacts, parsed(archive.read(file, MOST_WORDS), file), file)
    if facts.name != name:
        raise BundleError(say(OTHER_DATASET, name=file, other=facts.name))
    return facts


def _with_local_dataset(recipe: Recipe, facts: DatasetFacts | None, library: Library) -> Recipe:
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


def _keep_arrays(archive: Archive, run: BroughtRun, dataset: DatasetFacts, home: Path) -> None:
    """Write the network of a run and its snapshots to `home`, as the run store has them."""
    run_id, weights = run.origin.run, in_run(run.origin.run, bundle.WEIGHTS)
    try:
        rows = ledger(run.recipe.model.layers, dataset.shape)
    except LayerError as error:
        raise BundleError(say(OF_RUN, run=run_id, problem=str(error))) from error
    if weights in archive:
        network = checked_network(_arrays(archive, weights, MOST_BYTES), rows, dataset.shape)
        network.save(network_file(home, run.id))
    elif isinstance(run.events[-1].event, Finished):
        raise BundleError(say(NO_NETWORK, run=run_id))
    kept = Snapshots(home, run.id)
    for place, name in enumerate(archive.under(in_run(run_id, "snapshots/"))):
        epoch = PurePosixPath(name).stem
        if place >= MOST_SNAPSHOTS or not re.fullmatch(r"[0-9]{1,4}", epoch):
            raise BundleError(say(NO_SNAPSHOT, name=name))
        kept.save(checked_snapshot(_arrays(archive, name, MOST_BYTES), rows, int(epoch)))


def _arrays(archive: Archive, name: str, most: int) -> Arrays:
    arrays = Arrays(archive.read(name, most), name)
    archive.take_room(arrays.nbytes)
    return arrays
