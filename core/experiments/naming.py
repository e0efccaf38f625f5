"""The name that a run has by itself: its dataset, its network, and what is special in it."""

from collections.abc import Iterable
from typing import Any

from core.datasets import DatasetCard
from core.experiments.settings import LAYERS, differing, value_of
from core.language import message, plural, say
from core.layers import Layer
from core.recipe import PRESETS, Recipe, first_recipe
from core.recipe.optimizers import OPTIMIZERS

UNITS = message("{sizes} units")
CONVOLUTIONS = plural("one convolution", "{count} convolutions")
NO_HIDDEN = message("no hidden layer")
OTHER_LAYERS = message("other layers")
AUGMENTED = message("augmented")
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
EARLY_STOPPING = message("early stopping")
TO_THE_END = message("no early stopping")
SHUFFLED, NOT_SHUFFLED = message("shuffled"), message("not shuffled")
MOST_SPECIAL = 4


def name_of(recipe: Recipe, card: DatasetCard | None) -> str:
    """What a run of a recipe is called: “MNIST · 128 units · rate 0.1”.

    `card` is that of its dataset, None if it is no longer there. Special is in what it differs from
    the ready recipe of its dataset that is nearest to it.
    """
    title = card.title if card else recipe.data.dataset
    words = [title, _network(recipe.model.layers), *_specials(recipe, card)]
    return " · ".join(dict.fromkeys(words))


def _network(layers: Iterable[Layer]) -> str:
    """The network in a few words, by its convolutions and the sizes of its hidden layers."""
    sized = [layer for layer in layers if layer.size_setting]
    convolutions = sum(layer.convolves for layer in sized)
    hidden = [str(layer.size) for layer in sized if not layer.convolves][:-1]
    words = [say(CONVOLUTIONS, count=convolutions)] if convolutions else []
    if hidden:
        words.append(say(UNITS, sizes=" + ".join(hidden)))
    return ", ".join(words) or say(NO_HIDDEN)


def _specials(recipe: Recipe, card: DatasetCard | None) -> list[str]:
    usual = _nearest(recipe, card)
    same_network = _network(usual.model.layers) == _network(recipe.model.layers)
    words = []
    for key in differing(usual, recipe):
        if key == LAYERS:
            # The sizes are said; what else is different, as an activation, is in the recipe.
            words += [say(OTHER_LAYERS)] if same_network else []
        elif key.startswith("augmentation."):
            words.append(say(AUGMENTED))
        else:
            words.append(_special(key, value_of(recipe, key)))
    return [*dict.fromkeys(words)][:MOST_SPECIAL]


def _nearest(recipe: Recipe, card: DatasetCard | None) -> Recipe:
    """The ready recipe with the fewest differences, the dataset's first one where several have."""
    classes = card.num_classes if card else 10
    first = first_recipe(recipe.data.dataset, classes)
    others = (one for one in PRESETS.values() if one.data.dataset == recipe.data.dataset)
    return min([first, *others], key=lambda usual: len(differing(usual, recipe)))


def _special(key: str, value: Any) -> str:
    match key, value:
        case "data.scaling", scaling:
            return say(SCALING[scaling])
        case "data.validate_on", who:
            return say(VALIDATE_ON[who])
        case "data.images", None:
            return say(ALL_PICTURES)
        case "training.optimizer", optimizer:
            return OPTIMIZERS[optimizer].keras_class
        case "training.patience", patience:
            return say(EARLY_STOPPING if patience else TO_THE_END)
        case "training.shuffle", shuffle:
            return say(SHUFFLED if shuffle else NOT_SHUFFLED)
    return say(SPECIAL[key], value=value)
