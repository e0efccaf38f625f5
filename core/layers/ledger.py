"""The ledger: what Keras's `summary()` says of a network, and what the network costs."""

import math
import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from core.layers.base import KerasLayer, Layer, LayerError, Shape, parts

FLOAT_BYTES = 4
"""Weights are float32."""


class Call(NamedTuple):
    """A Keras layer of the network: `output = layer(inputs)`. `name` is Keras's own name for it.

    Shapes are those of one input and of one output, without batch.
    """

    name: str
    layer: KerasLayer
    inputs: tuple[str, ...]
    output: str
    input_shape: Shape
    output_shape: Shape

    @property
    def parameter_count(self) -> int:
        """How many numbers the Keras layer holds."""
        return self.layer.parameter_count(self.input_shape)

    @property
    def multiplications(self) -> int:
        """How often a number meets a weight in one forward pass of one picture.

        A kernel is used once for each place of the output, and so is the scale (`gamma`) of a
        BatchNormalization. Activations, pooling and sums are not counted: they are small beside it.
        """
        weights = self.layer.weights(self.input_shape)
        factors = sum(weight.size for weight in weights if weight.name in ("kernel", "gamma"))
        return factors * math.prod(self.output_shape[:-1])


class LedgerRow(NamedTuple):
    """One layer of a network with what Keras's `summary()` says of it; shapes without batch.

    `calls` are the Keras layers that it consists of: itself, or the parts of a block.
    """

    name: str
    layer: Layer
    input_shape: Shape
    output_shape: Shape
    parameter_count: int
    calls: tuple[Call, ...]

    @property
    def non_trainable_count(self) -> int:
        """How many of the parameters are not learned by gradient, only kept up to date."""
        weights = self.layer.weights(self.input_shape)
        return sum(weight.size for weight in weights if not weight.trainable)

    @property
    def nbytes(self) -> int:
        """What the weights take in memory, in bytes."""
        return FLOAT_BYTES * self.parameter_count

    @property
    def multiplications(self) -> int:
        """How often a number meets a weight in one forward pass of one picture."""
        return sum(call.multiplications for call in self.calls)


def ledger(layers: Iterable[Layer], input_shape: Shape) -> list[LedgerRow]:
    """Every layer with its name, shapes and parameters, as Keras would name and count them.

    Raises LayerError, with `index`, at the first layer that cannot follow the one before.
    """
    rows: list[LedgerRow] = []
    names = _Names()
    shape = tuple(input_shape)
    for index, layer in enumerate(layers):
        try:
            calls = tuple(
                Call(names.next(part.step.layer), *part.step, part.input_shape, part.output_shape)
                for part in parts(layer, shape)
            )
        except LayerError as error:
            raise LayerError(str(error), index) from error
        name = calls[0].name if isinstance(layer, KerasLayer) else names.next(layer)
        count = sum(call.parameter_count for call in calls)
        rows.append(LedgerRow(name, layer, shape, calls[-1].output_shape, count, calls))
        shape = calls[-1].output_shape
    return rows


def require_chain(layers: Iterable[Layer]) -> None:
    """LayerError, with `index`, at the first layer that the Sequential form cannot say."""
    for index, layer in enumerate(layers):
        if not isinstance(layer, KerasLayer):
            raise LayerError(
                f"{type(layer).__name__} needs its input twice, but in the Sequential form each "
                "layer passes its output to the next one alone. Choose the Functional form.",
                index,
            )


class _Names:
    """Names as Keras gives them in a new session: `dense`, `dense_1` …"""

    def __init__(self):
        self._seen: Counter[str] = Counter()

    def next(self, layer: Layer) -> str:
        base = re.sub(r"(?<!^)(?=[A-Z][a-z])", "_", type(layer).__name__).lower()
        number = self._seen[base]
        self._seen[base] += 1
        return f"{base}_{number}" if number else base
