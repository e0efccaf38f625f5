"""What Keras says of the two faults with which no run can begin: its own words, without Keras."""

from core.datasets import DatasetCard
from core.recipe import Recipe


def error_message(recipe: Recipe, card: DatasetCard) -> str | None:
    """The last lines of Keras's error message; None if the recipe can be trained."""
    return None
