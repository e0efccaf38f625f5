"""One-hot and back."""

import numpy as np
from numpy.typing import ArrayLike

from core.language import plural, say


def one_hot(labels: ArrayLike, num_classes: int | None = None) -> np.ndarray:
    """Labels → a row each, with a 1 at the label's index and 0 elsewhere.

    `labels` are whole numbers of any shape `(...)`; the result is float64 `(..., num_classes)`,
    the same as `keras.utils.to_categorical` gives. As there, a last axis of length 1 is dropped,
    and without `num_classes` the largest label decides.

    What Keras would mangle in silence is refused with a ValueError: labels below 0, labels that
    reach `num_classes`, fractions.
    """
    given = np.asarray(labels)
    if given.size == 0 and num_classes is None:
        raise ValueError(
            say("There are no labels, so num_classes must say how many classes there are.")
        )
    whole = _whole(given)
    if whole.ndim > 1 and whole.shape[-1] == 1:
        whole = whole[..., 0]
    if num_classes is None:
        num_classes = int(whole.max()) + 1
    if whole.size and whole.min() < 0:
        raise ValueError(
            say(
                "A label is {label}, but classes are counted from 0. "
                "A row counted from its end would be marked in silence.",
                label=whole.min(),
            )
        )
    if whole.size and whole.max() >= num_classes:
        raise ValueError(
            say(
                plural(
                    "A label is {label}, but {count} class is counted 0. "
                    "If the labels start at 1, subtract 1.",
                    "A label is {label}, but {count} classes are counted 0 … {last}. "
                    "If the labels start at 1, subtract 1.",
                ),
                label=whole.max(),
                count=num_classes,
                last=num_classes - 1,
            )
        )
    rows = np.zeros((*whole.shape, num_classes))
    np.put_along_axis(rows, whole[..., np.newaxis], 1, axis=-1)
    return rows


def from_one_hot(rows: ArrayLike) -> np.ndarray:
    """Rows `(..., num_classes)`, one-hot or probabilities → int64 `(...)`, the largest's index."""
    return np.asarray(rows).argmax(axis=-1)


def _whole(labels: np.ndarray) -> np.ndarray:
    if labels.dtype.kind not in "iufb":
        raise ValueError(
            say(
                "Labels must be whole numbers, but these are of type {dtype}.",
                dtype=str(labels.dtype),
            )
        )
    fractions = labels[labels != np.round(labels)]  # NaN, too, differs from itself
    if fractions.size:
        raise ValueError(
            say("A label is {label:g}, but labels are whole numbers.", label=fractions.flat[0])
        )
    return labels.astype(np.int64)
