"""What can be seen of a dataset as a whole. Images `uint8 (n, height, width, channels)`."""

import numpy as np

CHUNK = 4096


def mean_pictures(images: np.ndarray, labels: np.ndarray, num_classes: int) -> np.ndarray:
    """The mean picture of each class, float32 `(num_classes, height, width, channels)`.

    A class without pictures has a black one.
    """
    sums = np.zeros((num_classes, *images.shape[1:]), np.float64)
    for start in range(0, len(images), CHUNK):
        part, of = images[start : start + CHUNK], labels[start : start + CHUNK]
        one_hot = np.eye(num_classes, dtype=np.float32)[of]
        sums += np.tensordot(one_hot, part.astype(np.float32), axes=(0, 0))
    counts = np.bincount(labels, minlength=num_classes)
    return (sums / np.maximum(counts, 1)[:, None, None, None]).astype(np.float32)


def pixel_counts(images: np.ndarray) -> np.ndarray:
    """How often each pixel value 0 … 255 occurs, int64 `(256,)`, all channels together."""
    counts = np.zeros(256, np.int64)
    for start in range(0, len(images), CHUNK):
        counts += np.bincount(images[start : start + CHUNK].ravel(), minlength=256)
    return counts
