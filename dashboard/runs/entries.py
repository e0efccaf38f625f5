"""The visitor's runs with what they are called, and finding some of them."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from threading import Lock
from typing import NamedTuple

from cachetools import LRUCache, cached

from core.datasets import DatasetCard, DatasetError
from core.experiments.naming import name_by_settings
from core.experiments.settings import value_in_words
from core.language import language, say
from core.recipe import Recipe
from core.runs.listing import ListedRun
from core.runs.quota import OF_ALL
from dashboard.lab import services, visitor
from dashboard.lab.secret_runs import secret_runs
from dashboard.runs import texts


class ListEntry(NamedTuple):
    """A run in the list, and the run before it, if any.

    What the run is called and found by is found out when it is asked for: of a thousand runs a page
    shows twenty. `card_of` gives the card of its dataset. The recipe of a `secret` one would tell a
    fault that is still to be found.
    """

    run: ListedRun
    earlier: ListedRun | None
    card_of: Callable[[str], DatasetCard | None]
    secret: bool = False

    @property
    def recipe(self) -> Recipe | None:
        """Its recipe; None if that cannot be read, or must not be told."""
        return None if self.secret else self.run.recipe

    @property
    def name(self) -> str:
        """What it is called: by its owner, else by its recipe."""
        return self.run.name or self._known.name

    @property
    def words(self) -> str:
        """What it can be found by, in lower case."""
        known = self.run.id if self.secret else self._known.words
        return f"{self.run.name} {self.run.note} {known}".lower()

    @property
    def _known(self) -> "_Known":
        dataset = self.run.dataset
        return _known(self.run, self.card_of(dataset) if dataset else None)


class RunFilter(NamedTuple):
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


def entries() -> list[ListEntry]:
    """All runs of the visitor, the newest first."""
    runs, known_card_of = own_runs(), cache(card_of)  # they have few datasets between them
    secret = secret_runs()
    found: list[ListEntry] = []
    earlier: ListedRun | None = None
    for run in reversed(runs):
        found.append(ListEntry(run, earlier, known_card_of, run.id in secret))
        if run.id not in secret:
            earlier = run
    return found[::-1]


def name_of_run(run: ListedRun) -> str:
    """What a run is called: by its owner, else by its recipe."""
    return ListEntry(run, None, card_of).name


def card_of(dataset: str) -> DatasetCard | None:
    """The card of a dataset; None if it is gone, or another's who has not shared it."""
    with suppress(DatasetError):
        return services.library().card(dataset)
    return None


def select(found: Sequence[ListEntry], wanted: RunFilter) -> list[ListEntry]:
    """The entries that are wanted, in the order that is wanted; `found` are the newest first."""
    words = wanted.words.lower().split()
    chosen = [entry for entry in found if _suits(entry, wanted) and _has(entry, words)]
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


def _suits(entry: ListEntry, wanted: RunFilter) -> bool:
    if wanted.dataset is not None and wanted.dataset != entry.run.dataset:
        return False
    if wanted.setting is None or not wanted.values:
        return True
    recipe = entry.recipe
    return recipe is not None and value_in_words(recipe, wanted.setting) in wanted.values


def _has(entry: ListEntry, wanted: Sequence[str]) -> bool:
    if not wanted:
        return True
    words = entry.words
    return all(word in words for word in wanted)


@cached(
    LRUCache(OF_ALL.runs),
    key=lambda run, card: (run.id, card.title if card else None, language()),
    lock=Lock(),
)
def _known(run: ListedRun, card: DatasetCard | None) -> _Known:
    """The name of a run by itself, and the words it is found by; the same as long as it exists."""
    try:
        name = name_by_settings(run.settings, card)
    except (LookupError, ValueError):  # another version of the lab has written them
        return _Known(say(texts.UNREADABLE_NAME, run=run.id), run.id)
    settings = " ".join(f"{key}={value}" for key, value in run.settings.items())
    return _Known(name, f"{name} {run.id} {settings}")
