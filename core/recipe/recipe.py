"""The recipe: one small immutable value that says everything that determines a training run.

The recipe is the share link, the saved file, the exported code and the argument of `train`.
Its defaults are the homework's: SGD with learning rate 0.01, batches of 64, 5 epochs, raw pixels,
validated on the test set.
"""

from functools import lru_cache
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, PlainSerializer

from core.datasets import BUNDLED
from core.language import say
from core.layers import Layer, layer_from_token
from core.recipe.link import Linked, Section
from core.recipe.losses import LOSSES, Targets
from core.recipe.optimizers import OPTIMIZERS

MAX_LAYERS = 64
MAX_EPOCHS = 1_000

LearningRate = Annotated[float, Field(gt=0, le=100)]
Momentum = Annotated[float, Field(ge=0, lt=1)]


def _read_layers(value: Any) -> Any:
    tokens = value.split(",") if isinstance(value, str) else value
    if not isinstance(tokens, list | tuple):
        raise ValueError(say("layers are a list"))
    if not tokens:
        raise ValueError(say("a network has at least one layer"))
    if len(tokens) > MAX_LAYERS:
        raise ValueError(
            say(
                "{count:,} layers are more than the {most} that fit here",
                count=len(tokens),
                most=MAX_LAYERS,
            )
        )
    return tuple(map(_read_layer, tokens))


@lru_cache(1024)
def _written_layers(layers: tuple[Layer, ...]) -> str:
    """The layers as in a link. Kept, because a thousand recipes have few networks between them."""
    return ",".join(layer.token() for layer in layers)


def _read_layer(token: object) -> Layer:
    if isinstance(token, Layer):
        return token
    if isinstance(token, str):
        return layer_from_token(token)
    raise ValueError(say("each layer is written as in a link, for instance dense:128"))


def _read_factors(value: Any) -> Any:
    factors = value.split(",") if isinstance(value, str) else value
    if isinstance(factors, list | tuple) and len(factors) == 2:
        try:
            low, high = map(float, factors)
        except (TypeError, ValueError):
            return factors
        if low > high:
            raise ValueError(say("the smaller of the two factors comes first"))
    return factors


Factor = Annotated[float, Field(ge=0, le=10)]
FactorRange = Annotated[
    tuple[Factor, Factor] | None,
    BeforeValidator(_read_factors),
    PlainSerializer(
        lambda factors: factors and ",".join(map(str, factors)), return_type=str | None
    ),
]

DataMistake = Literal[
    "none",
    "sorted",
    "last-validate",
    "labels-shuffled",
    "unscaled-validation",
    "starved-class",
    "validation-to-0-1",
    "integer-labels",
    "one-hot-labels",
    "wide-labels",
]
"""What may be done wrong with the data on purpose, so that it can be found.

The pictures stand in the order of their classes; so they do, and of these the last ones validate
instead of some of each class; the labels of those that train belong to other pictures; only those
that train are scaled; nearly all of one class are left out; all but those that train are scaled to
0–1; the labels are given to the loss as whole numbers, or as one-hot rows, whatever it takes, or as
rows that are a column too wide.
"""

Layers = Annotated[
    tuple[Layer, ...],
    Field(min_length=1, max_length=MAX_LAYERS),
    BeforeValidator(_read_layers),
    PlainSerializer(_written_layers, return_type=str),
]


class Data(Section):
    """Which pictures, how they are scaled, and who validates."""

    dataset: str = Field(BUNDLED.name, pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")
    images: int | None = Field(None, ge=1, le=10_000_000)
    """How many training pictures to use; all of them if None."""
    scaling: Literal["none", "0-1", "standardised"] = "none"
    validate_on: Literal["test", "split", "train"] = "test"
    """The test set, a part of the training set kept aside, or the training set itself."""
    validation_fraction: float = Field(0.2, gt=0, lt=1)
    """The share kept aside by `split`."""
    seed: int = Field(0, ge=0, lt=2**31)
    mistake: DataMistake = "none"


class Augmentation(Section):
    """How each training picture is changed at random, anew in every epoch; nothing by default.

    Names and meanings are those of Keras's `ImageDataGenerator`.
    """

    rotation_range: float = Field(0.0, ge=0, le=180)
    """Degrees, to either side."""
    width_shift_range: float = Field(0.0, ge=0, lt=1)
    """A share of the width, to the left or right."""
    height_shift_range: float = Field(0.0, ge=0, lt=1)
    """A share of the height, up or down."""
    shear_range: float = Field(0.0, ge=0, lt=90)
    """Degrees, to either side."""
    zoom_range: float = Field(0.0, ge=0, lt=1)
    """z stretches each axis by a factor of its own, 1 - z to 1 + z; below 1 is closer."""
    horizontal_flip: bool = False
    """Mirror half of the pictures, left to right."""
    vertical_flip: bool = False
    """Turn half of the pictures upside down."""
    brightness_range: FactorRange = None
    """Multiply all pixels by a factor between these two."""
    channel_shift_range: float = Field(0.0, ge=0, le=255)
    """Add a number to all pixels, up to this many levels, up or down."""
    fill_mode: Literal["constant", "nearest", "reflect", "wrap"] = "nearest"
    """What fills the place that a moved picture leaves empty."""
    cval: float = Field(0.0, ge=0, le=255)
    """The pixel value that `constant` fills with."""

    GEOMETRIC: ClassVar[tuple[str, ...]] = (
        "rotation_range",
        "width_shift_range",
        "height_shift_range",
        "shear_range",
        "zoom_range",
        "horizontal_flip",
        "vertical_flip",
    )
    """The settings that move pixels, if they are not the default."""
    CHANGING: ClassVar[tuple[str, ...]] = (*GEOMETRIC, "brightness_range", "channel_shift_range")
    """Those that change any picture."""

    @property
    def is_on(self) -> bool:
        """Whether it changes any picture."""
        return any(getattr(self, name) for name in self.CHANGING)

    @property
    def is_geometric(self) -> bool:
        """Whether it moves pixels."""
        return any(getattr(self, name) for name in self.GEOMETRIC)


class Model(Section):
    """The network: its layers, and the style in which its code is written."""

    style: Literal["sequential", "functional"] = "sequential"
    layers: Layers = _read_layers("flatten,dense:128,relu,dense:10,softmax")


class Training(Section):
    """How the network learns.

    Momentum, weight decay and label smoothing mean something only to those optimizers and losses
    that have them.
    """

    loss: Literal[tuple(LOSSES)] = "categorical_crossentropy"  # type: ignore[valid-type]
    label_smoothing: float = Field(0.0, ge=0, lt=1)
    """How much of each target is shared out among all classes, as Keras's losses do it."""
    optimizer: Literal[tuple(OPTIMIZERS)] = "sgd"  # type: ignore[valid-type]
    learning_rate: LearningRate = 0.01
    schedule: Literal["constant", "cosine"] = "constant"
    """How the learning rate goes on: it stays, or falls to 0 over all steps of the run, along half
    a cosine wave, as Keras's `CosineDecay` does it."""
    momentum: Momentum = 0.0
    weight_decay: float = Field(0.004, ge=0, lt=1)
    """Each step shrinks all weights by this share of the learning rate."""
    batch_size: int = Field(64, ge=1, le=8_192)
    epochs: int = Field(5, ge=1, le=MAX_EPOCHS)
    patience: int = Field(0, ge=0, le=MAX_EPOCHS)
    """Early stopping: end when `val_loss` has not fallen for so many epochs; 0 trains them all."""
    shuffle: bool = True
    seed: int = Field(0, ge=0, lt=2**31)


class Recipe(Linked):
    """What determines a training run. Two equal recipes give the same run."""

    data: Data = Data()
    augmentation: Augmentation = Augmentation()
    model: Model = Model()
    training: Training = Training()

    def to_settings(self) -> dict[str, str]:
        """The dataset, always, and every setting that differs from its default."""
        return {"data.dataset": self.data.dataset} | super().to_settings()

    @property
    def targets(self) -> Targets:
        """The form in which the loss is given the labels: the one that it takes, but by mistake."""
        by_mistake: dict[str, Targets] = {
            "integer-labels": "integers",
            "one-hot-labels": "one-hot",
            "wide-labels": "one-hot",
        }
        return by_mistake.get(self.data.mistake, LOSSES[self.training.loss].targets)

    def columns(self, num_classes: int) -> int:
        """How many columns one-hot rows have: one for each class, but by mistake."""
        return num_classes + (self.data.mistake == "wide-labels")


read_link = Recipe.read_link
read_settings = Recipe.read_settings
