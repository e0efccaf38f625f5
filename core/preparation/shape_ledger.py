"""Shapes, types and sizes of pictures and labels at each step from the file to the batch.

Nothing is carried out on the whole set: shapes and bytes follow from the recipe, ranges from the
pixels' statistics, so the ledger of 50,000 pictures is ready at once.
"""

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from core.datasets import Dataset
from core.datasets.pixel_statistics import Statistics, measure
from core.preparation.split import scaling_from, split
from core.recipe import Data, Recipe

_READ_OWN = "x_train = np.stack([np.asarray(Image.open(file)) for file in files])"
STEPS = ("read", "channel", "choose", "scale", "one-hot", "batch")


class LedgerArray(NamedTuple):
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


class MeasuredPixels(NamedTuple):
    """What the ledger needs to know of the pixels.

    `train` are the indices of the pictures that train, `in_file` is the range of all pixels in the
    file, and `of_train` are the statistics of the pictures that train.
    """

    train: np.ndarray
    in_file: tuple[float, float]
    of_train: Statistics


def measure_set(data: Data, dataset: Dataset) -> MeasuredPixels:
    """Measure a dataset for the ledger, in one pass; the scaling makes no difference."""
    train = split(data, dataset.y_train, len(dataset.y_test)).train
    return MeasuredPixels(train, _span(dataset.x_train), measure(dataset.x_train, train))


def from_file_to_batch(
    recipe: Recipe, dataset: Dataset, measured: MeasuredPixels
) -> list[LedgerArray]:
    """Each step's arrays, in order, with the line of NumPy or Keras that makes them."""
    rows = [*_pictures(recipe, dataset, measured), *_labels(recipe, dataset, measured)]
    return sorted(rows, key=lambda row: STEPS.index(row.step))


def _pictures(recipe: Recipe, dataset: Dataset, measured: MeasuredPixels) -> Iterator[LedgerArray]:
    card, data, of_train = dataset.card, recipe.data, measured.of_train
    everything, count = len(dataset.x_train), len(measured.train)
    shape, span = (everything, *card.shape), measured.in_file
    grey = card.shape[-1] == 1
    in_file = shape[:-1] if grey else shape
    published = None if card.own else card.reading
    code = published.pictures if published else _READ_OWN
    yield LedgerArray("read", "x_train", in_file, "uint8", *span, code)
    if grey:
        yield LedgerArray(
            "channel", "x_train", shape, "uint8", *span, "x_train = x_train[..., None]"
        )
    shape = (count, *card.shape)
    if count < everything:
        span = float(of_train.low.min()), float(of_train.high.max())
        yield LedgerArray(
            "choose", "x_train", shape, "uint8", *span, _choosing(data, everything, count)
        )
    scaling = scaling_from(data, of_train, card.max_value)
    ends = np.stack([of_train.low, of_train.high]).astype(np.float32)
    ends = (ends - scaling.shift) * scaling.factor
    code = _scaling_code(data, card.max_value)
    yield LedgerArray("scale", "x_train", shape, "float32", *_span(ends), code)
    first = measured.train[: recipe.training.batch_size]
    batch = scaling.apply(dataset.x_train[first])
    code = f"x_batch = x_train[:{len(first)}]"
    yield LedgerArray("batch", "x_batch", batch.shape, "float32", *_span(batch), code)


def _labels(recipe: Recipe, dataset: Dataset, measured: MeasuredPixels) -> Iterator[LedgerArray]:
    card, labels = dataset.card, dataset.y_train
    code = card.reading.labels if card.reading and not card.own else ""
    yield LedgerArray("read", "y_train", labels.shape, "int64", *_span(labels), code)
    chosen = labels[measured.train]
    if len(chosen) < len(labels):
        yield LedgerArray("choose", "y_train", chosen.shape, "int64", *_span(chosen), "")
    batch = chosen[: recipe.training.batch_size]
    dtype, span = "int64", _span(batch)
    wide: tuple[int, ...] = ()
    if recipe.targets == "one-hot":
        columns = recipe.columns(card.num_classes)
        dtype, wide, span = "float64", (columns,), (0.0, 1.0)  # so to_categorical
        code = f"y_train = keras.utils.to_categorical(y_train, {columns})"
        yield LedgerArray("one-hot", "y_train", (len(chosen), *wide), dtype, *span, code)
    code = f"y_batch = y_train[:{len(batch)}]"
    yield LedgerArray("batch", "y_batch", (len(batch), *wide), dtype, *span, code)


def _span(values: np.ndarray) -> tuple[float, float]:
    return float(values.min()), float(values.max())


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


def _scaling_code(data: Data, max_value: int) -> str:
    if data.scaling == "0-1":
        return f'x_train = x_train.astype("float32") / {max_value}'
    if data.scaling == "standardised":
        return (
            "mean = x_train.mean(axis=(0, 1, 2))\n"
            "std = x_train.std(axis=(0, 1, 2))\n"
            "x_train = (x_train - mean) / std\n"
            'x_train = x_train.astype("float32")'
        )
    return 'x_train = x_train.astype("float32")'
