"""The ledger: what Keras's `summary()` says of a network, and what the network costs."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from core.language import say
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

        Activations, pooling and sums are not counted: they are small beside it.
        """
        return self.layer.multiplications(self.input_shape)


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
        if layer.only_functional:
            raise LayerError(
                say(
                    "{layer} needs its input twice, but in the Sequential form each layer passes "
                    "its output to the next one alone. Choose the Functional form.",
                    layer=layer.kind,
                ),
                index,
            )


class _Names:
    """Names as Keras gives them in a new session: `dense`, `dense_1` …"""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def next(self, layer: Layer) -> str:
        base = _snake_case(layer.kind)
        number = self._seen[base]
        self._seen[base] += 1
        return f"{base}_{number}" if number else base


@cache
def _snake_case(kind: str) -> str:
    # As keras.src.utils.naming.to_snake_case writes it: LeakyReLU is leaky_re_lu.
    name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", kind)
    return re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()
