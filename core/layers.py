"""The layers a student can build with, known without TensorFlow.

Each kind is one small class with five faces: validated settings, `output_shape`,
`parameter_count`, `build` (the Keras layer) and `code` (the line a student would type).
A class bears the name of its Keras layer, and its settings bear the names, the order and the
defaults of Keras's own arguments: so code, summary and model cannot disagree.

Shapes are tuples without the batch axis: a grey picture of 28×28 is `(28, 28, 1)`.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.bounds import expected

Shape = tuple[int, ...]
Padding = Literal["valid", "same"]
ActivationName = Literal[
    "relu", "sigmoid", "tanh", "softmax", "linear", "elu", "selu", "gelu", "leaky_relu", "silu"
]


def _literal(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)


class LayerError(ValueError):
    """A layer that cannot stand where it stands; the message says why, `index` where (from 0)."""

    def __init__(self, message: str, index: int | None = None):
        super().__init__(message)
        self.index = index


class Layer(BaseModel):
    """What all kinds share."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    def output_shape(self, input_shape: Shape) -> Shape:
        """The shape of one output, given the shape of one input; LayerError if it cannot be."""
        return input_shape

    def parameter_count(self, input_shape: Shape) -> int:
        """How many numbers the layer learns."""
        return 0

    def build(self, name: str | None = None):
        """The Keras layer with these settings."""
        import keras

        return getattr(keras.layers, type(self).__name__)(**self.model_dump(), name=name)

    def code(self) -> str:
        """The Keras expression that makes this layer; settings at their default are left out."""
        return f"layers.{type(self).__name__}({', '.join(self._written_settings(_literal))})"

    def token(self) -> str:
        """The layer in a link: `dense:128`, `conv2d:32:3:padding=same`."""
        return ":".join([type(self).__name__.lower(), *self._written_settings(str)])

    def _written_settings(self, write: Callable[[object], str]) -> Iterable[str]:
        for name, field in type(self).model_fields.items():
            value = getattr(self, name)
            if field.is_required():
                yield write(value)
            elif value != field.default:
                yield f"{name}={write(value)}"


class Flatten(Layer):
    """Lays all numbers of a picture in one row."""

    def output_shape(self, input_shape: Shape) -> Shape:
        return (math.prod(input_shape),)


class Dense(Layer):
    """Every unit sees every number: weights times input, plus a bias."""

    units: int = Field(ge=1, le=16_384)
    use_bias: bool = True

    def output_shape(self, input_shape: Shape) -> Shape:
        return (*input_shape[:-1], self.units)

    def parameter_count(self, input_shape: Shape) -> int:
        return (input_shape[-1] + self.use_bias) * self.units


class Activation(Layer):
    """A function of each number (softmax: of each row of numbers)."""

    activation: ActivationName

    def token(self) -> str:
        return self.activation


class Dropout(Layer):
    """While training, sets a share of the numbers to zero at random."""

    rate: float = Field(ge=0, lt=1)


class _Window(Layer):
    """A window that moves over a picture; source of the sizes: keras.io/api/layers."""

    def _moved_over(self, input_shape: Shape, size: int, stride: int, padding: Padding) -> Shape:
        if len(input_shape) != 3:
            raise LayerError(
                f"{type(self).__name__} needs a picture (height, width, channels), "
                f"but it receives the shape {input_shape}. Put it before Flatten."
            )
        if padding == "valid" and min(input_shape[:2]) < size:
            height, width = input_shape[:2]
            raise LayerError(
                f"{type(self).__name__} looks through a window of {size}×{size}, but the picture "
                f"that reaches it is only {height}×{width}. "
                'Remove a layer before it, or use padding="same".'
            )
        cut = size - 1 if padding == "valid" else 0
        return tuple(math.ceil((side - cut) / stride) for side in input_shape[:2])


class Conv2D(_Window):
    """Small filters that slide over the picture, the same weights everywhere."""

    filters: int = Field(ge=1, le=2048)
    kernel_size: int = Field(ge=1, le=31)
    strides: int = Field(1, ge=1, le=16)
    padding: Padding = "valid"
    use_bias: bool = True

    def output_shape(self, input_shape: Shape) -> Shape:
        moved = self._moved_over(input_shape, self.kernel_size, self.strides, self.padding)
        return (*moved, self.filters)

    def parameter_count(self, input_shape: Shape) -> int:
        return (self.kernel_size**2 * input_shape[-1] + self.use_bias) * self.filters


class MaxPooling2D(_Window):
    """Keeps the largest number of each window."""

    pool_size: int = Field(2, ge=1, le=31)
    strides: int | None = Field(None, ge=1, le=16)
    padding: Padding = "valid"

    def output_shape(self, input_shape: Shape) -> Shape:
        stride = self.strides or self.pool_size
        return (
            *self._moved_over(input_shape, self.pool_size, stride, self.padding),
            input_shape[-1],
        )


KINDS: dict[str, type[Layer]] = {
    kind.__name__.lower(): kind
    for kind in (Flatten, Dense, Activation, Dropout, Conv2D, MaxPooling2D)
}


def layer_from_token(token: str) -> Layer:
    """Read a layer back from a link: `flatten`, `dense:128`, `relu`, `conv2d:32:3:padding=same`.

    Raises LayerError for a kind that does not exist and for a setting out of bounds.
    """
    name, *written = token.strip().lower().split(":")
    if name in get_args(ActivationName):
        name, written = "activation", [name, *written]
    if name not in KINDS:
        raise LayerError(f"there is no layer “{name[:40]}”")
    kind = KINDS[name]
    settings = {}
    for position, part in enumerate(written):
        setting, equals, value = part.rpartition("=")
        if not equals and position < len(kind.model_fields):
            setting = list(kind.model_fields)[position]
        if setting not in kind.model_fields:
            raise LayerError(f"{kind.__name__} has no place for “{part[:40]}”")
        settings[setting] = value
    try:
        return kind(**settings)
    except ValidationError as error:
        setting = error.errors()[0]["loc"][0]
        wanted = expected(kind.model_fields[setting])
        raise LayerError(f"{setting} of {kind.__name__} must be {wanted}") from error


class LedgerRow(NamedTuple):
    """One layer of a network with what Keras's `summary()` says of it; shapes without batch."""

    name: str
    layer: Layer
    input_shape: Shape
    output_shape: Shape
    parameter_count: int


def ledger(layers: Iterable[Layer], input_shape: Shape) -> list[LedgerRow]:
    """Every layer with its name, shapes and parameters, as Keras would name and count them.

    Raises LayerError, with `index`, at the first layer that cannot follow the one before.
    """
    rows: list[LedgerRow] = []
    seen: Counter[str] = Counter()
    shape = tuple(input_shape)
    for index, layer in enumerate(layers):
        try:
            output_shape = layer.output_shape(shape)
        except LayerError as error:
            raise LayerError(str(error), index) from error
        base = re.sub(r"(?<!^)(?=[A-Z][a-z])", "_", type(layer).__name__).lower()
        name = f"{base}_{seen[base]}" if seen[base] else base
        seen[base] += 1
        rows.append(LedgerRow(name, layer, shape, output_shape, layer.parameter_count(shape)))
        shape = output_shape
    return rows
