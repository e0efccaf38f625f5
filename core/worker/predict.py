"""Predictions of trained networks, quick enough to be made while another run trains."""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from cachetools import LRUCache

from core.language import say
from core.layers import LedgerRow, Shape, ledger
from core.preparation.split import Scaling
from core.recipe import Recipe
from core.worker.build import build, class_probabilities
from core.worker.data_parallel import REPLICAS
from core.worker.loops import evaluation_batch, scaled

MAX_PREDICTORS = 8


class Predictor:
    """A trained network, compiled at its first use; several threads may use it at once."""

    def __init__(self, model: keras.Model, rows: Sequence[LedgerRow], scaling: Scaling):
        """`rows` are the ledger of the model's layers, `scaling` what it expects of pictures."""
        self.model = model
        self.scaling = scaling
        self.calls = [call for row in rows for call in row.calls]
        self._input_shape = tuple(model.input_shape[1:])
        self._batch = evaluation_batch(rows)
        self._compiling = threading.Lock()

    @classmethod
    def of(
        cls, recipe: Recipe, weights: Sequence[np.ndarray], scaling: Scaling, input_shape: Shape
    ) -> "Predictor":
        """The network of a recipe with these weights.

        Raises LayerError if the recipe's layers do not fit pictures of `input_shape`, ValueError if
        the weights do not fit the layers.
        """
        rows = ledger(recipe.model.layers, input_shape)
        model = build(recipe.model, input_shape, rows[-1].output_shape[-1])
        model.set_weights(list(weights))
        return cls(model, rows, scaling)

    @cached_property
    def _compiled(self) -> Any:
        return tf.function(
            lambda images: class_probabilities(
                self.model(scaled(images, self.scaling), training=False)
            ),
            input_signature=[tf.TensorSpec([None, *self._input_shape], tf.uint8)],
            autograph=False,
        ).get_concrete_function()

    def warm_up(self) -> None:
        """Compile it, and let TensorFlow prepare what it prepares at the first picture."""
        self.outputs(np.zeros((1, *self._input_shape), np.uint8))

    def outputs(self, images: np.ndarray) -> np.ndarray:
        """One number for each class, float32 `(n, classes)`, for images `uint8 (n, h, w, c)`.

        What the last layer gives; of a network that ends in one sigmoid unit, which gives the
        probability p of class 1, the rows are [1 - p, p]. The rows are probabilities if the network
        ends in softmax or in that unit, else any numbers. Raises ValueError for images of another
        shape or type.
        """
        if images.shape[1:] != self._input_shape or images.dtype != np.uint8:
            raise ValueError(
                say(
                    "This network reads uint8 pictures of shape {expected}, "
                    "but it was given {dtype} of shape {shape}.",
                    expected=str(self._input_shape),
                    dtype=str(images.dtype),
                    shape=str(images.shape[1:]),
                )
            )
        with self._compiling:
            predict = self._compiled
        parts = [images[part] for part in self.batches(len(images))]
        with ThreadPoolExecutor(REPLICAS) as side_by_side:
            outputs = side_by_side.map(predict, map(tf.constant, parts))
            none = np.empty((0, predict.output_shapes[-1]), np.float32)
            return np.concatenate([none, *outputs])

    def batches(self, count: int) -> Iterator[slice]:
        """Slices of so many pictures, each of which fits in memory."""
        for first in range(0, count, self._batch):
            yield slice(first, first + self._batch)

    @cached_property
    def inside(self) -> keras.Model:
        """The same layers as a model that gives the output of every Keras layer, by name."""
        outputs = {call.name: self.model.get_layer(call.name).output for call in self.calls}
        return keras.Model(self.model.inputs[0], outputs)

    def up_to(self, layer: str) -> keras.Model:
        """The same layers as a model that ends with this one."""
        return keras.Model(self.model.inputs[0], self.model.get_layer(layer).output)


_predictors: LRUCache[str, Predictor] = LRUCache(MAX_PREDICTORS)
_predictors_lock = threading.Lock()


def keep(network: str, predictor: Predictor) -> None:
    """Keep a network that is built already, under this name, for the questions to come."""
    with _predictors_lock:
        _predictors[network] = predictor


def kept(network: str) -> Predictor:
    """The network of this name; KeyError if this worker does not have it built (any more)."""
    with _predictors_lock:
        return _predictors[network]


def predict(
    network: str,
    recipe: Recipe,
    weights: Sequence[np.ndarray],
    scaling: Scaling,
    images: np.ndarray,
) -> np.ndarray:
    """Outputs float32 `(n, classes)` of a run's network for images `uint8 (n, h, w, c)`.

    `network` is a name that identifies these weights. The first call builds the network, which is
    kept for the next ones; `Predictor` says what the outputs mean and what is raised.
    """
    return cached_predictor(network, recipe, weights, scaling, images.shape[1:]).outputs(images)


def cached_predictor(
    network: str,
    recipe: Recipe,
    weights: Sequence[np.ndarray],
    scaling: Scaling,
    input_shape: Shape,
) -> Predictor:
    """The network of this name, built if it is not kept; raises as `Predictor.of` does."""
    with _predictors_lock:
        if network not in _predictors:
            _predictors[network] = Predictor.of(recipe, weights, scaling, input_shape)
        return _predictors[network]


class SnapshotPredictor:
    """Predicts with the snapshots of one run: its network is built once, and given their weights.

    A network that is watched while it learns has another snapshot every tenth of a second, and to
    build and compile it takes most of that time.
    """

    def __init__(self, network: Predictor):
        self._network = network
        self._snapshot = ""
        self._lock = threading.Lock()

    def outputs(
        self, snapshot: str, weights: Sequence[np.ndarray], images: np.ndarray
    ) -> np.ndarray:
        """As `Predictor.outputs`; `snapshot` is a name that identifies these weights."""
        with self._lock:
            if self._snapshot != snapshot:
                self._network.model.set_weights(list(weights))
                self._snapshot = snapshot
            return self._network.outputs(images)


_snapshot_predictors: LRUCache[str, SnapshotPredictor] = LRUCache(MAX_PREDICTORS)


def predict_snapshot(
    run_id: str,
    snapshot: str,
    recipe: Recipe,
    weights: Sequence[np.ndarray],
    scaling: Scaling,
    images: np.ndarray,
) -> np.ndarray:
    """As `predict`, for a snapshot of the run; `snapshot` is a name that identifies its weights."""
    with _predictors_lock:
        if run_id not in _snapshot_predictors:
            network = Predictor.of(recipe, weights, scaling, images.shape[1:])
            _snapshot_predictors[run_id] = SnapshotPredictor(network)
        predictor = _snapshot_predictors[run_id]
    return predictor.outputs(snapshot, weights, images)
