"""Runs with what came of them, as tables and other programs are told of it."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from core.datasets import DatasetError, Library
from core.experiments.naming import name_of
from core.recipe import Recipe
from core.runs.events import FINAL, Epoch, Event
from core.runs.history import RunHistory
from core.runs.listing import ListedRun
from core.runs.run import Logged
from core.runs.store import RunStore


class RunResult(NamedTuple):
    """A run with its recipe, events and history, and what it is called."""

    run: ListedRun
    recipe: Recipe
    events: list[Logged[Event]]
    history: RunHistory
    name: str

    @property
    def epochs(self) -> list[Logged[Epoch]]:
        """The ends of its epochs that count, with their times."""
        counting = {id(epoch) for epoch in self.history.epochs}
        return [
            Logged(number, when, event)
            for number, when, event in self.events
            if isinstance(event, Epoch) and id(event) in counting
        ]

    @property
    def ended(self) -> float | None:
        """When it came to its end, in seconds since 1970; None if it is in flight."""
        ends = [logged.time for logged in self.events if logged.event.kind in FINAL]
        return ends[-1] if ends and not self.run.in_flight else None

    @property
    def settings(self) -> dict[str, object]:
        """Every setting of its recipe, by its key in a link; lists are texts as they are there."""
        sections = self.recipe.model_dump(mode="json").items()
        return {f"{part}.{name}": value for part, of in sections for name, value in of.items()}

    @property
    def metrics(self) -> dict[str, float]:
        """What is known of its network, by Keras's names: losses in nats, accuracies from 0 to 1.

        Test figures are told once somebody has opened the test set, or if it validates.
        """
        history, network = self.history, self.history.result
        found: dict[str, float | None] = {"epochs": len(history.training) or None}
        if history.started:
            started = history.started.event
            found |= {
                "parameters": started.parameter_count,
                "train_pictures": started.train_count,
                "validation_pictures": started.validation_count,
                "seconds": sum(epoch.seconds for epoch in history.epochs),
            }
        if network:
            measured = ("epoch", "loss", "accuracy", "val_loss", "val_accuracy")
            found |= {name: getattr(network, name) for name in measured}
        found |= {"test_loss": history.test_loss, "test_accuracy": history.test_accuracy}
        return {name: value for name, value in found.items() if value is not None}


METRICS = (
    "epoch",
    "loss",
    "accuracy",
    "val_loss",
    "val_accuracy",
    "test_loss",
    "test_accuracy",
    "epochs",
    "seconds",
    "parameters",
    "train_pictures",
    "validation_pictures",
)
"""All names of metrics, in order."""
COUNTED = ("epoch", "epochs", "parameters", "train_pictures", "validation_pictures")
"""Those that are whole numbers."""


def results(store: RunStore, library: Library, run_ids: Sequence[str]) -> Iterator[RunResult]:
    """These runs, in this order, without those that are not there or whose recipe cannot be read.

    One at a time: two thousand runs have too many events to hold. `library` must be that of whoever
    asks.
    """
    for run in store.listing.by_id(run_ids):
        if run.recipe is not None:
            yield _result(store, library, run, run.recipe)


def _result(store: RunStore, library: Library, run: ListedRun, recipe: Recipe) -> RunResult:
    history, events = RunHistory(recipe, run.id), store.events(run.id)
    history.add(events)
    card = None
    with suppress(DatasetError):
        card = library.card(recipe.data.dataset)
    return RunResult(run, recipe, events, history, run.name or str(name_of(recipe, card)))
