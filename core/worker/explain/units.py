"""One unit (filter, channel) of a layer: its weights, and the pictures that activate it most."""

import numpy as np

from core.explain.results import MOST_PICTURES, TopActivations
from core.worker.explain.subject import Subject

MOST_SHOWN = 12


def unit_weights(subject: Subject, layer: str, unit: int) -> dict[str, np.ndarray]:
    """The weights that belong to one unit of a layer, by Keras's names, without the unit's axis.

    Empty for a layer without weights. ValueError if there is no such unit.
    """
    subject.check_unit(layer, unit)
    weights = subject.network.model.get_layer(layer).weights
    arrays = {weight.name: weight.numpy() for weight in weights}
    return subject.call(layer).layer.weights_of_unit(arrays, unit)


def top_activations(subject: Subject, layer: str, unit: int) -> TopActivations:
    """The validation pictures that activate a unit most; ValueError if there is no such unit."""
    subject.check_unit(layer, unit)
    pictures = subject.validation(MOST_PICTURES)
    parts = subject.outputs_of(layer, pictures.images)
    outputs = np.concatenate([part[..., unit] for part in parts])
    of_picture = outputs.reshape(len(outputs), -1)
    values, strongest = of_picture.max(axis=1), of_picture.argmax(axis=1)
    top = np.argsort(-values, kind="stable")[:MOST_SHOWN]
    places = None
    if outputs.ndim == 3:
        places = np.stack(np.unravel_index(strongest[top], outputs.shape[1:]), axis=1)
    return TopActivations(
        pictures.numbers[top], values[top], places, len(values), float(values.min())
    )
