"""What a run is given beside recipe and dataset, and what it gives back."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from core.preparation.split import Scaling
from core.runs.events import Finished, Stopped, WorkerReleased, Yielded
from core.runs.probe import ProbeResult
from core.runs.snapshots import Held, Snapshot
from core.worker.predict import Predictor


class TrainingResult(NamedTuple):
    """A network after its run: `model.get_weights()`, the scaling it expects, the last event.

    `network` is the same network, ready to be asked; None if a step that was abandoned may still
    be changing it.
    """

    weights: list[np.ndarray]
    scaling: Scaling
    final: Finished | Stopped | WorkerReleased | Yielded
    network: Predictor | None


class TrainOptions(NamedTuple):
    """What a run may be given beside its recipe and dataset.

    `on_probe` is called with each result of the probe; `save` with the state after an epoch, and
    may raise OSError. `start` is such a state, to resume from; `epochs` is the epoch to train to,
    if not the recipe's. `hold` keeps a run that gives its worker up, and may raise OSError, too;
    `held` is such a run: it goes on from there, and holds still if it did.
    """

    on_probe: Callable[[ProbeResult], None] | None = None
    save: Callable[[Snapshot], None] | None = None
    start: Snapshot | None = None
    epochs: int | None = None
    hold: Callable[[Held], None] | None = None
    held: Held | None = None
