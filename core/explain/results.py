"""What a network shows of itself when it is asked about a picture: values and their formulas.

The answers come from `core.worker.explain`; here is what they hold, without TensorFlow.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from core.layers import Activation, BatchNormalization, Call, Conv2D
from core.layers.residual import Add

PICTURE = "picture"
"""The name of what the first layer is given: the scaled picture."""
MOST_PICTURES = 2_000
"""How many validation pictures are asked for accuracies and for what excites a unit."""
MOST_ON_MAP = 1_000
MOST_NUMBERS_ON_MAP = 20_000_000
"""Pictures times numbers a picture: 80 MB."""
MOST_EXCITING = 12


class Saliency(NamedTuple):
    """Where a network looks for the score of one class.

    `gradient` float32 `(height, width, channels)`: how much the class's score (its logit) grows
    when a pixel grows by one level (K. Simonyan, A. Vedaldi and A. Zisserman, Deep inside
    convolutional networks, 2013).
    `occlusion` float32 `(height, width)`: how much the class's output falls when `patch` × `patch`
    pixels around there are covered with the picture's mean, averaged over all places of the patch
    that cover the pixel (M. Zeiler and R. Fergus, Visualizing and understanding convolutional
    networks, 2013, figure 6).
    `grad_cam` float32 `(rows, columns)`: see `grad_cam`, for the maps of layer `grad_cam_layer`;
    None without a convolution.
    """

    gradient: np.ndarray
    occlusion: np.ndarray
    patch: int
    grad_cam: np.ndarray | None
    grad_cam_layer: str | None


class Exciting(NamedTuple):
    """The validation pictures that excite a unit most, the strongest first.

    `pictures` int64 `(n,)` are places among the run's validation pictures; `values` float32 `(n,)`
    what the unit gives there, at its strongest place; `places` int64 `(n, 2)` that place, row and
    column, None if the layer's output is no picture. `asked` is how many pictures were asked,
    `least` what the unit gives for the one that excites it least.
    """

    pictures: np.ndarray
    values: np.ndarray
    places: np.ndarray | None
    asked: int
    least: float


class FeatureMap(NamedTuple):
    """A layer's output for validation pictures, in two dimensions.

    `pictures` int64 `(n,)` are places among the run's validation pictures, `labels` int64 `(n,)`
    their classes, `said` int64 `(n,)` the classes that the network gives, `points` float32
    `(n, 2)`. `kept` is the share of the variance that two dimensions keep, None for t-SNE.
    `numbers` is how many numbers a picture had in the layer.
    """

    pictures: np.ndarray
    labels: np.ndarray
    said: np.ndarray
    points: np.ndarray
    kept: float | None
    numbers: int


class Change(NamedTuple):
    """Something done to a unit of a Dense or Conv2D layer, on a copy of the network.

    Its weights and its bias are multiplied by `factor`: 0 switches it off. With `weight`, an index
    into the unit's kernel, that weight alone.
    """

    layer: str
    unit: int
    factor: float
    weight: tuple[int, ...] | None = None


class WhatIf(NamedTuple):
    """How a changed network does beside the one it is a copy of.

    `right_before`, `right_after` and `counts` are int64 `(classes,)`: of each class's validation
    pictures, how many are read right. `outputs_before` and `outputs_after` float32 `(classes,)`
    are for the picture that was asked about.
    """

    counts: np.ndarray
    right_before: np.ndarray
    right_after: np.ndarray
    outputs_before: np.ndarray
    outputs_after: np.ndarray


def sources(calls: Sequence[Call]) -> dict[str, tuple[str, ...]]:
    """For each Keras layer, by name, the layers whose outputs it is given; `PICTURE` at first."""
    holder = {"x": PICTURE}
    found = {}
    for call in calls:
        found[call.name] = tuple(holder[name] for name in call.inputs)
        holder[call.output] = call.name
    return found


def ends_in_softmax(calls: Sequence[Call]) -> bool:
    """Whether the network's outputs are probabilities."""
    return calls[-1].layer == Activation(activation="softmax")


def score_layer(calls: Sequence[Call]) -> str:
    """The layer whose output are the classes' scores (logits): what softmax is given."""
    return sources(calls)[calls[-1].name][0] if ends_in_softmax(calls) else calls[-1].name


def map_layer(calls: Sequence[Call]) -> str | None:
    """The layer whose maps Grad-CAM reads: the last Conv2D with what belongs to it.

    That is BatchNormalization, activation and, in a residual block, the sum. None without Conv2D.
    """
    last = max((at for at, call in enumerate(calls) if isinstance(call.layer, Conv2D)), default=-1)
    if last < 0:
        return None
    while last + 1 < len(calls) and isinstance(
        calls[last + 1].layer, BatchNormalization | Activation | Add
    ):
        last += 1
    return calls[last].name


def grad_cam(maps: np.ndarray, gradients: np.ndarray) -> np.ndarray:
    """Grad-CAM of maps `(rows, columns, maps)` and of a score's gradient for them, same shape.

    R. R. Selvaraju et al., Grad-CAM: visual explanations from deep networks via gradient-based
    localization (2017), equations 1 and 2: each map's weight is its mean gradient; the weighted sum
    of the maps is cut off below 0. Result `(rows, columns)`.
    """
    weights = gradients.mean(axis=(0, 1))
    return np.maximum(maps @ weights, 0)
