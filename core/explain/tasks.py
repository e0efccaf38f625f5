"""What `core.explainer` asks of a worker, as `core.tasks` does for the engine.

Each begins with a name for the network's weights, the recipe and what the run learned.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from core.datasets import Library
from core.explain.results import (
    MOST_ON_MAP,
    MOST_PICTURES,
    Change,
    Exciting,
    FeatureMap,
    Saliency,
    WhatIf,
)
from core.layers import Shape
from core.numerics.projection import project
from core.preparation.split import split, spread
from core.recipe import Recipe
from core.runs.store import Trained

if TYPE_CHECKING:
    from core.worker.predict import Predictor


def inside(name: str, recipe: Recipe, trained: Trained, image: np.ndarray) -> dict[str, np.ndarray]:
    """The output of every Keras layer for a picture."""
    from core.worker import explain

    return explain.activations(_network(name, recipe, trained, image.shape), image)


def unit_weights(
    name: str, recipe: Recipe, trained: Trained, shape: Shape, layer: str, unit: int
) -> dict[str, np.ndarray]:
    """The weights of one unit of a network for pictures of this shape."""
    from core.worker import explain

    return explain.unit_weights(_network(name, recipe, trained, shape), layer, unit)


def saliency(
    name: str, recipe: Recipe, trained: Trained, image: np.ndarray, label: int
) -> Saliency:
    """Where the network looks for the score of a class."""
    from core.worker import explain

    return explain.saliency(_network(name, recipe, trained, image.shape), image, label)


def exciting(name: str, recipe: Recipe, trained: Trained, layer: str, unit: int) -> Exciting:
    """The validation pictures that excite a unit most."""
    from core.worker import explain

    images, _labels, places = _validation(recipe, MOST_PICTURES)
    network = _network(name, recipe, trained, images.shape[1:])
    found = explain.exciting(network, layer, unit, images)
    return found._replace(pictures=places[found.pictures])


def feature_map(name: str, recipe: Recipe, trained: Trained, layer: str, method: str) -> FeatureMap:
    """A layer's output for the validation pictures, by `pca` or `tsne`."""
    from core.worker import explain

    images, labels, places = _validation(recipe, MOST_ON_MAP)
    network = _network(name, recipe, trained, images.shape[1:])
    features = explain.features(network, layer, images)
    count, numbers = features.shape
    points, kept = project(features, method)
    said = network.outputs(images[:count]).argmax(axis=1)
    return FeatureMap(places[:count], labels[:count], said, points, kept, numbers)


def what_if(
    name: str, recipe: Recipe, trained: Trained, change: Change, image: np.ndarray
) -> WhatIf:
    """How a changed copy of the network reads the validation pictures, and one more."""
    from core.worker import explain

    images, labels, _places = _validation(recipe, MOST_PICTURES)
    network = _network(name, recipe, trained, image.shape)
    said = _as_it_is(network, recipe)
    return explain.what_if(network, change, images, labels, said, image)


@lru_cache(maxsize=4)
def _as_it_is(network: "Predictor", recipe: Recipe) -> np.ndarray:
    """What the unchanged network says of the validation pictures, the same for every change."""
    images, _labels, _indices = _validation(recipe, MOST_PICTURES)
    return network.outputs(images).argmax(axis=1)


def _network(name: str, recipe: Recipe, trained: Trained, shape: Shape) -> "Predictor":
    from core.worker.predict import cached_predictor

    return cached_predictor(name, recipe, trained.weights, trained.scaling, shape)


def _validation(recipe: Recipe, most: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Validation pictures and their labels, and their places among all that the run has."""
    dataset = Library().load(recipe.data.dataset)
    chosen = split(recipe.data, dataset.y_train, len(dataset.y_test))
    images, labels = chosen.validating_set(dataset)
    places = spread(np.arange(len(chosen.validation)), most)
    indices = chosen.validation[places]
    return images[indices], labels[indices], places
