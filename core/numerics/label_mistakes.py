"""Wrong ways to give labels to a network: what the lab says of each, and what Keras does.

Each is worked out on one label of every class, `y = [0, 1, …, K-1]`, without Keras: its messages
are written down here as Keras 3.15 gives them (`keras.utils.to_categorical` at once, the losses
when `fit` meets its first batch), and the tests compare them with Keras's own.
"""

from typing import Any, NamedTuple

import numpy as np

from core.numerics.encoding import one_hot

_SHAPE = (
    "ValueError: Arguments `target` and `output` must have the same shape. "
    "Received: target.shape=({batch}, {wide}), output.shape=({batch}, {classes})"
)
_RANK = (
    "ValueError: Arguments `target` and `output` must have the same rank (ndim). "
    "Received: target.shape=({batch},), output.shape=({batch}, {classes})"
)
_SPARSE_RANK = (
    "ValueError: Argument `output` must have rank (ndim) `target.ndim - 1`. "
    "Received: target.shape=({batch}, {classes}), output.shape=({batch}, {classes})"
)
_INDEX = "IndexError: index {label} is out of bounds for axis 1 with size {size}"


class LabelMistake(NamedTuple):
    """A mistake with labels, worked out for K classes.

    `code` makes the mistake in Keras. `labels` are the K numbers that are given as labels, and
    `columns` is the number of classes that is given. `refusal` is the sentence with which `one_hot`
    refuses them, None if it does not. `keras_rows`, float32 `(K, columns)`, is what
    `to_categorical` makes of them, None if it stops or is not the cause. `keras_error` is the
    message with which Keras stops, None if it goes on without one. `target_shape` is the shape of a
    batch of labels where it is the loss that stops.
    """

    name: str
    code: str
    labels: np.ndarray
    columns: int
    refusal: str | None
    keras_rows: np.ndarray | None = None
    keras_error: str | None = None
    target_shape: tuple[int | None, ...] | None = None


def label_mistakes(num_classes: int, batch_size: int | None) -> list[LabelMistake]:
    """All mistakes, for a network with `num_classes` outputs and batches of `batch_size`.

    `batch_size` is None, as Keras writes it, where the last batch is smaller than the others.
    """
    return [*_in_encoding(num_classes, batch_size), *_in_loss(num_classes, batch_size)]


def _in_encoding(num_classes: int, batch_size: int | None) -> list[LabelMistake]:
    labels = np.arange(num_classes)
    last, more = num_classes - 1, num_classes + 1
    encode = "y_train = keras.utils.to_categorical({}, {})".format
    return [
        _worked(
            "from_one",
            encode("y_train + 1", num_classes),
            labels + 1,
            num_classes,
            keras_error=_INDEX.format(label=num_classes, size=num_classes),
        ),
        _worked(
            "one_class_more",
            "y_train = keras.utils.to_categorical(y_train + 1)\nmodel.fit(x_train, y_train)",
            labels + 1,
            more,
            keras_rows=_rows(labels + 1, more),
            keras_error=_SHAPE.format(wide=more, batch=batch_size, classes=num_classes),
            target_shape=(batch_size, more),
        ),
        _worked(
            "one_class_less",
            encode("y_train", last),
            labels,
            last,
            keras_error=_INDEX.format(label=last, size=last),
        ),
        _worked(
            "negative",
            encode("y_train - 1", num_classes),
            labels - 1,
            num_classes,
            keras_rows=_rows(labels - 1, num_classes),
        ),
        _worked(
            "scaled",
            encode("y_train / 255", num_classes),
            labels / 255,
            num_classes,
            keras_rows=_rows(labels / 255, num_classes),
        ),
    ]


def _in_loss(num_classes: int, batch_size: int | None) -> list[LabelMistake]:
    labels = np.arange(num_classes)
    sizes = {"batch": batch_size, "classes": num_classes}
    return [
        _worked(
            "integers_to_categorical",
            'model.compile("sgd", loss="categorical_crossentropy")\n'
            "model.fit(x_train, y_train)  # y_train: whole numbers",
            labels,
            num_classes,
            keras_error=_RANK.format(**sizes),
            target_shape=(batch_size,),
        ),
        _worked(
            "one_hot_to_sparse",
            'model.compile("sgd", loss="sparse_categorical_crossentropy")\n'
            f"rows = keras.utils.to_categorical(y_train, {num_classes})\n"
            "model.fit(x_train, rows)",
            labels,
            num_classes,
            keras_error=_SPARSE_RANK.format(**sizes),
            target_shape=(batch_size, num_classes),
        ),
    ]


def _worked(name: str, code: str, labels: np.ndarray, columns: int, **outcome: Any) -> LabelMistake:
    return LabelMistake(name, code, labels, columns, _refusal(labels, columns), **outcome)


def _refusal(labels: np.ndarray, num_classes: int) -> str | None:
    try:
        one_hot(labels, num_classes)
    except ValueError as error:
        return str(error)
    return None


def _rows(labels: np.ndarray, num_classes: int) -> np.ndarray:
    """What `to_categorical` gives: fractions are cut off, negative labels count from the end."""
    return np.eye(num_classes, dtype=np.float32)[labels.astype(np.int64)]
