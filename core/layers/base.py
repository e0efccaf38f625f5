"""What all layers share: settings, shapes, weights, the Keras layer and the line of code."""

import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict

Shape = tuple[int, ...]


class LayerError(ValueError):
    """A layer that cannot stand where it stands; the message says why, `index` where (from 0)."""

    def __init__(self, message: str, index: int | None = None):
        super().__init__(message)
        self.index = index


class Weight(NamedTuple):
    """An array of numbers that a layer holds, with Keras's name and shape for it.

    Training changes it by its gradient if `trainable`, else it is only kept up to date.
    """

    name: str
    shape: Shape
    trainable: bool = True

    @property
    def size(self) -> int:
        """How many numbers it has."""
        return math.prod(self.shape)


class Step(NamedTuple):
    """One call in the Functional form, `output = layer(inputs)`, with the names in the code."""

    layer: "KerasLayer"
    inputs: tuple[str, ...] = ("x",)
    output: str = "x"


class Layer(BaseModel):
    """One entry in the list of layers that a student builds with."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    def output_shape(self, input_shape: Shape) -> Shape:
        """The shape of one output, given the shape of one input; LayerError if it cannot be."""
        return input_shape

    def weights(self, input_shape: Shape) -> tuple[Weight, ...]:
        """The arrays that the layer holds, in Keras's order."""
        return ()

    def parameter_count(self, input_shape: Shape) -> int:
        """How many numbers the layer holds, as in Keras's `summary()`."""
        return sum(weight.size for weight in self.weights(input_shape))

    def steps(self, input_shape: Shape) -> tuple[Step, ...]:
        """The calls that the layer is in the Functional form, from `x` to `x`, in order."""
        raise NotImplementedError

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


class KerasLayer(Layer):
    """A layer that is one layer of Keras, with its class name and its arguments."""

    def steps(self, input_shape: Shape) -> tuple[Step, ...]:
        return (Step(self),)

    def build(self, name: str | None = None) -> Any:
        """The Keras layer with these settings."""
        import keras

        return getattr(keras.layers, type(self).__name__)(**self.model_dump(), name=name)

    def code(self) -> str:
        """The Keras expression that makes this layer; settings at their default are left out."""
        return f"layers.{type(self).__name__}({', '.join(self._written_settings(_literal))})"


class Part(NamedTuple):
    """A step of a layer, with the shapes of one input and of one output."""

    step: Step
    input_shape: Shape
    output_shape: Shape


def parts(layer: Layer, input_shape: Shape) -> Iterator[Part]:
    """The steps of a layer with their shapes; LayerError if it cannot stand there."""
    layer.output_shape(input_shape)
    shapes = {"x": input_shape}
    for step in layer.steps(input_shape):
        given = shapes[step.inputs[0]]
        shapes[step.output] = step.layer.output_shape(given)
        yield Part(step, given, shapes[step.output])


def _literal(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)
