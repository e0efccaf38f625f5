"""Quick questions to a trained network, beside a training that goes on."""

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property

import keras
import numpy as np
import tensorflow as tf

from core.layers import Shape, ledger
from core.preparation.split import Scaling
from core.recipe import Recipe
from core.worker.build import build
from core.worker.data_parallel import REPLICAS
from core.worker.loops import evaluation_batch, scaled

KEPT_NETWORKS = 8


class Predictor:
    """A trained network, compiled and ready to be asked, from several threads at once if need be.

    Raises LayerError if the recipe's layers do not fit pictures of `input_shape`, ValueError if
    the weights do not fit the layers.
    """

    def __init__(
        self, recipe: Recipe, weights: Sequence[np.ndarray], scaling: Scaling, input_shape: Shape
    ):
        rows = ledger(recipe.model.layers, input_shape)
        num_classes = rows[-1].output_shape[-1]
        model = build(recipe.model, input_shape, num_classes)
        model.set_weights(list(weights))
        self.model = model
        self.scaling = scaling
        self.calls = [call for row in rows for call in row.calls]
        self._input_shape = tuple(input_shape)
        self._num_classes = num_classes
        self._batch = evaluation_batch(rows)
        self._answer = tf.function(
            lambda images: model(scaled(images, scaling), training=False),
            input_signature=[tf.TensorSpec([None, *input_shape], tf.uint8)],
            autograph=False,
        ).get_concrete_function()

    def outputs(self, images: np.ndarray) -> np.ndarray:
        """What the last layer gives, float32 `(n, classes)`, for images `uint8 (n, h, w, c)`.

        The rows are probabilities if the network ends in softmax, else any numbers. Raises
        ValueError for images of another shape or type.
        """
        if images.shape[1:] != self._input_shape or images.dtype != np.uint8:
            raise ValueError(
                f"This network reads uint8 pictures of shape {self._input_shape}, "
                f"but it was given {images.dtype} of shape {images.shape[1:]}."
            )
        parts = [images[part] for part in self.batches(len(images))]
        with ThreadPoolExecutor(REPLICAS) as side_by_side:
            answers = side_by_side.map(self._answer, map(tf.constant, parts))
            return np.concatenate([np.empty((0, self._num_classes), np.float32), *answers])

    def batches(self, count: int) -> Iterator[slice]:
        """So many pictures in parts that fit in memory."""
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


_networks: OrderedDict[str, Predictor] = OrderedDict()
_networks_lock = threading.Lock()


def predict(
    run_id: str,
    recipe: Recipe,
    weights: Sequence[np.ndarray],
    scaling: Scaling,
    images: np.ndarray,
) -> np.ndarray:
    """Outputs float32 `(n, classes)` of a run's network for images `uint8 (n, h, w, c)`.

    The first question about a run builds its network, which is kept for the next ones; `Predictor`
    says what the outputs mean and what is raised.
    """
    return cached_predictor(run_id, recipe, weights, scaling, images.shape[1:]).outputs(images)


def cached_predictor(
    run_id: str,
    recipe: Recipe,
    weights: Sequence[np.ndarray],
    scaling: Scaling,
    input_shape: Shape,
) -> Predictor:
    """The network of a run, built at the first question about it; raises as `Predictor` does."""
    with _networks_lock:
        if run_id not in _networks:
            _networks[run_id] = Predictor(recipe, weights, scaling, input_shape)
        _networks.move_to_end(run_id)
        if len(_networks) > KEPT_NETWORKS:
            _networks.popitem(last=False)
        return _networks[run_id]
