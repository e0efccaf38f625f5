"""Runs as the tests of paths need them: their recipe, and what came of it."""

from collections.abc import Sequence

from core.datasets import CARDS
from core.path.evidence import PathEvidence
from core.recipe import Recipe, preset
from core.runs.events import Epoch, Event, Finished, OpenedTestSet, Started
from core.runs.history import History
from core.runs.run import Logged

STARTED = Started(train_count=100, validation_count=40, steps_per_epoch=4, parameter_count=650)
FINISHED = Finished(test_loss=0.6, test_accuracy=0.8, seconds=9)
UNTRAINED = Epoch(epoch=0, step=0, val_loss=2.4, val_accuracy=0.125, seconds=0)
EPOCHS = (
    UNTRAINED,
    Epoch(epoch=1, step=4, loss=2, accuracy=0.25, val_loss=1.5, val_accuracy=0.5, seconds=3),
    Epoch(epoch=2, step=8, loss=1, accuracy=0.75, val_loss=1.0, val_accuracy=0.75, seconds=2),
    Epoch(epoch=3, step=12, loss=0.5, accuracy=1.0, val_loss=1.2, val_accuracy=0.625, seconds=1),
)
EVENTS: tuple[Event, ...] = (STARTED, *EPOCHS, FINISHED)
OPENED: tuple[Event, ...] = (*EVENTS, OpenedTestSet())
DIGITS = preset("digits-mlp")


def evidence(recipe: Recipe = DIGITS, events: Sequence[Event] = EVENTS) -> PathEvidence:
    """The evidence of a run, or with no events of a recipe alone."""
    history = History(recipe)
    history.add(Logged(number, 0.0, event) for number, event in enumerate(events))
    card = CARDS[recipe.data.dataset]
    return PathEvidence(recipe, card, history if events else None)
