"""Questions about what goes on inside a run's network, answered by a worker.

Each raises RunError if the run kept no network and EngineError if no worker answers in time; those
about validation pictures DatasetError if the dataset is no longer on this machine. Images are
`uint8 (height, width, channels)`.
"""

from typing import Literal

import numpy as np

from core.engine import Engine
from core.explain import tasks
from core.explain.results import Change, Exciting, FeatureMap, Saliency, WhatIf

Method = Literal["pca", "tsne"]


class Explainer:
    """Asks the network of one run."""

    def __init__(self, engine: Engine, run_id: str):
        self._engine, self._run_id = engine, run_id

    def inside(self, image: np.ndarray) -> dict[str, np.ndarray]:
        """The output of every Keras layer for a picture, float32 without a batch axis, by name.

        Under `core.explanation.PICTURE` stands what the first layer is given.
        """
        return self._ask(tasks.inside, image)

    def unit_weights(self, layer: str, unit: int) -> dict[str, np.ndarray]:
        """The weights of one unit, filter or channel, by Keras's names; ValueError if none."""
        return self._ask(tasks.unit_weights, self._card().shape, layer, unit)

    def saliency(self, image: np.ndarray, label: int) -> Saliency:
        """Where the network looks for the score of a class."""
        return self._ask(tasks.saliency, image, label)

    def exciting(self, layer: str, unit: int) -> Exciting:
        """The validation pictures that excite a unit most; ValueError if there is no such unit."""
        self._card()
        return self._ask(tasks.exciting, layer, unit)

    def feature_map(self, layer: str, method: Method) -> FeatureMap:
        """The validation pictures in two dimensions, as a layer arranges them.

        ValueError, with a sentence, if there are too few or the layer gives no numbers.
        """
        self._card()
        return self._ask(tasks.feature_map, layer, method)

    def what_if(self, change: Change, image: np.ndarray) -> WhatIf:
        """How a changed copy of the network reads the validation pictures, and this one.

        ValueError if there is no such unit or weight.
        """
        self._card()
        return self._ask(tasks.what_if, change, image)

    def _ask(self, question, *arguments):
        return self._engine.ask(self._run_id, question, *arguments)

    def _card(self):
        """Said here, not by the worker, if the dataset is gone."""
        recipe = self._engine.store.run(self._run_id).recipe
        return self._engine.library.card(recipe.data.dataset)
