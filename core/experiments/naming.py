"""The name that a run has by itself: its dataset, its network, and what is special in it."""

from collections.abc import Mapping, Set
from functools import lru_cache

from pydantic_core import from_json

from core.datasets import DatasetCard
from core.datasets.recipe_links import MENDED
from core.experiments.settings import DATASET, DEFAULT, LAYERS, NAMES, idle
from core.language import message, plural, say
from core.layers.tokens import layer_from_token
from core.recipe import PRESETS, Augmentation, Recipe, first_recipe
from core.recipe.link import written
from core.recipe.mistakes import MISTAKES
from core.recipe.optimizers import OPTIMIZERS

UNITS = message("{sizes} units")
CONVOLUTIONS = plural("one convolution", "{count} convolutions")
NO_HIDDEN = message("no hidden layer")
OTHER_LAYERS = message("other layers")
AUGMENTED, NOT_AUGMENTED = message("augmented"), message("not augmented")
SPECIAL = {
    "data.images": message("{value:,} pictures"),
    "data.validation_fraction": message("{value:.0%} kept aside"),
    "data.seed": message("split {value}"),
    "training.label_smoothing": message("label smoothing {value:g}"),
    "training.learning_rate": message("rate {value:g}"),
    "training.momentum": message("momentum {value:g}"),
    "training.weight_decay": message("weight decay {value:g}"),
    "training.batch_size": message("batches of {value}"),
    "training.epochs": message("{value} epochs"),
    "training.seed": message("seed {value}"),
}
"""What a setting that is not the usual one is called; `_special` has those that need more."""
ALL_PICTURES = message("all pictures")
SCALING = {
    "none": message("raw pixels"),
    "0-1": message("pixels 0–1"),
    "standardised": message("standardised"),
}
VALIDATE_ON = {
    "split": message("validated on a part"),
    "test": message("validated on test"),
    "train": message("validated on training"),
}
SCHEDULE = {"constant": message("constant rate"), "cosine": message("cosine decay")}
EARLY_STOPPING = message("early stopping")
TO_THE_END = message("no early stopping")
SHUFFLED, NOT_SHUFFLED = message("shuffled"), message("not shuffled")
NO_MISTAKE = message("no mistake")
MOST_SPECIAL = 4
FIRST = (
    LAYERS,
    "training.optimizer",
    "training.learning_rate",
    "training.momentum",
    "training.batch_size",
)
IN_NAMES = tuple(dict.fromkeys((*FIRST, *NAMES)))
"""The settings in the order in which a name says them, the seed last."""
CHANGING = tuple(f"augmentation.{name}" for name in Augmentation.CHANGING)
"""The settings that change pictures, where they are not the default."""
_DEFAULTS = {
    f"{section}.{name}": written(value)
    for section, part in DEFAULT.model_dump(mode="json").items()
    for name, value in part.items()
}
"""The settings that a link does not say, as it would say them."""


def name_of(recipe: Recipe, card: DatasetCard | None) -> str:
    """What a run of a recipe is called: “MNIST · 128 units · rate 0.1”.

    `card` is that of its dataset, None if it is no longer there. The name says in what the recipe
    differs from the ready recipe of its dataset, or from the defaults, whichever is nearest to it.
    """
    return name_by_settings(recipe.to_settings(), card)


def name_by_settings(settings: Mapping[str, str], card: DatasetCard | None) -> str:
    """The same from what `Recipe.to_settings` gives: a list names a thousand runs by it.

    LookupError or ValueError for settings that this version of the lab does not know.
    """
    usual, differs = _nearest(settings, card)
    special = [key for key in IN_NAMES if key in differs]
    if len(special) > MOST_SPECIAL:
        special = [*special[: MOST_SPECIAL - 1], special[-1]]  # the seed is always last
    title, network = in_a_word(settings, DATASET, card), _network(settings)
    said = [network, *(in_a_word(settings, key, card) for key in special if key != LAYERS)]
    if LAYERS in special and _network(usual) == network:
        said.append(say(OTHER_LAYERS))  # an activation, for instance
    return " · ".join(dict.fromkeys([title, *said]))


def in_a_word(settings: Mapping[str, str], key: str, card: DatasetCard | None) -> str:
    """What a recipe of these settings has for one, as shortly as can be: “rate 0.1”."""
    if key == DATASET:
        return card.title if card else settings[key]
    if key == LAYERS:
        return _network(settings)
    if key.startswith("augmentation."):
        return say(AUGMENTED if any(one in settings for one in CHANGING) else NOT_AUGMENTED)
    return _special(key, settings.get(key, _DEFAULTS[key]))


def _network(settings: Mapping[str, str]) -> str:
    """The network in a few words, by its convolutions and the sizes of its hidden layers."""
    convolutions, hidden = _sizes(settings.get(LAYERS, _DEFAULTS[LAYERS]))
    words = [say(CONVOLUTIONS, count=convolutions)] if convolutions else []
    if hidden:
        words.append(say(UNITS, sizes=" + ".join(hidden)))
    return ", ".join(words) or say(NO_HIDDEN)


@lru_cache(1024)
def _sizes(layers: str) -> tuple[int, list[str]]:
    """How many convolutions layers have, as a link says them, and the sizes of the hidden ones."""
    sized = [layer for layer in map(layer_from_token, layers.split(",")) if layer.size_setting]
    hidden = [str(layer.size) for layer in sized if not layer.convolves][:-1]
    return sum(layer.convolves for layer in sized), hidden


def _nearest(
    settings: Mapping[str, str], card: DatasetCard | None
) -> tuple[Mapping[str, str], Set[str]]:
    """The usual settings from which these differ least, and the keys of the differences.

    Of several that are equally near, the first.
    """
    means_nothing = idle(settings)
    found = (
        (usual, {key for key, _ in settings.items() ^ usual.items()} - known - means_nothing)
        for usual, known in _usual(settings[DATASET], card.num_classes if card else 10)
    )
    return min(found, key=lambda one: len(one[1]))


@lru_cache(64)
def _usual(dataset: str, num_classes: int) -> list[tuple[Mapping[str, str], Set[str]]]:
    """The settings of the ready recipes of a dataset, the first one first, and the defaults.

    With those of each that mean nothing in it.
    """
    ready = (one for one in PRESETS.values() if one.data.dataset == dataset)
    defaults = (f"data.dataset={dataset}", f"data.dataset={dataset}&{MENDED}")
    recipes = [first_recipe(dataset, num_classes), *ready, *map(Recipe.from_link, defaults)]
    known = [recipe.to_settings() for recipe in dict.fromkeys(recipes)]
    return [(settings, idle(settings)) for settings in known]


def _special(key: str, text: str) -> str:
    match key:
        case "data.scaling":
            return say(SCALING[text])
        case "data.validate_on":
            return say(VALIDATE_ON[text])
        case "data.images" if text == _DEFAULTS[key]:
            return say(ALL_PICTURES)
        case "data.mistake":
            return say(MISTAKES[text].name if text in MISTAKES else NO_MISTAKE)
        case "training.schedule":
            return say(SCHEDULE[text])
        case "training.loss":
            return text
        case "training.optimizer":
            return OPTIMIZERS[text].keras_class
        case "training.patience":
            return say(TO_THE_END if text == _DEFAULTS[key] else EARLY_STOPPING)
        case "training.shuffle":
            return say(SHUFFLED if text == _DEFAULTS[key] else NOT_SHUFFLED)
        case _:
            return say(SPECIAL[key], value=from_json(text))
