"""The way of the pictures and labels from their file to the batch that the network receives.

Nothing is carried out on the whole set: shapes and bytes follow from the recipe, ranges from the
pixels' statistics, so the ledger of 50,000 pictures is ready at once.
"""

import math
from typing import NamedTuple

import numpy as np

from core.datasets import Dataset
from core.pixel_statistics import Statistics, measure
from core.preparation import Scaling, split
from core.recipe import Data, Recipe

_READ_BY_KERAS = "(x_train, y_train), _ = {module}.load_data()"
_READ = {
    "digits": "digits = load_digits()\n"
    "x_train, _, y_train, _ = train_test_split(\n"
    '    digits.images.astype("uint8"), digits.target,\n'
    "    test_size=360, stratify=digits.target, random_state=0)",
    "mnist": _READ_BY_KERAS.format(module="mnist"),
    "fashion-mnist": _READ_BY_KERAS.format(module="fashion_mnist"),
    "cifar10": _READ_BY_KERAS.format(module="cifar10"),
    "fer2013": 'faces = pd.read_csv("fer2013.csv").query("Usage == \'Training\'")\n'
    'rows = [np.array(row.split(), "uint8") for row in faces.pixels]\n'
    "x_train, y_train = np.stack(rows).reshape(-1, 48, 48), faces.emotion.values",
}
_READ_OWN = "x_train = np.stack([np.asarray(Image.open(file)) for file in files])"
_READ_LABELS = {
    "mnist": 'y_train = y_train.astype("int64")',
    "fashion-mnist": 'y_train = y_train.astype("int64")',
    "cifar10": 'y_train = y_train[:, 0].astype("int64")',
}


class Row(NamedTuple):
    """An array after a step. `array` is its name in the code, `low` and `high` its range."""

    step: str
    array: str
    shape: tuple[int, ...]
    dtype: str
    low: float
    high: float
    code: str

    @property
    def nbytes(self) -> int:
        """What the array takes in memory, in bytes."""
        return math.prod(self.shape) * np.dtype(self.dtype).itemsize


class Measured(NamedTuple):
    """What of a dataset has to be looked at: who trains, and the pixels of all and of those."""

    train: np.ndarray
    in_file: tuple[float, float]
    of_train: Statistics


def measure_set(data: Data, dataset: Dataset) -> Measured:
    """One pass over the pictures; does not depend on the scaling."""
    train = split(data, dataset.y_train, len(dataset.y_test)).train
    in_file = float(dataset.x_train.min()), float(dataset.x_train.max())
    return Measured(train, in_file, measure(dataset.x_train, train))


def from_file_to_batch(recipe: Recipe, dataset: Dataset, measured: Measured) -> list[Row]:
    """Each step's arrays, in order, with the line of NumPy or Keras that makes them."""
    pictures, labels = dataset.x_train, dataset.y_train
    card, count = dataset.card, len(measured.train)
    x = Row("read", "x_train", pictures.shape, "uint8", *measured.in_file, _reading(card.name))
    if card.shape[-1] == 1:
        x = x._replace(shape=pictures.shape[:-1])
    y = _label_row("read", labels, _READ_LABELS.get(card.name, ""))
    rows = [x, y]
    if card.shape[-1] == 1:
        x = x._replace(step="channel", shape=pictures.shape, code="x_train = x_train[..., None]")
        rows.append(x)
    if count < len(labels):
        low, high = measured.of_train.low.min(), measured.of_train.high.max()
        x = x._replace(step="choose", shape=(count, *card.shape), low=low, high=high)
        y = _label_row("choose", labels[measured.train], "")
        rows += [x._replace(code=_choosing(recipe.data, len(labels), count)), y]
    scaling = scaling_from(recipe.data, measured.of_train, card.max_value)
    x = _scaled(x, scaling, measured.of_train, _scaling_code(recipe.data, card.max_value))
    rows.append(x)
    if recipe.training.loss == "categorical_crossentropy":
        code = f"y_train = keras.utils.to_categorical(y_train, {card.num_classes})"
        y = Row("one-hot", "y_train", (count, card.num_classes), "float32", 0, 1, code)
        rows.append(y)
    first = measured.train[: recipe.training.batch_size]
    batch = scaling.apply(pictures[first])
    y_range = (y.low, y.high) if len(y.shape) == 2 else (labels[first].min(), labels[first].max())
    code = "{0}_batch = {0}_train[:{1}]".format
    return [
        *rows,
        Row("batch", "x_batch", batch.shape, x.dtype, batch.min(), batch.max(),
            code("x", len(first))),
        Row("batch", "y_batch", (len(first), *y.shape[1:]), y.dtype, *y_range,
            code("y", len(first))),
    ]  # fmt: skip


def scaling_from(data: Data, statistics: Statistics, max_value: int) -> Scaling:
    """`core.preparation.scaling_of`, from statistics that are already known."""
    channels = len(statistics.mean)
    shift, factor = np.zeros(channels), np.ones(channels)
    if data.scaling == "0-1":
        factor = factor / max_value
    elif data.scaling == "standardised":
        shift, factor = statistics.mean, 1 / np.maximum(statistics.deviation, 1e-7)
    return Scaling(shift.astype(np.float32), factor.astype(np.float32))


def _reading(name: str) -> str:
    return _READ.get(name, _READ_OWN)


def _label_row(step: str, labels: np.ndarray, code: str) -> Row:
    return Row(step, "y_train", labels.shape, "int64", labels.min(), labels.max(), code)


def _choosing(data: Data, total: int, count: int) -> str:
    used = min(data.images or total, total)
    lines = []
    if used < total:
        lines = [
            f"rng = np.random.default_rng({data.seed})",
            f"chosen = rng.choice({total}, {used}, replace=False)",
            "x_train, y_train = x_train[chosen], y_train[chosen]",
        ]
    if count < used:
        lines += [
            "x_train, x_val, y_train, y_val = train_test_split(",
            "    x_train, y_train,",
            f"    test_size={used - count}, stratify=y_train)",
        ]
    return "\n".join(lines)


def _scaled(x: Row, scaling: Scaling, statistics: Statistics, code: str) -> Row:
    ends = np.stack([statistics.low, statistics.high])
    ends = (ends.astype(np.float32) - scaling.shift) * scaling.factor
    return x._replace(step="scale", dtype="float32", low=ends.min(), high=ends.max(), code=code)


def _scaling_code(data: Data, max_value: int) -> str:
    if data.scaling == "0-1":
        return f'x_train = x_train.astype("float32") / {max_value}'
    if data.scaling == "standardised":
        return (
            "mean, std = x_train.mean(axis=(0, 1, 2)), x_train.std(axis=(0, 1, 2))\n"
            'x_train = ((x_train - mean) / std).astype("float32")'
        )
    return 'x_train = x_train.astype("float32")'
