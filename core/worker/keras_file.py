"""A trained network as a file that Keras reads by itself.

Keras writes every setting of every layer, and refuses a file with a setting that it does not know:
what a new version writes no older one reads. So only those settings are left in the file that a
layer of the lab has; of all others every version knows the default, and the lab uses no other.
"""

import io
import json
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from core.datasets import DatasetCard
from core.layers import KINDS
from core.recipe import Recipe
from core.worker.build import build

CONFIG = "config.json"
ALWAYS = ("name", "batch_shape")
"""Settings that the lab's layers do not have: every layer's name, and the shape of the input."""

OF_FIRST_WEIGHTS = ("kernel_initializer",)
"""Settings that say nothing of a network that is trained."""


def keras_file(recipe: Recipe, weights: Sequence[np.ndarray], card: DatasetCard) -> bytes:
    """The bytes of a `.keras` file, which `keras.saving.load_model` reads, from Keras 3.10 on.

    `weights` are `model.get_weights()` in order. The network expects pixels scaled as its recipe
    says. Raises LayerError if the layers do not fit the dataset's pictures.
    """
    model = build(recipe.model, card.shape, card.num_classes)
    model.set_weights(list(weights))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "model.keras"
        model.save(file)
        return _for_older_versions(file)


def _for_older_versions(file: Path) -> bytes:
    bare = io.BytesIO()
    with zipfile.ZipFile(file) as saved, zipfile.ZipFile(bare, "w") as written:
        for name in saved.namelist():
            content = saved.read(name)
            if name == CONFIG:
                config = json.loads(content)
                for layer in config["config"]["layers"]:
                    layer["config"] = _own_settings(layer)
                content = json.dumps(config).encode()
            written.writestr(name, content)
    return bare.getvalue()


def _own_settings(layer: dict[str, Any]) -> dict[str, Any]:
    """The settings of a layer in the file that the lab's layer has too."""
    kind = KINDS.get(layer["class_name"].lower())
    known = {*ALWAYS, *(kind.model_fields if kind else ())} - {*OF_FIRST_WEIGHTS}
    return {key: value for key, value in layer["config"].items() if key in known}
