"""The subject of a question: a run's network and validation pictures."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from threading import Lock
from typing import NamedTuple

import numpy as np
import tensorflow as tf
from cachetools import LRUCache, cached

from core.datasets import Library
from core.explain.results import MOST_PICTURES
from core.language import say
from core.layers import Call, Shape
from core.preparation.split import split, spread
from core.recipe import Data, Recipe
from core.runs.trained_weights import TrainedWeights
from core.worker.loops import scaled
from core.worker.predict import Predictor, cached_predictor

KEPT_SUBJECTS = 4


class ValidationPictures(NamedTuple):
    """Images uint8 `(n, height, width, channels)` with their labels int64 `(n,)`.

    `numbers` int64 `(n,)` are their places among all validation pictures of the run.
    """

    images: np.ndarray
    labels: np.ndarray
    numbers: np.ndarray


@dataclass(frozen=True, eq=False)
class Subject:
    """A trained network, and how to get up to so many validation pictures of its run."""

    network: Predictor
    validation: Callable[[int], ValidationPictures]

    @cached_property
    def validation_predictions(self) -> np.ndarray:
        """The classes that the network gives `validation(MOST_PICTURES)`, int64 `(n,)`."""
        return self.network.outputs(self.validation(MOST_PICTURES).images).argmax(axis=1)

    def call(self, layer: str) -> Call:
        """A Keras layer of the network by its name; ValueError if there is none."""
        for call in self.network.calls:
            if call.name == layer:
                return call
        raise ValueError(say("This network has no layer “{layer}”.", layer=layer[:40]))

    def check_unit(self, layer: str, unit: int) -> None:
        """ValueError if a layer has no such unit (filter, channel), counted from 0."""
        count = self.call(layer).output_shape[-1]
        if not 0 <= unit < count:
            raise ValueError(
                say(
                    "Layer “{layer}” has no unit {unit}: it has {count:,}.",
                    layer=layer,
                    unit=unit,
                    count=count,
                )
            )

    def outputs_of(self, layer: str, images: np.ndarray) -> Iterator[np.ndarray]:
        """What a layer gives for images uint8 `(n, height, width, channels)`, part by part.

        Float32 `(part, …)`; the parts fit in memory and together have n rows.
        """
        network = self.network
        model = network.up_to(self.call(layer).name)
        for part in network.batches(len(images)):
            yield model(scaled(tf.constant(images[part]), network.scaling), training=False).numpy()


@cached(LRUCache(KEPT_SUBJECTS), key=lambda name, *_others: name, lock=Lock())
def subject_of(name: str, recipe: Recipe, trained: TrainedWeights, input_shape: Shape) -> Subject:
    """The network of a run and its validation pictures; `name` identifies these weights."""
    network = cached_predictor(name, recipe, trained.weights, trained.scaling, input_shape)
    return Subject(network, partial(_validation_pictures, recipe.data))


def _validation_pictures(data: Data, most: int) -> ValidationPictures:
    """At most so many of a run's validation pictures, spread evenly over all of them."""
    dataset = Library().load(data.dataset)
    chosen = split(data, dataset.y_train, len(dataset.y_test))
    images, labels = chosen.validating_set(dataset)
    numbers = spread(np.arange(len(chosen.validation)), most)
    indices = chosen.validation[numbers]
    return ValidationPictures(images[indices], labels[indices], numbers)
