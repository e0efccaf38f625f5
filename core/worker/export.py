"""A trained network as a file that Keras reads by itself."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from core.datasets import DatasetCard
from core.recipe import Recipe
from core.worker.build import build


def keras_file(recipe: Recipe, weights: Sequence[np.ndarray], card: DatasetCard) -> bytes:
    """The bytes of a `.keras` file, which `keras.saving.load_model` reads.

    `weights` are `model.get_weights()` in order. The network expects pixels scaled as its recipe
    says. Raises LayerError if the layers do not fit the dataset's pictures.
    """
    model = build(recipe.model, card.shape, card.num_classes)
    model.set_weights(list(weights))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "model.keras"
        model.save(file)
        return file.read_bytes()
