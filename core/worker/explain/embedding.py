"""The validation pictures in two dimensions, as a layer arranges them."""

from typing import Literal

import numpy as np

from core.explain.results import Embedding
from core.numerics.projection import project
from core.worker.explain.subject import Subject

MOST_PICTURES = 1_000
"""More points hide each other, and t-SNE takes seconds."""
MOST_NUMBERS = 20_000_000
"""Pictures times numbers a picture: 80 MB of float32."""


def embedding(subject: Subject, layer: str, method: Literal["pca", "tsne"]) -> Embedding:
    """A layer's output for the validation pictures, brought to two dimensions.

    ValueError, with a sentence, if there are too few or the layer gives no numbers.
    """
    pictures = subject.validation(MOST_PICTURES)
    found = features(subject, layer, pictures.images)
    count, numbers = found.shape
    points, explained_variance = project(found, method)
    predictions = subject.network.outputs(pictures.images[:count]).argmax(axis=1)
    return Embedding(
        pictures.numbers[:count],
        pictures.labels[:count],
        predictions,
        points,
        explained_variance,
        numbers,
    )


def features(subject: Subject, layer: str, images: np.ndarray) -> np.ndarray:
    """The output of a layer for each picture, in one row: float32 `(n, numbers)`.

    Of very wide layers, for the first pictures alone, as many as memory has room for.
    """
    numbers = int(np.prod(subject.call(layer).output_shape))
    most = max(1, MOST_NUMBERS // numbers)
    parts = subject.outputs_of(layer, images[:most])
    return np.concatenate([part.reshape(len(part), -1) for part in parts])
