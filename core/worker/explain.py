"""Questions to a trained network about what goes on inside it.

Everything here leaves the network as it is: other threads ask it at the same time.
Images are `uint8 (height, width, channels)`, many `uint8 (n, height, width, channels)`.
"""

from collections.abc import Iterator

import numpy as np
import tensorflow as tf

from core.explain.results import (
    MOST_EXCITING,
    MOST_NUMBERS_ON_MAP,
    PICTURE,
    Change,
    Exciting,
    Saliency,
    WhatIf,
    grad_cam,
    map_layer,
    score_layer,
)
from core.layers import Call, Conv2D, Dense
from core.worker.loops import scaled
from core.worker.predict import Predictor

NO_LAYER = "This network has no layer “{layer}”."
NO_UNIT = "Layer “{layer}” has no unit {unit}: it has {count:,}."
NO_WEIGHT = "A unit of layer “{layer}” has no weight at {weight}."
NO_KERNEL = "Only units of Dense and Conv2D have weights of their own; “{layer}” is neither."
PATCHES_A_SIDE = 4
"""So many patches, side by side, cover a picture's longer side."""
STEPS_A_PATCH = 4
"""So many steps take a patch to the place beside it, if it has that many pixels."""


def activations(network: Predictor, image: np.ndarray) -> dict[str, np.ndarray]:
    """The output of every Keras layer for one picture, by name, without a batch axis; float32.

    Under `PICTURE` stands what the first layer is given: the scaled picture.
    """
    given = network.scaling.apply(image)
    outputs = network.inside(tf.constant(given[np.newaxis]), training=False)
    return {PICTURE: given, **{name: output.numpy()[0] for name, output in outputs.items()}}


def unit_weights(network: Predictor, layer: str, unit: int) -> dict[str, np.ndarray]:
    """The weights that belong to one unit (filter, channel) of a layer, by Keras's names.

    Empty for a layer without weights. ValueError if there is no such unit.
    """
    _check_unit(network, layer, unit)
    weights = network.model.get_layer(layer).weights
    return {weight.name: weight.numpy()[..., unit] for weight in weights}


def saliency(network: Predictor, image: np.ndarray, label: int) -> Saliency:
    """Where the network looks for the score of a class."""
    calls = network.calls
    maps, score = map_layer(calls), score_layer(calls)
    pixels = tf.constant(image[np.newaxis], tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(pixels)
        outputs = network.inside(scaled(pixels, network.scaling), training=False)
        of_class = outputs[score][0, label]
    watched = [pixels] if maps is None else [pixels, outputs[maps]]
    gradients = [gradient.numpy()[0] for gradient in tape.gradient(of_class, watched)]
    patch = max(1, max(image.shape[:2]) // PATCHES_A_SIDE)
    return Saliency(
        gradients[0],
        occlusion(network, image, label, patch),
        patch,
        None if maps is None else grad_cam(outputs[maps].numpy()[0], gradients[1]),
        maps,
    )


def occlusion(network: Predictor, image: np.ndarray, label: int, patch: int) -> np.ndarray:
    """How much a class's output falls where a grey patch covers the picture; see `Saliency`."""
    height, width, _ = image.shape
    places = [
        (slice(top, top + patch), slice(left, left + patch))
        for top in _starts(height, patch)
        for left in _starts(width, patch)
    ]
    grey = np.round(image.mean(axis=(0, 1))).astype(np.uint8)
    asked = np.repeat(image[np.newaxis], len(places) + 1, axis=0)
    for covered, place in zip(asked, places, strict=False):
        covered[place] = grey
    outputs = network.outputs(asked)[:, label]
    falls = outputs[-1] - outputs[:-1]
    total, times = np.zeros((2, height, width), np.float32)
    for place, fall in zip(places, falls, strict=True):
        total[place] += fall
        times[place] += 1
    return total / times


def exciting(network: Predictor, layer: str, unit: int, images: np.ndarray) -> Exciting:
    """The pictures that excite a unit most; `pictures` are places in `images`.

    ValueError if there is no such unit.
    """
    _check_unit(network, layer, unit)
    outputs = np.concatenate([part[..., unit] for part in _outputs(network, layer, images)])
    each = outputs.reshape(len(images), -1)
    values, at = each.max(axis=1), each.argmax(axis=1)
    first = np.argsort(-values, kind="stable")[:MOST_EXCITING]
    places = None
    if outputs.ndim == 3:
        places = np.stack(np.unravel_index(at[first], outputs.shape[1:]), axis=1)
    return Exciting(first, values[first], places, len(images), float(values.min()))


def features(network: Predictor, layer: str, images: np.ndarray) -> np.ndarray:
    """The output of a layer for each picture, in one row: float32 `(n, numbers)`.

    Of very wide layers, for the first pictures alone, as many as memory has room for.
    """
    call = _call(network, layer)
    most = max(1, MOST_NUMBERS_ON_MAP // int(np.prod(call.output_shape)))
    parts = _outputs(network, layer, images[:most])
    return np.concatenate([part.reshape(len(part), -1) for part in parts])


def what_if(
    network: Predictor,
    change: Change,
    images: np.ndarray,
    labels: np.ndarray,
    said: np.ndarray,
    image: np.ndarray,
) -> WhatIf:
    """How the network would read pictures, and one more, if it were changed.

    Both int64 `(n,)`: their labels, and what the network says of them as it is. ValueError if
    there is no such unit or weight.
    """
    model = network.model
    values = _changed_weights(network, change)
    others = [variable.value for variable in model.non_trainable_variables]

    def outputs(asked: np.ndarray) -> np.ndarray:
        # Beside the network's own weights, not in their place.
        given = scaled(tf.constant(asked), network.scaling)
        return model.stateless_call(values, others, given, training=False)[0].numpy()

    parts = [outputs(images[part]) for part in network.batches(len(images))]
    after = np.concatenate(parts).argmax(axis=1)
    before = network.outputs(image[np.newaxis])[0]

    def of_each_class(some: np.ndarray) -> np.ndarray:
        return np.bincount(some, minlength=len(before))

    return WhatIf(
        of_each_class(labels),
        of_each_class(labels[said == labels]),
        of_each_class(labels[after == labels]),
        before,
        outputs(image[np.newaxis])[0],
    )


def _changed_weights(network: Predictor, change: Change) -> list[tf.Tensor]:
    """The values of the model's trainable variables after a change."""
    _check_change(network, change)
    changed = {}
    for variable in network.model.get_layer(change.layer).trainable_variables:
        value = variable.numpy()
        if change.weight is None:
            value[..., change.unit] *= change.factor
        elif variable.name == "kernel":
            value[(*change.weight, change.unit)] *= change.factor
        changed[id(variable)] = tf.constant(value)
    return [
        changed.get(id(variable), variable.value) for variable in network.model.trainable_variables
    ]


def _outputs(network: Predictor, layer: str, images: np.ndarray) -> Iterator[np.ndarray]:
    model = network.up_to(_call(network, layer).name)
    for part in network.batches(len(images)):
        yield model(scaled(tf.constant(images[part]), network.scaling), training=False).numpy()


def _starts(side: int, patch: int) -> list[int]:
    """Where a patch begins on its way along a side: to the last pixel."""
    last = max(side - patch, 0)
    return sorted({*range(0, last + 1, max(1, patch // STEPS_A_PATCH)), last})


def _call(network: Predictor, layer: str) -> Call:
    for call in network.calls:
        if call.name == layer:
            return call
    raise ValueError(NO_LAYER.format(layer=layer[:40]))


def _check_unit(network: Predictor, layer: str, unit: int) -> None:
    count = _call(network, layer).output_shape[-1]
    if not 0 <= unit < count:
        raise ValueError(NO_UNIT.format(layer=layer, unit=unit, count=count))


def _check_change(network: Predictor, change: Change) -> None:
    call = _call(network, change.layer)
    if not isinstance(call.layer, Dense | Conv2D):
        raise ValueError(NO_KERNEL.format(layer=change.layer))
    _check_unit(network, change.layer, change.unit)
    if change.weight is None:
        return
    kernel = call.layer.weights(call.input_shape)[0].shape[:-1]
    inside = len(kernel) == len(change.weight) and all(
        0 <= at < side for at, side in zip(change.weight, kernel, strict=True)
    )
    if not inside:
        raise ValueError(NO_WEIGHT.format(layer=change.layer, weight=change.weight))
