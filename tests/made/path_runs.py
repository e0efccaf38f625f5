"""What came of the runs of the lab's own paths, as `python -m tests.benchmarks.paths` recorded it.

`path_runs.json` in the fixtures holds it by path, dataset and run block: of a run its recipe as a
link and its events, of a race the accuracy of each of its runs.
"""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path as Folder

from pydantic import TypeAdapter

from core.datasets.cards import CARDS
from core.experiments.race import Race
from core.experiments.ready import READY
from core.experiments.standing import RunOutcome, standing
from core.lint.other_dataset import fitted
from core.path.blocks import RunBlock
from core.path.chapter import Chapter
from core.path.evidence import PathEvidence
from core.recipe import Recipe
from core.runs.events import Epoch, Event, Finished, Started
from core.runs.history import History
from core.runs.run import Logged

FILE = Folder(__file__).parents[1] / "fixtures" / "path_runs.json"
KEPT = (Started, Epoch, Finished)
"""The events from which every quantity of a path can be computed."""

_EVENTS: TypeAdapter[list[Event]] = TypeAdapter(list[Event])


def recipe_on(dataset: str, recipe: Recipe) -> Recipe:
    """A recipe of a path where this dataset has to stand in for its own."""
    return recipe if recipe.data.dataset == dataset else fitted(recipe, CARDS[dataset])


def race_on(dataset: str, run: RunBlock) -> Race:
    """The race of a run block on a dataset."""
    return READY[run.race].race(CARDS[dataset])


def datasets_of(chapter: Chapter) -> list[str]:
    """The dataset that the chapter's questions are about, and what can stand in for it."""
    return list(dict.fromkeys([chapter.dataset, *filter(None, [chapter.instead])]))


def evidence_of(recipe: Recipe, events: Iterable[Event]) -> PathEvidence:
    """The evidence of a run."""
    history = History(recipe)
    history.add(Logged(number, 0.0, event) for number, event in enumerate(events))
    return PathEvidence(recipe, CARDS[recipe.data.dataset], history)


def evidence_of_race(race: Race, accuracies: Iterable[float]) -> PathEvidence:
    """The evidence of a race, from the accuracy of each of its runs in the order of its recipes."""
    outcomes = {
        place: RunOutcome(True, False, accuracy)
        for place, accuracy in zip(race.recipes, accuracies, strict=True)
    }
    return PathEvidence(race.base, CARDS[race.base.data.dataset], standing=standing(race, outcomes))


@cache
def _kept() -> dict:
    return json.loads(FILE.read_text("utf-8"))


def recorded(path: str, dataset: str, run: RunBlock) -> PathEvidence:
    """The recorded evidence of a run block; KeyError where none was recorded of this recipe."""
    kept = _kept()[path][dataset][run.name]
    if run.race:
        race = race_on(dataset, run)
        return evidence_of_race(race, kept["accuracies"])
    recipe = recipe_on(dataset, run.recipe)
    if kept["recipe"] != recipe.to_link():
        raise KeyError(f"{run.name} was recorded with another recipe: record it anew")
    return evidence_of(recipe, _EVENTS.validate_python(kept["events"]))


def to_record(recipe: Recipe, events: Iterable[Event]) -> dict[str, object]:
    """What the file keeps of a run."""
    kept = [event for event in events if isinstance(event, KEPT)]
    return {
        "recipe": recipe.to_link(),
        "events": [event.model_dump(mode="json") for event in kept],
    }
