"""A recipe taken to another dataset: what fits there stays."""

from core.datasets import DatasetCard
from core.lint import mistakes
from core.lint.refusal import refusal
from core.lint.training import training_mistakes
from core.recipe import PRESETS, Recipe, first_recipe

MOST_REPAIRS = 16


def on_other_dataset(recipe: Recipe, before: DatasetCard, card: DatasetCard) -> Recipe:
    """The recipe, so far for the dataset `before`, for that of `card`.

    A ready recipe that nobody has changed becomes the one that suits the other dataset, and any
    other is `fitted`.
    """
    if recipe in PRESETS.values() or recipe == first_recipe(before.name, before.num_classes):
        return first_recipe(card.name, card.num_classes)
    return fitted(recipe, card)


def fitted(recipe: Recipe, card: DatasetCard) -> Recipe:
    """The recipe with all its settings, for the dataset of `card`.

    The network and the loss are mended where they do not fit, and where that is not possible, those
    of the ready recipe take their place.
    """
    ready = first_recipe(card.name, card.num_classes)
    images = recipe.data.images
    if images is not None and images >= card.train_count:
        images = None
    mended = _mended(recipe.with_settings("data", dataset=card.name, images=images), card)
    if refusal(mended, card) is None:
        return mended
    with_ready_network = mended.model_copy(update={"model": ready.model}).with_settings(
        "training", loss=ready.training.loss
    )
    return with_ready_network if refusal(with_ready_network, card) is None else ready


def _mended(recipe: Recipe, card: DatasetCard) -> Recipe:
    """With the repairs of all mistakes for which it would be refused, as far as there are any."""
    for in_training in training_mistakes(recipe, card):
        recipe = in_training.repair
    for _ in range(MOST_REPAIRS):
        found = mistakes(recipe.model, card, recipe.training.loss)
        repair = next((one.repair for one in found if one.fatal and one.repair), None)
        if repair is None:
            break
        recipe = recipe.model_copy(update={"model": repair})
    return recipe
