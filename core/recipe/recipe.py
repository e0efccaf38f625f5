"""The recipe: one small immutable value that says everything that determines a training run.

The recipe is the share link, the saved file, the exported code and the argument of `train`.
Its defaults are the homework's: SGD with learning rate 0.01, batches of 64, 5 epochs, raw pixels,
validated on the test set.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl, urlencode

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
)
from pydantic.fields import FieldInfo

from core.bounds import expected
from core.layers import Layer, layer_from_token
from core.recipe.losses import LOSSES
from core.recipe.optimizers import OPTIMIZERS

MAX_LAYERS = 64
MAX_LINK = 8_192
MAX_EPOCHS = 1_000

LearningRate = Annotated[float, Field(gt=0, le=100)]
Momentum = Annotated[float, Field(ge=0, lt=1)]


class RecipeError(ValueError):
    """A recipe that cannot be read; the message says in sentences what is wrong with it."""


def _read_layers(value: Any) -> Any:
    tokens = value.split(",") if isinstance(value, str) else value
    if not isinstance(tokens, list | tuple):
        raise ValueError("layers are a list")
    if not tokens:
        raise ValueError("a network has at least one layer")
    if len(tokens) > MAX_LAYERS:
        raise ValueError(f"{len(tokens):,} layers are more than the {MAX_LAYERS} that fit here")
    if not all(isinstance(token, str | Layer) for token in tokens):
        raise ValueError("each layer is written as in a link, for instance dense:128")
    return tuple(layer_from_token(token) if isinstance(token, str) else token for token in tokens)


def _read_factors(value: Any) -> Any:
    factors = value.split(",") if isinstance(value, str) else value
    if isinstance(factors, list | tuple) and len(factors) == 2:
        try:
            low, high = map(float, factors)
        except (TypeError, ValueError):
            return factors
        if low > high:
            raise ValueError("the smaller of the two factors comes first")
    return factors


Factor = Annotated[float, Field(ge=0, le=10)]
FactorRange = Annotated[
    tuple[Factor, Factor] | None,
    BeforeValidator(_read_factors),
    PlainSerializer(
        lambda factors: factors and ",".join(map(str, factors)), return_type=str | None
    ),
]

Layers = Annotated[
    tuple[Layer, ...],
    Field(min_length=1, max_length=MAX_LAYERS),
    BeforeValidator(_read_layers),
    PlainSerializer(lambda layers: ",".join(layer.token() for layer in layers), return_type=str),
]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Data(_Part):
    """Which pictures, how they are scaled, and who validates."""

    dataset: str = Field("digits", pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")
    images: int | None = Field(None, ge=1, le=10_000_000)
    """How many training pictures to use; all of them if None."""
    scaling: Literal["none", "0-1", "standardised"] = "none"
    validate_on: Literal["test", "split", "train"] = "test"
    """The test set, a part of the training set kept aside, or the training set itself."""
    validation_fraction: float = Field(0.2, gt=0, lt=1)
    """The share kept aside by `split`."""
    seed: int = Field(0, ge=0, lt=2**31)


class Augmentation(_Part):
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

    @property
    def is_on(self) -> bool:
        """Whether it changes any picture."""
        return self.is_geometric or bool(self.brightness_range or self.channel_shift_range)

    @property
    def is_geometric(self) -> bool:
        """Whether it moves pixels."""
        return any(
            (
                self.rotation_range,
                self.width_shift_range,
                self.height_shift_range,
                self.shear_range,
                self.zoom_range,
                self.horizontal_flip,
                self.vertical_flip,
            )
        )


class Model(_Part):
    """The network: its layers, and the style in which its code is written."""

    style: Literal["sequential", "functional"] = "sequential"
    layers: Layers = _read_layers("flatten,dense:128,relu,dense:10,softmax")


class Training(_Part):
    """How the network learns.

    Momentum, weight decay and label smoothing mean something only to those optimizers and losses
    that have them.
    """

    loss: Literal[tuple(LOSSES)] = "categorical_crossentropy"  # type: ignore[valid-type]
    label_smoothing: float = Field(0.0, ge=0, lt=1)
    """How much of each target is shared out among all classes, as Keras's losses do it."""
    optimizer: Literal[tuple(OPTIMIZERS)] = "sgd"  # type: ignore[valid-type]
    learning_rate: LearningRate = 0.01
    momentum: Momentum = 0.0
    weight_decay: float = Field(0.004, ge=0, lt=1)
    """Each step shrinks all weights by this share of the learning rate."""
    batch_size: int = Field(64, ge=1, le=8_192)
    epochs: int = Field(5, ge=1, le=MAX_EPOCHS)
    patience: int = Field(0, ge=0, le=MAX_EPOCHS)
    """Early stopping: end when `val_loss` has not fallen for so many epochs; 0 trains them all."""
    shuffle: bool = True
    seed: int = Field(0, ge=0, lt=2**31)


class Recipe(_Part):
    """What determines a training run. Two equal recipes give the same run."""

    data: Data = Data()
    augmentation: Augmentation = Augmentation()
    model: Model = Model()
    training: Training = Training()

    def to_settings(self) -> dict[str, str]:
        """The recipe as dotted keys and texts: the dataset, and what differs from the default."""
        settings = {"data.dataset": self.data.dataset}
        for section, part in self.model_dump(mode="json", exclude_defaults=True).items():
            settings.update({f"{section}.{name}": _written(part[name]) for name in part})
        return settings

    def to_link(self) -> str:
        """The same as the query of an address, `?data.dataset=mnist&training.epochs=10`."""
        return "?" + urlencode(self.to_settings(), safe=":,=")

    @classmethod
    def from_link(cls, text: str) -> "Recipe":
        """The recipe that a link describes; whatever comes before its `?` does not matter.

        Raises RecipeError with a sentence for each setting that cannot be read.
        """
        recipe, complaints = read_link(text)
        if complaints:
            raise RecipeError(" ".join(complaints))
        return recipe

    def with_settings(self, section: str, **settings: Any) -> "Recipe":
        """A copy with some settings of one section changed; ValidationError out of bounds."""
        part = getattr(self, section)
        # From the attributes, not from a dump: a dump would write the layers as text.
        changed = {name: getattr(part, name) for name in type(part).model_fields} | settings
        return self.model_copy(update={section: type(part).model_validate(changed)})


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def read_link(text: str) -> tuple[Recipe, tuple[str, ...]]:
    """Read a link as far as it can be read → the recipe, and a sentence for each part ignored."""
    if len(text) > MAX_LINK:
        return Recipe(), (f"The link was ignored: it is longer than {MAX_LINK:,} characters.",)
    return read_settings(dict(parse_qsl(text.partition("?")[2] or text, keep_blank_values=True)))


def read_settings(settings: Mapping[str, str]) -> tuple[Recipe, tuple[str, ...]]:
    """The same from dotted keys and their texts, `{"training.epochs": "5"}`."""
    recipe, complaints = Recipe(), []
    for key, value in settings.items():
        section, _, name = key.partition(".")
        kind = Recipe.model_fields.get(section)
        field = kind.annotation.model_fields.get(name) if kind else None
        if field is None:
            complaints.append(f"“{_short(key)}” was ignored: there is no such setting.")
            continue
        try:
            recipe = recipe.with_settings(section, **{name: value})
        except ValidationError as error:
            reason = _reason(error, field)
            complaints.append(f"{key} = “{_short(value)}” was ignored: {reason}.")
    return recipe, tuple(complaints)


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _reason(error: ValidationError, field: FieldInfo) -> str:
    first = error.errors()[0]
    if first["type"] == "value_error":
        return str(first["ctx"]["error"])
    return f"it must be {expected(field)}"


_MENDED = "data.scaling=0-1&data.validate_on=split"
_ADAM = "training.optimizer=adam&training.learning_rate=0.001"
_MLP = "flatten,dense:128,relu,dense:{classes},softmax"
_DEEPER_MLP = "flatten,dense:256,relu,dense:128,relu,dense:{classes},softmax"
_SMALL_CNN = (
    "conv2d:32:3,relu,maxpooling2d,conv2d:64:3,relu,maxpooling2d,"
    "conv2d:64:3,relu,flatten,dense:64,relu,dense:{classes},softmax"
)

PRESETS: dict[str, Recipe] = {
    name: Recipe.from_link(f"data.dataset={link}")
    for name, link in {
        "digits-mlp": f"digits&{_MENDED}"
        "&training.learning_rate=0.05&training.batch_size=8&training.epochs=60",
        "homework-mnist": "mnist",
        "homework-mnist-mended": f"mnist&{_MENDED}",
        "homework-fer2013": "fer2013&data.scaling=0-1&data.validate_on=train"
        f"&model.layers={_MLP.format(classes=7)}",
        "homework-fer2013-mended": f"fer2013&{_MENDED}&model.layers={_MLP.format(classes=7)}",
        "mnist-cnn": f"mnist&{_MENDED}&{_ADAM}&model.layers={_SMALL_CNN.format(classes=10)}",
        "fashion-mnist-mlp": f"fashion-mnist&{_MENDED}&training.learning_rate=0.1",
        "cifar10-mlp": f"cifar10&{_MENDED}&{_ADAM}&model.layers={_DEEPER_MLP.format(classes=10)}",
        "cifar10-cnn": f"cifar10&{_MENDED}&{_ADAM}&model.layers={_SMALL_CNN.format(classes=10)}",
        "fer2013-cnn": f"fer2013&{_MENDED}&{_ADAM}&model.layers={_SMALL_CNN.format(classes=7)}",
    }.items()
}
"""Ready recipes by name; the homework's as it was written, and mended."""

_FIRST_OF = {
    "digits": "digits-mlp",
    "mnist": "homework-mnist-mended",
    "fashion-mnist": "fashion-mnist-mlp",
    "cifar10": "cifar10-cnn",
    "fer2013": "fer2013-cnn",
}


def first_recipe(dataset: str, num_classes: int) -> Recipe:
    """A recipe to begin with on a dataset: its preset, or a small network on anybody's pictures."""
    if dataset in _FIRST_OF:
        return PRESETS[_FIRST_OF[dataset]]
    layers = _MLP.format(classes=num_classes)
    return Recipe.from_link(f"data.dataset={dataset}&{_MENDED}&{_ADAM}&model.layers={layers}")


def preset(name: str) -> Recipe:
    """The ready recipe of this name; RecipeError, with the names there are, for another."""
    if name not in PRESETS:
        raise RecipeError(f"There is no preset “{name}”. There are: {', '.join(PRESETS)}.")
    return PRESETS[name]
