"""A run of a report among one's own runs, to be played and compared there."""

import secrets
from collections.abc import Sequence

from core.datasets import Library
from core.exchange.bundle import DatasetFacts
from core.exchange.packing import told_event
from core.exchange.plain_json import canonical
from core.exchange.unpacking import missing_dataset, with_local_dataset
from core.recipe import Recipe
from core.report.form import ReportedRun
from core.report.reading import ReadRun
from core.runs.brought import Brought, BroughtRun
from core.runs.events import Event
from core.runs.run import Logged, Origin


def as_brought(read: ReadRun, lab: str, name: str, library: Library) -> Brought:
    """A run that was read, called `name`, as it is brought in: without network and film.

    `lab` is the version of the lab that made the report; `library` that of whoever brings it in.
    """
    run = read.run
    recipe = recipe_here(run, library)
    facts = run.dataset
    if facts is None and recipe.data.dataset in library.cards:
        facts = DatasetFacts.of(library.cards[recipe.data.dataset], None)
    unknown = missing_dataset(recipe, facts, library)
    brought = BroughtRun(
        id=secrets.token_hex(6),
        recipe=recipe,
        name=name,
        note="",
        events=read.events,
        film=[],
        origin=Origin(lab, run.id, run.created, unknown),
        told_bytes=len(read.told),
    )
    return Brought([brought], [])


def have_same_events(first: Sequence[Logged[Event]], second: Sequence[Logged[Event]]) -> bool:
    """Whether two runs are the same run: their events are equal, with their times."""
    told = [canonical([told_event(one) for one in events]) for events in (first, second)]
    return told[0] == told[1]


def recipe_here(run: ReportedRun, library: Library) -> Recipe:
    """The recipe of a run, with the name that the same dataset has in this lab."""
    return with_local_dataset(run.recipe, run.dataset, library)
