"""Small labelled pictures in arrays, and whether an inspection found just these."""

from collections import Counter

import numpy as np

from core.datasets.inspection import Inspection

NAMES = ("ant", "bee", "cow", "dog")


def labels_of(count: int) -> np.ndarray:
    """The labels 0 to 3 in turn."""
    return np.arange(count) % len(NAMES)


def coloured(count: int = 24, side: int = 12) -> np.ndarray:
    """Different pictures uint8 `(count, side, side, 3)`, smooth as photos are, values 0 to 255."""
    rows, columns = np.mgrid[0:side, 0:side, 0:1][:2] / (side - 1)
    turn = np.arange(count).reshape(-1, 1, 1, 1) / count + np.arange(3) / 5
    values = np.rint(127.5 + 127.5 * np.cos(3 * (rows + turn * columns) + 9 * turn))
    values = values.astype(np.uint8)
    values[:, 0, 0] = 0, 128, 255
    return values


def grey(count: int = 24, side: int = 12) -> np.ndarray:
    """As `coloured`, with one channel: `(count, side, side)`, each with a 0 and a 255."""
    values = coloured(count, side)[..., 0].copy()
    values[:, 0, 1] = 255
    return values


def found(inspection: Inspection) -> Counter:
    """How often each picture with its class name is in an inspected dataset, in whatever set."""
    data = inspection.dataset
    return _bag(
        np.concatenate([data.x_train, data.x_test]),
        [data.card.classes[label] for label in [*data.y_train.tolist(), *data.y_test.tolist()]],
    )


def made(images: np.ndarray, labels: np.ndarray, names: tuple[str, ...] = ("0", "1", "2", "3")):
    """The same of pictures `(n, h, w)` or `(n, h, w, c)` and labels into `names`."""
    return _bag(images.reshape(*images.shape[:3], -1), [names[label] for label in labels.tolist()])


def _bag(images: np.ndarray, names: list[str]) -> Counter:
    return Counter(
        (name, image.shape, image.tobytes()) for name, image in zip(names, images, strict=True)
    )
