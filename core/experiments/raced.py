"""What can be raced: for each setting, the values to choose from and what they do to a recipe."""

from collections.abc import Callable, Mapping
from typing import NamedTuple, get_args

from pydantic import ValidationError

from core.bounds import expected
from core.experiments import hidden_layers
from core.experiments.hidden_layers import NoHiddenLayer
from core.experiments.naming import SCALING
from core.language import Plural, message, plural, say
from core.layers.base import Initializer
from core.recipe import Augmentation, Recipe, RecipeError
from core.recipe.link import own_words
from core.recipe.optimizers import OPTIMIZERS

AUGMENTATIONS: dict[str, dict[str, float | bool]] = {
    "off": {},
    "flip": {"horizontal_flip": True},
    "rotation": {"rotation_range": 15.0},
    "shift": {"width_shift_range": 0.1, "height_shift_range": 0.1},
    "zoom": {"zoom_range": 0.1},
}
"""The augmentations that are raced against each other, one at a time."""
AUGMENTATION_NAMES = {
    "off": message("no augmentation"),
    "flip": message("horizontal flip"),
    "rotation": message("rotation by up to 15°"),
    "shift": message("shift by up to 10 %"),
    "zoom": message("zoom by up to 10 %"),
}
ACTIVATIONS = ("relu", "sigmoid", "tanh", "elu", "gelu", "linear")

NO_VALUE = message("“{value}” cannot be raced as {name}: {reason}.")
MUST_BE = message("it must be {expected}")
NO_HIDDEN_LAYER = message(
    "This network has no hidden fully connected layer: its {name} cannot be raced."
)
ONE_OF = message("one of {choices}")
RATE_OF_EACH = message(
    "Each optimizer has the learning rate that suits it, unless the rate is raced, too: one rate "
    "would suit only one of them."
)
MORE_STEPS = message("Smaller batches take more steps an epoch.")
SAME_PICTURES_MEASURE = message(
    "More pictures make more steps an epoch. All are measured on the test set, because a part kept "
    "aside would be another one for each."
)
DEEP = plural("one hidden layer", "{count} hidden layers")
WIDE = plural("one unit", "{count:,} units")
MANY = plural("one picture", "{count:,} pictures")
RATE = message("rate {value:g}")
MOMENTUM = message("momentum {value:g}")
BATCHES = message("batches of {count:,}")
DROPOUT = message("dropout {value:g}")

OTHER_START = plural(
    "All have the same seed, and each begins with other first weights, for these are what is "
    "raced: what differs in the end is the effect of the {name}, in this one draw of luck.",
    "Under each seed each begins with other first weights, for these are what is raced. What "
    "differs beyond the luck of seeds is the effect of the {name}.",
)
SAME_FIRST_LAYERS = plural(
    "All have the same seed and begin with the same weights up to the first layer that differs. "
    "After it they begin with others, which is luck: more than one seed tells how much.",
    "Under each seed all begin with the same weights up to the first layer that differs. After it "
    "they begin with others, which is luck, too. What differs beyond the luck of seeds is the "
    "effect of the {name}.",
)
SAME_WEIGHTS = plural(
    "All begin with the same weights: what differs in the end is the effect of the {name}, in this "
    "one draw of luck.",
    "Under each seed all begin with the same weights. What differs beyond the luck of seeds is the "
    "effect of the {name}.",
)
SAME_WEIGHTS_AND_ORDER = plural(
    "All begin with the same weights and see the pictures in the same order: what differs in the "
    "end is the effect of the {name}, in this one draw of luck.",
    "Under each seed all begin with the same weights and see the pictures in the same order. What "
    "differs beyond the luck of seeds is the effect of the {name}.",
)
STARTS = (OTHER_START, SAME_FIRST_LAYERS, SAME_WEIGHTS, SAME_WEIGHTS_AND_ORDER)
"""How alike those who race begin, by the number of seeds; the least alike first."""


class NoValue(ValueError):
    """A value that a setting cannot have; the message says why, as a part of a sentence."""


class Raced(NamedTuple):
    """A setting that can be raced.

    `name` is what it is called, `values` are some to choose from, as texts. `change` gives the
    recipe with a value; it raises NoValue if that cannot be, NoHiddenLayer if the recipe's network
    has nothing to change. `in_words` says a value shortly. `start`, one of `STARTS`, says how
    alike the networks begin, `note` what else differs with the values.
    """

    name: str
    values: tuple[str, ...]
    change: Callable[[Recipe, str], Recipe]
    in_words: Callable[[str], str]
    start: Plural = SAME_WEIGHTS_AND_ORDER
    note: str = ""

    def changed(self, recipe: Recipe, value: str) -> Recipe:
        """The recipe with a value; RecipeError, with a sentence, if it cannot be."""
        try:
            return self.change(recipe, value)
        except NoHiddenLayer as error:
            raise RecipeError(say(NO_HIDDEN_LAYER, name=say(self.name))) from error
        except NoValue as error:
            named = {"value": value, "name": say(self.name)}
            raise RecipeError(say(NO_VALUE, reason=str(error), **named)) from error


def _setting(section: str, name: str) -> Callable[[Recipe, str], Recipe]:
    """A change of one setting of a recipe, within its bounds."""
    field = Recipe.sections()[section].model_fields[name]

    def change(recipe: Recipe, value: str) -> Recipe:
        try:
            return recipe.with_settings(section, **{name: value})
        except ValidationError as error:
            raise NoValue(say(MUST_BE, expected=expected(field))) from error

    return change


def _optimizer(recipe: Recipe, value: str) -> Recipe:
    """Each optimizer with the learning rate that suits it."""
    _require_choice(value, OPTIMIZERS)
    rate = OPTIMIZERS[value].usual_rate
    return recipe.with_settings("training", optimizer=value, learning_rate=rate)


def _images(recipe: Recipe, value: str) -> Recipe:
    """So many training pictures, and all measured on the same others."""
    changed = _setting("data", "images")(recipe, value)
    return changed.with_settings("data", validate_on="test")


def _augmentation(recipe: Recipe, value: str) -> Recipe:
    _require_choice(value, AUGMENTATIONS)
    return recipe.model_copy(update={"augmentation": Augmentation(**AUGMENTATIONS[value])})  # type: ignore[arg-type]


def _activation(recipe: Recipe, value: str) -> Recipe:
    _require_choice(value, ACTIVATIONS)
    return hidden_layers.with_activation(recipe, value)


def _of_layers(
    change: Callable[[Recipe, str], Recipe], what: Callable[[], str]
) -> Callable[[Recipe, str], Recipe]:
    """A change of the layers, within the bounds that `what` says."""

    def checked(recipe: Recipe, value: str) -> Recipe:
        try:
            return change(recipe, value)
        except NoHiddenLayer:
            raise
        except ValidationError as error:
            raise NoValue(own_words(error) or say(MUST_BE, expected=what())) from error
        except ValueError as error:
            raise NoValue(say(MUST_BE, expected=what())) from error

    return checked


def _require_choice(value: str, choices: Mapping[str, object] | tuple[str, ...]) -> None:
    if value not in choices:
        raise NoValue(say(MUST_BE, expected=say(ONE_OF, choices=", ".join(choices))))


def _number(template: str) -> Callable[[str], str]:
    def in_words(value: str) -> str:
        return say(template, value=float(value))

    return in_words


def _whole(template: str | Plural) -> Callable[[str], str]:
    def in_words(value: str) -> str:
        return say(template, count=int(float(value)))

    return in_words


RACED: dict[str, Raced] = {
    # First, for its rate gives way to a rate that is raced, too.
    "optimizer": Raced(
        message("optimizer"),
        tuple(OPTIMIZERS),
        _optimizer,
        lambda value: OPTIMIZERS[value].keras_class,
        note=RATE_OF_EACH,
    ),
    "learning_rate": Raced(
        message("learning rate"),
        ("0.0001", "0.001", "0.01", "0.1", "1", "10"),
        _setting("training", "learning_rate"),
        _number(RATE),
    ),
    "momentum": Raced(
        message("momentum"),
        ("0", "0.5", "0.9", "0.99"),
        _setting("training", "momentum"),
        _number(MOMENTUM),
    ),
    "batch_size": Raced(
        message("batch size"),
        ("1", "8", "64", "512", "4096"),
        _setting("training", "batch_size"),
        _whole(BATCHES),
        note=MORE_STEPS,
    ),
    "activation": Raced(message("activation"), ACTIVATIONS, _activation, str),
    "depth": Raced(
        message("number of hidden layers"),
        ("0", "1", "2", "4", "8"),
        _of_layers(hidden_layers.with_depth, hidden_layers.expected_depth),
        _whole(DEEP),
        SAME_FIRST_LAYERS,
    ),
    "units": Raced(
        message("number of units"),
        ("2", "8", "32", "128", "512"),
        _of_layers(hidden_layers.with_units, hidden_layers.expected_units),
        _whole(WIDE),
        SAME_FIRST_LAYERS,
    ),
    "dropout": Raced(
        message("dropout"),
        ("0", "0.2", "0.5", "0.8"),
        _of_layers(hidden_layers.with_dropout, hidden_layers.expected_dropout),
        _number(DROPOUT),
        SAME_FIRST_LAYERS,
    ),
    "initializer": Raced(
        message("initializer"),
        get_args(Initializer),
        _of_layers(hidden_layers.with_initializer, hidden_layers.expected_initializer),
        str,
        OTHER_START,
    ),
    "images": Raced(
        message("number of pictures"),
        ("10", "100", "1000", "10000"),
        _images,
        _whole(MANY),
        SAME_WEIGHTS,
        SAME_PICTURES_MEASURE,
    ),
    "augmentation": Raced(
        message("augmentation"),
        tuple(AUGMENTATIONS),
        _augmentation,
        lambda value: say(AUGMENTATION_NAMES[value]),
    ),
    "scaling": Raced(
        message("scaling"),
        tuple(SCALING),
        _setting("data", "scaling"),
        lambda value: say(SCALING[value]),
    ),
}
"""Every setting that can be raced, by its name in a race; changed in this order."""
