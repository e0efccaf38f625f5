"""The name that a run has by itself: its dataset, its network, and what is special in it."""

from functools import lru_cache
from typing import Any

from core.datasets import DatasetCard
from core.datasets.recipe_links import MENDED
from core.experiments.settings import LAYERS, NAMES, in_effect, keys_that_differ, value_of
from core.language import message, plural, say
from core.recipe import PRESETS, Recipe, first_recipe
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
    "training.loss": message("{value}"),
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
MOST_SPECIAL = 4
IN_NAMES = (
    LAYERS,
    "training.optimizer",
    "training.learning_rate",
    "training.momentum",
    "training.batch_size",
    *(key for key in NAMES if key.startswith(("data.", "augmentation."))),
    *(key for key in NAMES if key.startswith("training.")),
)
"""The settings in the order in which a name says them, the seed last; some twice."""


def name_of(recipe: Recipe, card: DatasetCard | None) -> str:
    """What a run of a recipe is called: “MNIST · 128 units · rate 0.1”.

    `card` is that of its dataset, None if it is no longer there. The name says in what the recipe
    differs from the ready recipe of its dataset, or from the defaults, whichever is nearest to it.
    """
    title = card.title if card else recipe.data.dataset
    usual, differs = _nearest(recipe, card)
    special = [key for key in dict.fromkeys(IN_NAMES) if key in differs]
    if len(special) > MOST_SPECIAL:
        special = [
            *special[: MOST_SPECIAL - 1],
            special[-1],
        ]  # the seed is always last
    network = _network(recipe)
    said = [network, *(in_a_word(recipe, key) for key in special if key != LAYERS)]
    if LAYERS in special and _network(usual) == network:
        said.append(say(OTHER_LAYERS))  # an activation, for instance
    return " · ".join(dict.fromkeys([title, *said]))


def in_a_word(recipe: Recipe, key: str) -> str:
    """What a recipe has for a setting, as shortly as can be: “rate 0.1”."""
    if key == LAYERS:
        return _network(recipe)
    if key.startswith("augmentation."):
        return say(AUGMENTED if recipe.augmentation.is_on else NOT_AUGMENTED)
    return _special(key, value_of(recipe, key))


def _network(recipe: Recipe) -> str:
    """The network in a few words, by its convolutions and the sizes of its hidden layers."""
    sized = [layer for layer in recipe.model.layers if layer.size_setting]
    convolutions = sum(layer.convolves for layer in sized)
    hidden = [str(layer.size) for layer in sized if not layer.convolves][:-1]
    words = [say(CONVOLUTIONS, count=convolutions)] if convolutions else []
    if hidden:
        words.append(say(UNITS, sizes=" + ".join(hidden)))
    return ", ".join(words) or say(NO_HIDDEN)


def _nearest(recipe: Recipe, card: DatasetCard | None) -> tuple[Recipe, list[str]]:
    """The usual recipe from which this one differs least, and the keys of the differences.

    Of several that are equally near, the first.
    """
    values = in_effect(recipe)
    found = (
        (usual, keys_that_differ(known, values))
        for usual, known in _usual(recipe.data.dataset, card.num_classes if card else 10)
    )
    return min(found, key=lambda one: len(one[1]))


@lru_cache(64)
def _usual(dataset: str, num_classes: int) -> list[tuple[Recipe, dict[str, Any]]]:
    """The ready recipes of a dataset, the first one first, and the defaults.

    Each comes with its settings that mean something, by their keys.
    """
    ready = (one for one in PRESETS.values() if one.data.dataset == dataset)
    defaults = (f"data.dataset={dataset}", f"data.dataset={dataset}&{MENDED}")
    recipes = [first_recipe(dataset, num_classes), *ready, *map(Recipe.from_link, defaults)]
    return [(recipe, in_effect(recipe)) for recipe in recipes]


def _special(key: str, value: Any) -> str:
    match key, value:
        case "data.scaling", scaling:
            return say(SCALING[scaling])
        case "data.validate_on", who:
            return say(VALIDATE_ON[who])
        case "data.images", None:
            return say(ALL_PICTURES)
        case "training.schedule", schedule:
            return say(SCHEDULE[schedule])
        case "training.optimizer", optimizer:
            return OPTIMIZERS[optimizer].keras_class
        case "training.patience", patience:
            return say(EARLY_STOPPING if patience else TO_THE_END)
        case "training.shuffle", shuffle:
            return say(SHUFFLED if shuffle else NOT_SHUFFLED)
        case _:
            return say(SPECIAL[key], value=value)
