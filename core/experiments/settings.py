"""What the settings of a recipe are called, and which of them change what comes of it."""

from collections.abc import Mapping
from itertools import compress
from operator import attrgetter, ne
from typing import Any

from core.language import message
from core.recipe import Augmentation, Recipe
from core.recipe.differences import in_words
from core.recipe.losses import LOSSES
from core.recipe.mistakes import MISTAKES
from core.recipe.optimizers import OPTIMIZERS

NAMES = {
    "data.dataset": message("dataset"),
    "data.images": message("number of pictures"),
    "data.scaling": message("scaling"),
    "data.validate_on": message("validation pictures"),
    "data.validation_fraction": message("share kept aside"),
    "data.seed": message("seed of the split"),
    "data.mistake": message("mistake made on purpose"),
    "augmentation.rotation_range": message("rotation"),
    "augmentation.width_shift_range": message("shift across"),
    "augmentation.height_shift_range": message("shift up and down"),
    "augmentation.shear_range": message("shear"),
    "augmentation.zoom_range": message("zoom"),
    "augmentation.horizontal_flip": message("horizontal flip"),
    "augmentation.vertical_flip": message("vertical flip"),
    "augmentation.brightness_range": message("brightness"),
    "augmentation.channel_shift_range": message("channel shift"),
    "augmentation.fill_mode": message("fill mode"),
    "augmentation.cval": message("fill value"),
    "model.layers": message("layers"),
    "training.loss": message("loss"),
    "training.label_smoothing": message("label smoothing"),
    "training.optimizer": message("optimizer"),
    "training.learning_rate": message("learning rate"),
    "training.schedule": message("schedule of the rate"),
    "training.momentum": message("momentum"),
    "training.weight_decay": message("weight decay"),
    "training.batch_size": message("batch size"),
    "training.epochs": message("epochs"),
    "training.patience": message("patience of early stopping"),
    "training.shuffle": message("shuffling"),
    "training.seed": message("seed"),
}
"""Every setting that can change what comes of a recipe, in its order, by its key in a link."""

DATASET, LAYERS = "data.dataset", "model.layers"
DEFAULT = Recipe()
_PLACES = {key: key.split(".") for key in NAMES}
"""The section of each, and its name there."""
_values = attrgetter(*NAMES)
_DEFAULTS = _values(DEFAULT)
DRAWN = {name for name, mistake in MISTAKES.items() if mistake.is_drawn}
"""Mistakes that depend on the seed of the data."""
GEOMETRIC = tuple(f"augmentation.{name}" for name in Augmentation.GEOMETRIC)
"""The settings that move pixels, where they are not the default."""


def in_effect(recipe: Recipe) -> dict[str, Any]:
    """The settings that mean something in a recipe, by their keys in a link.

    Momentum, for instance, means nothing to Adam: two recipes for Adam that differ in it give the
    same run. So do the two styles of code.
    """
    # In C as far as can be: a page compares those of a thousand recipes.
    values = dict(zip(NAMES, _values(recipe), strict=True))
    stated = {key: values[key] for key in compress(NAMES, map(ne, values.values(), _DEFAULTS))}
    means_nothing = idle(stated)
    return {key: value for key, value in values.items() if key not in means_nothing}


def differing(first: Recipe, second: Recipe) -> list[str]:
    """The keys of the settings in which two recipes differ, in order.

    Those that mean nothing in one of the two are left out: they come with another.
    """
    old, new = in_effect(first), in_effect(second)
    return [key for key, value in old.items() if key in new and new[key] != value]


def idle(stated: Mapping[str, Any]) -> set[str]:
    """The keys of the settings that mean nothing in a recipe.

    `stated` is what it says beside the defaults: values, or texts as in `Recipe.to_settings`.
    """
    keeps_aside = stated.get("data.validate_on") == "split"
    moves = any(key in stated for key in GEOMETRIC)
    loss = LOSSES[stated.get("training.loss", DEFAULT.training.loss)]
    optimizer = OPTIMIZERS[stated.get("training.optimizer", DEFAULT.training.optimizer)]
    means_something = {
        "data.validation_fraction": keeps_aside,
        "data.seed": keeps_aside or "data.images" in stated or stated.get("data.mistake") in DRAWN,
        "augmentation.fill_mode": moves,
        "augmentation.cval": moves and stated.get("augmentation.fill_mode") == "constant",
        "model.style": False,
        "training.label_smoothing": loss.smooths_labels,
        "training.momentum": optimizer.has("momentum"),
        "training.weight_decay": optimizer.has("weight_decay"),
    }
    return {key for key, means in means_something.items() if not means}


def value_of(recipe: Recipe, key: str) -> Any:
    """The value of a setting, by its key in a link."""
    section, name = _PLACES[key]
    return getattr(getattr(recipe, section), name)


def value_in_words(recipe: Recipe, key: str) -> str:
    """The value of a setting in words."""
    section, name = _PLACES[key]
    return in_words(key, getattr(recipe, section).model_dump(mode="json", include={name})[name])
