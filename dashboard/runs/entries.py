"""The visitor's runs with what they are called, and finding some of them."""

from collections.abc import Sequence
from contextlib import suppress
from threading import Lock
from typing import NamedTuple

from cachetools import LRUCache, cached

from core.bugs.progress import PATH, Puzzles
from core.datasets import DatasetCard, DatasetError
from core.experiments.naming import name_of
from core.experiments.settings import value_in_words
from core.language import language, say
from core.recipe import Recipe
from core.runs.listing import ListedRun
from core.runs.quota import OF_ALL
from dashboard.lab import services, visitor
from dashboard.runs import texts


class Entry(NamedTuple):
    """A run, its name, what it can be found by, and the recipe of the run before it, if any.

    What is special in the recipe of a `secret` one would tell a fault that is still to be found.
    """

    run: ListedRun
    name: str
    words: str
    before: Recipe | None
    secret: bool = False


class Wanted(NamedTuple):
    """Which runs to show: those with all these words, of a dataset, with certain values.

    `values` are those of the setting of this key, in words; with none, all of its values. `order`
    is one of `texts.ORDERS`.
    """

    words: str = ""
    dataset: str | None = None
    setting: str | None = None
    values: Sequence[str] = ()
    order: str = "newest"


class _Known(NamedTuple):
    """What follows from the recipe of a run alone."""

    name: str
    words: str


def own_runs() -> list[ListedRun]:
    """All runs of the visitor, the newest first, read from the store."""
    return services.engine().store.listing.of(visitor.token())


def entries() -> list[Entry]:
    """All runs of the visitor, the newest first."""
    runs = own_runs()
    cards = {run.recipe.data.dataset: None for run in runs if run.recipe}
    titles = {dataset: card_of(dataset) for dataset in cards}
    secret = Puzzles(services.engine().store.answers.of(visitor.token(), PATH)).secret_runs()
    found: list[Entry] = []
    before: Recipe | None = None
    for run in reversed(runs):
        card = titles.get(run.recipe.data.dataset) if run.recipe else None
        found.append(_entry(run, card, before, run.id in secret))
        if run.id not in secret:
            before = run.recipe
    return found[::-1]


def name_of_run(run: ListedRun) -> str:
    """What a run is called: by its owner, else by its recipe."""
    return run.name or _known(run, card_of(run.recipe.data.dataset) if run.recipe else None).name


def card_of(dataset: str) -> DatasetCard | None:
    """The card of a dataset; None if it is gone, or another's who has not shared it."""
    with suppress(DatasetError):
        return services.library().card(dataset)
    return None


def select(found: Sequence[Entry], wanted: Wanted) -> list[Entry]:
    """The entries that are wanted, in the order that is wanted; `found` are the newest first."""
    words = wanted.words.lower().split()
    chosen = [
        entry
        for entry in found
        if all(word in entry.words for word in words) and _suits(entry.run.recipe, wanted)
    ]
    match wanted.order:
        case "oldest":
            chosen.reverse()
        case "best":
            chosen.sort(key=lambda entry: -(entry.run.summary.accuracy or 0.0))
        case "quickest":
            chosen.sort(key=lambda entry: entry.run.summary.seconds or float("inf"))
        case "name":
            chosen.sort(key=lambda entry: entry.name.lower())
        case _:
            pass  # the newest come first
    return chosen


def _suits(recipe: Recipe | None, wanted: Wanted) -> bool:
    if wanted.dataset is None and not wanted.values:
        return True
    if recipe is None or wanted.dataset not in (None, recipe.data.dataset):
        return False
    return (
        wanted.setting is None
        or not wanted.values
        or value_in_words(recipe, wanted.setting) in wanted.values
    )


def _entry(run: ListedRun, card: DatasetCard | None, before: Recipe | None, secret: bool) -> Entry:
    known = _known(run, card)
    words = f"{run.name} {run.note} {run.id if secret else known.words}".lower()
    return Entry(run, run.name or known.name, words, before, secret)


@cached(
    LRUCache(OF_ALL.runs),
    key=lambda run, card: (run.id, card.title if card else None, language()),
    lock=Lock(),
)
def _known(run: ListedRun, card: DatasetCard | None) -> _Known:
    """The name of a run by itself, and the words it is found by; the same as long as it exists."""
    if run.recipe is None:
        return _Known(say(texts.UNREADABLE_NAME, run=run.id), run.id)
    name = name_of(run.recipe, card)
    settings = " ".join(f"{key}={value}" for key, value in run.recipe.to_settings().items())
    return _Known(name, f"{name} {run.id} {settings}")
