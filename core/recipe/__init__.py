"""The recipe: what determines a training run, its link form, and ready recipes."""

from core.recipe.link import MAX_LINK, RecipeError
from core.recipe.presets import PRESETS, first_recipe, preset
from core.recipe.recipe import (
    MAX_EPOCHS,
    MAX_LAYERS,
    Augmentation,
    Data,
    DataMistake,
    LearningRate,
    Model,
    Momentum,
    Recipe,
    Training,
    read_link,
    read_settings,
)

__all__ = [
    "MAX_EPOCHS",
    "MAX_LAYERS",
    "MAX_LINK",
    "PRESETS",
    "Augmentation",
    "Data",
    "DataMistake",
    "LearningRate",
    "Model",
    "Momentum",
    "Recipe",
    "RecipeError",
    "Training",
    "first_recipe",
    "preset",
    "read_link",
    "read_settings",
]
