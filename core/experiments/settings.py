"""What the settings of a recipe are called, and which of them change what comes of it."""

from collections.abc import Mapping
from typing import Any

from core.language import message
from core.recipe import Recipe
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

LAYERS = "model.layers"
_PLACES = {key: key.split(".") for key in NAMES}
"""The section of each, and its name there."""


def in_effect(recipe: Recipe) -> dict[str, Any]:
    """The settings that mean something in a recipe, by their keys in a link.

    Momentum, for instance, means nothing to Adam: two recipes for Adam that differ in it give the
    same run. So do the two styles of code.
    """
    idle = _idle(recipe)
    return {key: value_of(recipe, key) for key in NAMES if key not in idle}


def differing(first: Recipe, second: Recipe) -> list[str]:
    """The keys of the settings in which two recipes differ, in order.

    Those that mean nothing in one of the two are left out: they come with another.
    """
    return keys_that_differ(in_effect(first), in_effect(second))


def keys_that_differ(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """The same from the settings that mean something, as `in_effect` gives them."""
    return [
        key
        for key, value in old.items()
        # Most are the very same object, and a page compares those of a thousand recipes.
        if key in new and new[key] is not value and new[key] != value
    ]


def value_of(recipe: Recipe, key: str) -> Any:
    """The value of a setting, by its key in a link."""
    section, name = _PLACES[key]
    return getattr(getattr(recipe, section), name)


def value_in_words(recipe: Recipe, key: str) -> str:
    """The value of a setting in words."""
    section, name = _PLACES[key]
    return in_words(key, getattr(recipe, section).model_dump(mode="json", include={name})[name])


def _idle(recipe: Recipe) -> set[str]:
    data, augmentation, training = recipe.data, recipe.augmentation, recipe.training
    keeps_aside = data.validate_on == "split"
    mistake, optimizer = MISTAKES.get(data.mistake), OPTIMIZERS[training.optimizer]
    is_drawn = keeps_aside or data.images is not None or bool(mistake and mistake.is_drawn)
    means_something = {
        "data.validation_fraction": keeps_aside,
        "data.seed": is_drawn,
        "augmentation.fill_mode": augmentation.is_geometric,
        "augmentation.cval": augmentation.is_geometric and augmentation.fill_mode == "constant",
        "training.label_smoothing": LOSSES[training.loss].smooths_labels,
        "training.momentum": optimizer.has("momentum"),
        "training.weight_decay": optimizer.has("weight_decay"),
    }
    return {key for key, means in means_something.items() if not means}
