"""How well a network reads corrupted pictures: its accuracy as they get worse step by step.

Images are uint8 `(n, height, width, channels)` with values 0 … `max_value`, before and after. What
a moved picture leaves empty is filled with the pixel at its edge.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from core.numerics.metrics import Interval, wilson

SEED = 0

NetworkFunction = Callable[[np.ndarray], np.ndarray]
"""Images → outputs float32 `(n, classes)`."""


class Corruption(NamedTuple):
    """A way to make pictures worse. The first strength leaves them as they are."""

    name: str
    strengths: tuple[float, ...]
    apply: Callable[[np.ndarray, float, int], np.ndarray]
    """Images, strength and `max_value` → float `(n, height, width, channels)`."""


class RobustnessPoint(NamedTuple):
    """The accuracy, 0 to 1, on pictures with a corruption of one strength; a 95 % interval."""

    corruption: str
    strength: float
    accuracy: float
    interval: Interval


def noise(images: np.ndarray, deviation: float, max_value: int) -> np.ndarray:
    """Normal noise added to each pixel; its deviation is a share of `max_value`."""
    rng = np.random.default_rng(SEED)
    drawn = rng.standard_normal(images.shape, np.float32)
    return images + drawn * np.float32(deviation * max_value)


def rotation(images: np.ndarray, degrees: float, _max_value: int) -> np.ndarray:
    """Turned about the middle, against the clock."""
    from scipy import ndimage

    floats = images.astype(np.float32)
    # The first axis is the picture's rows, so that all pictures turn at once.
    return ndimage.rotate(floats, degrees, axes=(2, 1), reshape=False, order=1, mode="nearest")


def shift(images: np.ndarray, share: float, _max_value: int) -> np.ndarray:
    """Moved to the right by a share of the width; between pixels, linear."""
    from scipy import ndimage

    pixels = share * images.shape[2]
    floats = images.astype(np.float32)
    return ndimage.shift(floats, (0, 0, pixels, 0), order=1, mode="nearest")


def blur(images: np.ndarray, deviation: float, _max_value: int) -> np.ndarray:
    """A Gaussian over each channel; its deviation is a share of the width."""
    from scipy import ndimage

    pixels = deviation * images.shape[2]
    floats = images.astype(np.float32)
    return ndimage.gaussian_filter(floats, pixels, mode="nearest", axes=(1, 2))


def contrast(images: np.ndarray, taken: float, _max_value: int) -> np.ndarray:
    """Each pixel drawn towards its picture's mean; `taken` is the share of contrast lost."""
    means = images.mean(axis=(1, 2, 3), keepdims=True, dtype=np.float32)
    return means + (images - means) * np.float32(1 - taken)


CORRUPTIONS = (
    Corruption("noise", (0, 0.1, 0.2, 0.3, 0.4, 0.5), noise),
    Corruption("rotation", (0, 10, 20, 30, 45, 60, 90), rotation),
    Corruption("shift", (0, 0.04, 0.08, 0.12, 0.16, 0.24), shift),
    Corruption("blur", (0, 0.02, 0.04, 0.06, 0.09, 0.12), blur),
    Corruption("contrast", (0, 0.3, 0.5, 0.7, 0.8, 0.9), contrast),
)
STEPS = sum(len(corruption.strengths) for corruption in CORRUPTIONS)


def corrupted(
    corruption: Corruption, images: np.ndarray, strength: float, max_value: int
) -> np.ndarray:
    """Images at a strength, rounded and cut off at 0 and `max_value`; same shape, uint8."""
    if strength == 0:
        return images
    changed = corruption.apply(images, strength, max_value)
    return np.clip(np.rint(changed), 0, max_value).astype(np.uint8)


def curves(
    predict: NetworkFunction, images: np.ndarray, labels: np.ndarray, max_value: int
) -> Iterator[RobustnessPoint]:
    """A network's accuracy at every strength of every corruption, `STEPS` in all, one by one.

    `labels` are int64 `(n,)`.
    """
    unchanged = predict(images)
    for corruption in CORRUPTIONS:
        for strength in corruption.strengths:
            outputs = unchanged
            if strength:
                outputs = predict(corrupted(corruption, images, strength, max_value))
            right = int((outputs.argmax(axis=1) == labels).sum())
            accuracy, interval = right / len(labels), wilson(right, len(labels))
            yield RobustnessPoint(corruption.name, strength, accuracy, interval)
