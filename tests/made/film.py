"""A run that is over, with its film, made by hand."""

import math

import numpy as np

from core.recipe import Recipe
from core.runs.events import Epoch, Event, Finished, Progress, Started
from core.runs.history import History
from core.runs.probe import ProbeResult, WatchedImages
from core.runs.run import Logged

STEPS = 10
"""In an epoch."""
LOSSES = (2.4, 1.2, 0.6, 0.3)
"""On validation, from the untrained network on."""


def events_of(*val_losses: float) -> list[Event]:
    """The events of a run with these losses on validation, from the untrained network on.

    The accuracy is e^-loss; training is a little better than validation.
    """
    events: list[Event] = [
        Started(train_count=100, validation_count=25, steps_per_epoch=STEPS, parameter_count=3)
    ]
    for epoch, loss in enumerate(val_losses):
        figures = {"loss": 0.8 * loss, "accuracy": math.exp(-0.8 * loss)}
        if epoch:
            events += [
                Progress(
                    epoch=epoch, step=STEPS * (epoch - 1) + step, images_per_second=1, **figures
                )
                for step in (2, 5, 8)
            ]
        events.append(
            Epoch(
                epoch=epoch,
                step=STEPS * epoch,
                val_loss=loss,
                val_accuracy=math.exp(-loss),
                seconds=1,
                **(figures if epoch else {}),
            )
        )
    return [*events, Finished(test_loss=1, test_accuracy=0.5, seconds=1)]


def history_of(events: list[Event], epochs: int) -> History:
    """The history of a run of so many epochs with these events."""
    history = History(Recipe.from_link(f"training.epochs={epochs}"))
    history.add(Logged(number, float(number), event) for number, event in enumerate(events))
    return history


def watched() -> WatchedImages:
    """25 grey pictures of 8x8, five of each of the first classes."""
    images = np.full((25, 8, 8, 1), 8, np.uint8)
    return WatchedImages(images, np.repeat(np.arange(5), 5))


def probe(step: int, right: int) -> ProbeResult:
    """The network after some steps: it reads the first pictures right, and the others as a 9."""
    predicted = [*watched().labels[:right], *[9] * (25 - right)]
    return ProbeResult(
        epoch=step // STEPS,
        step=step,
        predicted=tuple(map(int, predicted)),
        shares=(0.5,) * 25,
        units=None,
        layers=(),
    )


PROBES = [probe(step, round(25 * step / 30)) for step in range(0, 31, 3)]
