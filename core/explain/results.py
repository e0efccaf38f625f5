"""What the questions of `core.worker.explain` are answered with, and what an ablation changes."""

from typing import NamedTuple

import numpy as np

MOST_PICTURES = 2_000
"""How many validation pictures a network is measured on when a page waits for the answer."""


class Saliency(NamedTuple):
    """Which pixels of a picture speak for one class.

    `gradient` float32 `(height, width, channels)`: how much the class's score (its logit; of a
    single sigmoid unit the logit for class 1 and minus the logit for class 0) grows when a pixel
    grows by one level (K. Simonyan, A. Vedaldi and A. Zisserman, Deep inside
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


class TopActivations(NamedTuple):
    """The validation pictures that activate a unit most, the strongest first.

    `pictures` int64 `(n,)` are their numbers among the run's validation pictures; `values` float32
    `(n,)` is what the unit gives there, at its strongest place; `places` int64 `(n, 2)` is that
    place, row and column, None if the layer's output is not a map. They are the first of
    `measured` pictures, of which the weakest has the value `lowest`.
    """

    pictures: np.ndarray
    values: np.ndarray
    places: np.ndarray | None
    measured: int
    lowest: float


class Embedding(NamedTuple):
    """A layer's output for validation pictures, in two dimensions.

    `pictures` int64 `(n,)` are numbers among the run's validation pictures, `labels` int64 `(n,)`
    their classes, `predictions` int64 `(n,)` the classes that the network gives, `points` float32
    `(n, 2)`. `explained_variance` is the share of the variance that two dimensions keep, None for
    t-SNE. `numbers` is how many numbers a picture had in the layer.
    """

    pictures: np.ndarray
    labels: np.ndarray
    predictions: np.ndarray
    points: np.ndarray
    explained_variance: float | None
    numbers: int


class Ablation(NamedTuple):
    """A change of one unit of a Dense or Conv2D layer, on a copy of the network.

    The unit's weights and its bias are multiplied by `factor`: 0 switches it off. If `weight` is
    given, an index into the unit's kernel, only that weight is.
    """

    layer: str
    unit: int
    factor: float
    weight: tuple[int, ...] | None = None


class AblationEffect(NamedTuple):
    """How a changed network does beside the one it is a copy of.

    `counts`, `right_before` and `right_after` are int64 `(classes,)`: each class's validation
    pictures, and how many of them are read right. `outputs_before` and `outputs_after` float32
    `(classes,)` are for the picture that was asked about.
    """

    counts: np.ndarray
    right_before: np.ndarray
    right_after: np.ndarray
    outputs_before: np.ndarray
    outputs_after: np.ndarray
