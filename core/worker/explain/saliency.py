"""Which pixels speak for a class: gradient, occlusion and Grad-CAM."""

import numpy as np
import tensorflow as tf

from core.explain.layer_graph import map_layer, score_layer
from core.explain.results import Saliency
from core.worker.explain.subject import Subject
from core.worker.loops import scaled
from core.worker.predict import Predictor

PATCHES_A_SIDE = 4
"""So many patches, side by side, cover a picture's longer side."""
STEPS_A_PATCH = 4
"""A patch is moved by this part of its side, if that is a pixel or more."""


def saliency(subject: Subject, image: np.ndarray, label: int) -> Saliency:
    """Which pixels of an image uint8 `(height, width, channels)` speak for a class."""
    network = subject.network
    maps, score = map_layer(network.calls), score_layer(network.calls)
    pixels = tf.constant(image[np.newaxis], tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(pixels)
        outputs = network.inside(scaled(pixels, network.scaling), training=False)
        class_score = _score(outputs[score][0], label)
    watched = [pixels] if maps is None else [pixels, outputs[maps]]
    gradients = [gradient.numpy()[0] for gradient in tape.gradient(class_score, watched)]
    patch = max(1, max(image.shape[:2]) // PATCHES_A_SIDE)
    return Saliency(
        gradients[0],
        occlusion(network, image, label, patch),
        patch,
        None if maps is None else grad_cam(outputs[maps].numpy()[0], gradients[1]),
        maps,
    )


def _score(scores: tf.Tensor, label: int) -> tf.Tensor:
    """The score of a class; a single unit's logit is that of class 1, and class 0 has minus it."""
    if len(scores) == 1:
        return scores[0] if label == 1 else -scores[0]
    return scores[label]


def occlusion(network: Predictor, image: np.ndarray, label: int, patch: int) -> np.ndarray:
    """How much a class's output falls where a grey patch covers the picture; see `Saliency`."""
    height, width, _ = image.shape
    places = [
        (slice(top, top + patch), slice(left, left + patch))
        for top in _starts(height, patch)
        for left in _starts(width, patch)
    ]
    grey = np.round(image.mean(axis=(0, 1))).astype(np.uint8)
    # The last one stays uncovered.
    images = np.repeat(image[np.newaxis], len(places) + 1, axis=0)
    for covered, place in zip(images, places, strict=False):
        covered[place] = grey
    outputs = network.outputs(images)[:, label]
    falls = outputs[-1] - outputs[:-1]
    total, times = np.zeros((2, height, width), np.float32)
    for place, fall in zip(places, falls, strict=True):
        total[place] += fall
        times[place] += 1
    return total / times


def grad_cam(maps: np.ndarray, gradients: np.ndarray) -> np.ndarray:
    """Grad-CAM of maps `(rows, columns, maps)` and of a score's gradient for them, same shape.

    R. R. Selvaraju et al., Grad-CAM: visual explanations from deep networks via gradient-based
    localization (2017), equations 1 and 2: each map's weight is its mean gradient; the weighted sum
    of the maps is cut off below 0. Result `(rows, columns)`.
    """
    weights = gradients.mean(axis=(0, 1))
    return np.maximum(maps @ weights, 0)


def _starts(side: int, patch: int) -> list[int]:
    """Where a patch begins on its way along a side; the last one ends at the last pixel."""
    last = max(side - patch, 0)
    return sorted({*range(0, last + 1, max(1, patch // STEPS_A_PATCH)), last})
