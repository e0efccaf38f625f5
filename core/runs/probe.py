"""Probes of a run: the state of its network in mid-run, measured by the worker.

A page shows the newest one; some of them are kept, as the film of the run (`core.runs.film`).
"""

from typing import NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict

from core.datasets import Dataset
from core.layers import Call
from core.preparation.split import Split, split, spread
from core.recipe import Data

WATCHED = 25
"""How many validation pictures are watched, the same all along."""
MOST_UNITS = 16
MOST_TRACED = 32
FLOAT32_EPSILON = 2**-23
SAMPLE = 64
"""How many training pictures gradients and dead units are measured on."""


class _Measurement(BaseModel):
    # In a network that diverged there are numbers that are none.
    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="constants")


class Units(_Measurement):
    """The weights of the first layer's units as pictures, the first `MOST_UNITS` of them."""

    shape: tuple[int, int, int, int]
    """Units, height, width, channels."""
    largest: float
    """The largest absolute weight."""
    levels: bytes
    """int8, -127 to 127 times `largest / 127`."""

    @classmethod
    def of(cls, weights: np.ndarray) -> "Units":
        """From weights float `(units, height, width, channels)`."""
        finite = np.nan_to_num(weights, nan=0.0, posinf=0.0, neginf=0.0)
        largest = float(np.abs(finite).max(initial=0.0))
        levels = np.round(finite / (largest or 1.0) * 127).astype(np.int8)
        return cls(shape=weights.shape, largest=largest, levels=levels.tobytes())

    @property
    def weights(self) -> np.ndarray:
        """float32 of `shape`, to within `largest / 254`."""
        levels = np.frombuffer(self.levels, np.int8).reshape(self.shape)
        return levels.astype(np.float32) * (self.largest / 127)


class LayerProbe(_Measurement):
    """What was measured of one layer."""

    name: str
    """The name of its Keras layer."""
    gradient: float | None = None
    """The L2 norm of the loss's gradient over all its weights; None without weights."""
    dead: float | None = None
    """The share of a relu's units that give 0 for every picture of the sample; else None."""


class WeightStep(_Measurement):
    """One weight before and after a step of the optimizer."""

    layer: str
    place: tuple[int, ...]
    before: float
    gradient: float
    learning_rate: float
    after: float

    @property
    def is_plain(self) -> bool:
        """Whether the step was w - learning rate × gradient, without momentum or anything else."""
        step, rounding = -self.learning_rate * self.gradient, 2 * FLOAT32_EPSILON
        tolerance = 1e-3 * abs(step) + rounding * abs(self.before)
        return abs(self.after - self.before - step) <= tolerance


class StepTrace(_Measurement):
    """One batch taken apart: its pictures (the first `MOST_TRACED`), as the step found them."""

    batch_size: int
    shape: tuple[int, int, int, int]
    pixels: bytes
    """uint8 of `shape`, after augmentation."""
    labels: tuple[int, ...]
    outputs: tuple[tuple[float, ...], ...]
    """The output of the last layer for each picture, before the step."""
    losses: tuple[float, ...]
    mean_loss: float
    """Over the whole batch."""
    weight: WeightStep | None
    """The weight with the largest gradient; None if the network has no weights."""

    @property
    def pictures(self) -> np.ndarray:
        """uint8 `(n, height, width, channels)`."""
        return np.frombuffer(self.pixels, np.uint8).reshape(self.shape)


class ProbeResult(_Measurement):
    """The network after `step` steps, in epoch `epoch`."""

    epoch: int
    step: int
    predicted: tuple[int, ...]
    """The class predicted for each watched picture."""
    shares: tuple[float, ...]
    """The largest output for each watched picture: its probability, if softmax ends the network."""
    units: Units | None
    layers: tuple[LayerProbe, ...]
    step_trace: StepTrace | None = None


class EpochProbe(NamedTuple):
    """The probe of an earlier epoch, with its confusion matrix on the validation pictures.

    `confusion` is int64 `(classes, classes)`: rows are true classes, columns predicted ones.
    """

    probe: ProbeResult
    confusion: np.ndarray


def is_relu(call: Call) -> bool:
    """Whether a Keras layer of the network is one whose units can die."""
    return call.layer.units_can_die


def watched(split: Split) -> np.ndarray:
    """The watched pictures: indices int64 `(n,)`, n <= `WATCHED`, into the validation set."""
    return spread(split.validation, WATCHED)


class WatchedImages(NamedTuple):
    """The watched pictures: uint8 `(n, height, width, channels)`, and their labels int64 `(n,)`."""

    images: np.ndarray
    labels: np.ndarray


def images_to_watch(data: Data, dataset: Dataset) -> WatchedImages:
    """The pictures that all runs with these data settings watch."""
    chosen = split(data, dataset.y_train, len(dataset.y_test))
    images, labels = chosen.validating_set(dataset)
    indices = watched(chosen)
    return WatchedImages(images[indices], labels[indices])
