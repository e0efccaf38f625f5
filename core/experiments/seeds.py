"""Recipes that are the same but for the seed."""

from collections.abc import Iterable

from core.experiments.settings import differing
from core.recipe import Recipe

SEED = "training.seed"


def is_same_but_seed(first: Recipe, second: Recipe) -> bool:
    """Whether two recipes differ in their seed at most."""
    return first.data.dataset == second.data.dataset and differing(first, second) in ([], [SEED])


def with_unused_seed(recipe: Recipe, others: Iterable[Recipe]) -> Recipe:
    """The recipe with the smallest seed that it has not been trained with."""
    used = {other.training.seed for other in others if is_same_but_seed(recipe, other)}
    used.add(recipe.training.seed)
    seed = next(number for number in range(len(used) + 1) if number not in used)
    return recipe.with_settings("training", seed=seed)
