"""The arrays of a bundle: their forms are looked at before anything of them is unpacked."""

import io
import math
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np

from core.datasets.sources import zips
from core.exchange.bundle import BundleError
from core.language import message, say
from core.layers import LedgerRow, Shape
from core.preparation.split import Scaling
from core.runs.snapshots import Snapshot
from core.runs.trained_weights import TrainedWeights

MOST_ARRAYS = 5_000
FLOAT, LEVEL = np.dtype(np.float32), np.dtype(np.int8)
"""The types of weights, and of the pictures of units."""
_SUFFIX = ".npy"

NO_ARRAYS = message("“{name}” is damaged, or holds no plain arrays of NumPy ({error}).")
NOT_THERE = message("“{name}” does not hold the array “{array}”, which it must.")
ONE_MORE = message("“{name}” holds an array “{array}”, which does not belong there.")
OTHER_SHAPE = message(
    "“{name}” does not fit its recipe: “{array}” has the shape {found}, and must have {expected}."
)
OTHER_TYPE = message("“{name}”: the numbers of “{array}” are {found}, and must be {expected}.")
NO_NUMBER = message("“{name}”: a number in “{array}” is none, or too large.")


class Form(NamedTuple):
    """The shape of an array and the type of its numbers."""

    shape: Shape
    dtype: np.dtype

    @property
    def nbytes(self) -> int:
        return math.prod(self.shape) * self.dtype.itemsize


class Arrays:
    """The arrays in the content of an `.npz` file."""

    def __init__(self, content: bytes, name: str):
        """`name` is that of the file, for messages. BundleError if it holds no plain arrays."""
        self.name = name
        stream = io.BytesIO(content)
        with self._reading():
            if zips.directory_size(stream) > MOST_ARRAYS * zips.BYTES_A_MEMBER:
                raise ValueError("too many of them")
            self._zip = zipfile.ZipFile(stream)
            self.forms: dict[str, Form] = {}
            for info in self._zip.infolist():
                array = info.filename.removesuffix(_SUFFIX)
                if array == info.filename or array in self.forms:
                    raise ValueError(info.filename)
                self.forms[array] = self._form(info)
        self._left = set(self.forms)

    @property
    def nbytes(self) -> int:
        """What all arrays take in memory."""
        return sum(form.nbytes for form in self.forms.values())

    def form(self, array: str) -> Form:
        """The form of an array. BundleError if it is not there."""
        if array not in self.forms:
            raise BundleError(say(NOT_THERE, name=self.name, array=array))
        return self.forms[array]

    def numbered(self, part: str) -> Iterator[str]:
        """The names `part_0`, `part_1`, … as far as there are such arrays."""
        number = 0
        while (name := f"{part}_{number}") in self.forms:
            yield name
            number += 1

    def take(self, array: str, shape: Shape, *dtypes: np.dtype) -> np.ndarray:
        """An array of this shape, of numbers of one of these types. BundleError if it is not so."""
        found = self.form(array)
        if found.shape != shape:
            raise self.other_shape(array, shape)
        if found.dtype not in dtypes:
            types = {"found": str(found.dtype), "expected": str(dtypes[0])}
            raise BundleError(say(OTHER_TYPE, name=self.name, array=array, **types))
        self._left.discard(array)
        with self._reading(), self._zip.open(array + _SUFFIX) as stream:
            read = np.lib.format.read_array(stream, allow_pickle=False)
            if Form(read.shape, read.dtype) != found:
                raise ValueError(array)
        return read

    def take_finite(self, array: str, shape: Shape, dtype: np.dtype) -> np.ndarray:
        """The same, and all of its numbers are finite."""
        found = self.take(array, shape, dtype)
        if not np.isfinite(found).all():
            raise BundleError(say(NO_NUMBER, name=self.name, array=array))
        return found

    def require_no_more(self) -> None:
        """BundleError if there is an array that was not taken."""
        for array in sorted(self._left):
            raise BundleError(say(ONE_MORE, name=self.name, array=array))

    def other_shape(self, array: str, expected: Shape) -> BundleError:
        """What to raise for an array that has another shape."""
        shapes = {"found": str(self.form(array).shape), "expected": str(expected)}
        return BundleError(say(OTHER_SHAPE, name=self.name, array=array, **shapes))

    def _form(self, info: zipfile.ZipInfo) -> Form:
        with self._zip.open(info) as stream:
            version = np.lib.format.read_magic(stream)
            if version == (1, 0):
                shape, _, dtype = np.lib.format.read_array_header_1_0(stream)
            else:
                shape, _, dtype = np.lib.format.read_array_header_2_0(stream)
        if dtype.hasobject or dtype.fields or min(shape, default=0) < 0:
            raise ValueError("not an array of numbers")
        return Form(shape, dtype)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """BundleError for whatever goes wrong: NumPy and `zipfile` can fail anywhere."""
        try:
            yield
        except MemoryError:
            raise
        except Exception as error:
            raise BundleError(say(NO_ARRAYS, name=self.name, error=str(error)[:80])) from error


def checked_network(arrays: Arrays, rows: Sequence[LedgerRow], picture: Shape) -> TrainedWeights:
    """The trained network of a recipe, whose ledger `rows` is, for pictures of this shape.

    BundleError if the arrays do not fit.
    """
    weights = _weights(arrays, "weight", rows)
    channels = picture[-1:]
    scaling = Scaling(
        arrays.take_finite("shift", channels, FLOAT), arrays.take_finite("factor", channels, FLOAT)
    )
    arrays.require_no_more()
    return TrainedWeights(weights, scaling)


def checked_snapshot(arrays: Arrays, rows: Sequence[LedgerRow], epoch: int) -> Snapshot:
    """The snapshot of an epoch. BundleError if the arrays do not fit."""
    counting, whole = np.dtype(np.float64), np.dtype(np.int64)
    arrays.take("epoch", (), whole)
    learning_rate, momentum = (
        float(arrays.take_finite(name, (), counting)) for name in ("learning_rate", "momentum")
    )
    weights = _weights(arrays, "weights", rows)
    # What an optimizer keeps: numbers of its own, and some for each weight.
    shapes = {(), *(array.shape for array in weights)}
    optimizer = [
        arrays.take(name, _one_of(arrays, name, shapes), FLOAT, whole)
        for name in arrays.numbered("optimizer")
    ]
    states = np.dtype(np.uint32), np.dtype(np.int64)
    seeds = [arrays.take(name, (2,), *states) for name in arrays.numbered("seeds")]
    arrays.require_no_more()
    return Snapshot(epoch, learning_rate, momentum, weights, optimizer, seeds)


def _weights(arrays: Arrays, part: str, rows: Sequence[LedgerRow]) -> list[np.ndarray]:
    """The weights of a network. Within a block Keras has an order of its own."""
    weights: list[np.ndarray] = []
    for row in rows:
        expected = [
            weight.shape for call in row.calls for weight in call.layer.weights(call.input_shape)
        ]
        names = [f"{part}_{len(weights) + place}" for place in range(len(expected))]
        if sorted(arrays.form(name).shape for name in names) != sorted(expected):
            differing = (
                (name, shape)
                for name, shape in zip(names, expected, strict=True)
                if arrays.form(name).shape != shape
            )
            raise arrays.other_shape(*next(differing))
        weights += [arrays.take(name, arrays.form(name).shape, FLOAT) for name in names]
    return weights


def _one_of(arrays: Arrays, name: str, shapes: set[Shape]) -> Shape:
    shape = arrays.form(name).shape
    if shape not in shapes:
        raise arrays.other_shape(name, ())
    return shape
