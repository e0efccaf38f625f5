"""Quick questions to a trained network, beside a training that goes on."""

import math
import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from core.layers import ledger
from core.preparation import Scaling
from core.recipe import Recipe
from core.worker.build import build
from core.worker.loop import evaluation_batch, scaled

KEPT_NETWORKS = 8


class Network:
    """A trained network, ready to be asked. Safe to use from several threads."""

    def __init__(
        self,
        recipe: Recipe,
        weights: Sequence[np.ndarray],
        scaling: Scaling,
        input_shape: tuple[int, ...],
    ):
        rows = ledger(recipe.model.layers, input_shape)
        self._scaling = scaling
        self._batch = evaluation_batch(rows)
        self._model = build(recipe.model, input_shape, math.prod(rows[-1].output_shape))
        self._model.set_weights(list(weights))

    def outputs(self, images: np.ndarray) -> np.ndarray:
        """What the last layer gives, float32 `(n, classes)`, for images `uint8 (n, h, w, c)`.

        These are probabilities if the network ends in softmax, and any numbers if it does not.
        """
        parts = [
            self._model(scaled(images[first : first + self._batch], self._scaling), training=False)
            for first in range(0, len(images), self._batch)
        ]
        return np.concatenate([np.empty((0, *self._model.output_shape[1:]), np.float32), *parts])


_networks: OrderedDict[str, Network] = OrderedDict()
_lock = threading.Lock()


def predict(
    run_id: str,
    recipe: Recipe,
    weights: Sequence[np.ndarray],
    scaling: Scaling,
    images: np.ndarray,
) -> np.ndarray:
    """Outputs float32 `(n, classes)` of a run's network for images `uint8 (n, h, w, c)`.

    The network is built at the first question about `run_id` and kept for the next ones.
    """
    with _lock:
        if run_id not in _networks:
            _networks[run_id] = Network(recipe, weights, scaling, images.shape[1:])
        _networks.move_to_end(run_id)
        while len(_networks) > KEPT_NETWORKS:
            _networks.popitem(last=False)
        network = _networks[run_id]
    return network.outputs(images)
