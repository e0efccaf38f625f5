"""Recipes that are the same but for the seed."""

from collections.abc import Hashable, Iterable

from core.experiments.settings import differing, in_effect
from core.recipe import Recipe

SEED = "training.seed"


def is_same_but_seed(first: Recipe, second: Recipe) -> bool:
    """Whether two recipes differ in their seed at most."""
    return first.data.dataset == second.data.dataset and differing(first, second) in ([], [SEED])


def all_but_seed(recipe: Recipe) -> Hashable:
    """What is equal for two recipes just if they differ in their seed at most.

    By it a page finds the recipes like one among thousands.
    """
    return tuple((key, value) for key, value in in_effect(recipe).items() if key != SEED)


def with_unused_seed(recipe: Recipe, others: Iterable[Recipe]) -> Recipe:
    """The recipe with the smallest seed that it has not been trained with."""
    used = {other.training.seed for other in others if is_same_but_seed(recipe, other)}
    used.add(recipe.training.seed)
    seed = next(number for number in range(len(used) + 1) if number not in used)
    return recipe.with_settings("training", seed=seed)
