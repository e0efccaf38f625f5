"""What all layers share: settings, shapes, weights, the Keras layer and the line of code.

Whatever depends on the kind of a layer is an attribute or a method here, so that no other module
asks for the kind. The defaults are those of a layer that does nothing special.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, Literal, NamedTuple, Self

import numpy as np
from pydantic import BaseModel, ConfigDict

from core.language import say
from core.layers.arithmetic import Arithmetic
from core.layers.onnx_node import OnnxNode
from core.layers.windows import Window

Shape = tuple[int, ...]
Initializer = Literal["glorot_uniform", "he_normal", "lecun_normal", "random_normal", "zeros"]
"""How the first weights of a kernel are drawn, by Keras's names."""


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

    needs_picture: ClassVar[bool] = False
    """It reads pictures `(height, width, channels)` and nothing else."""
    reads_rows: ClassVar[bool] = False
    """It is made for a row of numbers, and gives another with as many numbers as it has units."""
    flattens: ClassVar[bool] = False
    """It lays a picture in one row of numbers."""
    belongs_to_previous: ClassVar[bool] = False
    """It leaves the shape as it is and goes with the layer before it, as an activation does."""
    only_in_training: ClassVar[bool] = False
    """Outside of training it passes on its input as it is."""
    convolves: ClassVar[bool] = False
    """It slides filters over a picture."""
    pools: ClassVar[bool] = False
    """It gives one number for each window of a picture, so that rows and columns become fewer."""
    normalises: ClassVar[bool] = False
    """It divides by a deviation, so the scale of its input makes no difference."""
    only_functional: ClassVar[bool] = False
    """It needs its input more than once, which the Sequential form cannot say."""
    size_setting: ClassVar[str] = ""
    """The setting that says how many units or filters it has; empty if it has neither."""
    initializer_setting: ClassVar[str] = ""
    """The setting that says how its first weights are drawn; empty if that cannot be chosen."""

    @classmethod
    def first(cls) -> Self:
        """The layer as the Model page adds it: a kind without defaults has sensible settings."""
        return cls()

    @property
    def kind(self) -> str:
        """The name of its class, which is Keras's name for it: `Dense`."""
        return type(self).__name__

    @property
    def label(self) -> str:
        """What to call it in a sentence: its kind, or of an Activation the function."""
        return self.kind

    @property
    def function(self) -> str | None:
        """The activation function that it is, by its name in Keras; None if it is none."""
        return None

    @property
    def saturates(self) -> bool:
        """Whether it is flat for large inputs, so that gradients vanish there."""
        return False

    @property
    def dropped_share(self) -> float:
        """The share of numbers that it sets to zero while training."""
        return 0.0

    @property
    def size(self) -> int:
        """How many units or filters it has; 0 if it has neither."""
        return getattr(self, self.size_setting) if self.size_setting else 0

    def with_size(self, size: int) -> Self:
        """The same with so many units or filters; only for a layer with a `size_setting`."""
        return self.model_copy(update={self.size_setting: size})

    @property
    def initializer(self) -> str | None:
        """How its first weights are drawn; None if that cannot be chosen."""
        return getattr(self, self.initializer_setting) if self.initializer_setting else None

    def with_setting(self, name: str, value: object) -> Self:
        """The same with another value of a setting, or its text; ValidationError for a bad one."""
        return self.model_validate(self.model_dump() | {name: value})

    def output_shape(self, input_shape: Shape) -> Shape:
        """The shape of one output, given the shape of one input; LayerError if it cannot be."""
        self.check_input(input_shape)
        return input_shape

    def check_input(self, input_shape: Shape) -> None:
        """LayerError if it needs a picture and this is the shape of something else."""
        if self.needs_picture and len(input_shape) != 3:
            raise LayerError(
                say(
                    "{layer} needs a picture (height, width, channels), but it receives the shape "
                    "{shape}. Put it before Flatten.",
                    layer=self.kind,
                    shape=str(input_shape),
                )
            )

    def keras_error(self, input_shape: Shape) -> str | None:
        """What Keras says where the layer cannot stand; None where its words are not known here."""
        return None

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
        return ":".join([self.kind.lower(), *self._written_settings(str)])

    def _written_settings(self, write: Callable[[object], str]) -> Iterable[str]:
        for name, field in type(self).model_fields.items():
            value = getattr(self, name)
            if field.is_required():
                yield write(value)
            elif value != field.default:
                yield f"{name}={write(value)}"


class KerasLayer(Layer):
    """A layer that is one layer of Keras, with its class name and its arguments."""

    kernel: ClassVar[str | None] = None
    """The array in which each unit has weights of its own, at its index of the last axis."""
    multipliers: ClassVar[tuple[str, ...]] = ()
    """The arrays that are multiplied by the input once for each place of the output."""
    measures_batch: ClassVar[bool] = False
    """In training, what it gives for a picture depends on the others in the batch."""

    @property
    def window(self) -> Window | None:
        """The window that it moves over a picture; None if it has none."""
        return None

    @property
    def units_can_die(self) -> bool:
        """Whether a unit can give 0 with the gradient 0 for every picture, as relu's can."""
        return False

    def steps(self, input_shape: Shape) -> tuple[Step, ...]:
        return (Step(self),)

    def multiplications(self, input_shape: Shape) -> int:
        """How often a number meets a weight in one forward pass of one picture."""
        sizes = (w.size for w in self.weights(input_shape) if w.name in self.multipliers)
        return sum(sizes) * math.prod(self.output_shape(input_shape)[:-1])

    def weights_of_unit(self, arrays: Mapping[str, np.ndarray], unit: int) -> dict[str, np.ndarray]:
        """What one unit (filter, channel) uses of the layer's arrays, by Keras's names."""
        return {name: array[..., unit] for name, array in arrays.items()}

    def arithmetic(
        self,
        inputs: Sequence[np.ndarray],
        weights: Mapping[str, np.ndarray],
        place: tuple[int, ...],
    ) -> Arithmetic:
        """How the number at `place` of the output comes about, outside of training.

        `inputs` are what the layer is given, without a batch axis; `weights` are
        `weights_of_unit` of the unit `place[-1]`.
        """
        raise NotImplementedError

    def onnx(self, weights: Mapping[str, np.ndarray], input_shape: Shape) -> tuple[OnnxNode, ...]:
        """The operators of ONNX that give what it gives outside of training.

        `weights` are its arrays by Keras's names. Without any operator it passes its input on.
        """
        raise NotImplementedError

    def filter_kernel(self, weights: Mapping[str, np.ndarray]) -> np.ndarray | None:
        """What a filter multiplies the numbers in its window by, float64 `(size, size, channels)`.

        `weights` are `weights_of_unit` of the filter. None if the layer does not convolve.
        """
        return None

    def unit_pictures(self, arrays: Mapping[str, np.ndarray], picture: Shape) -> np.ndarray | None:
        """The weights of its units as pictures, float `(units, height, width, channels)`.

        `picture` is the shape of the network's input. None if the weights are no pictures.
        """
        return None

    def build(self, name: str | None = None) -> Any:
        """The Keras layer with these settings."""
        import keras

        return getattr(keras.layers, self.kind)(**self.model_dump(), name=name)

    def code(self) -> str:
        """The Keras expression that makes this layer; settings at their default are left out."""
        return f"layers.{self.kind}({', '.join(self._written_settings(_literal))})"


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
