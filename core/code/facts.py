"""What the code has to know of a dataset."""

from core.datasets import CARDS, DatasetCard, DatasetError
from core.recipe import Recipe


def card_of(recipe: Recipe, card: DatasetCard | None) -> DatasetCard:
    """The card that was given, else that of the recipe's published dataset.

    Raises DatasetError for a visitor's own dataset whose card was not given.
    """
    if card is not None:
        return card
    if recipe.data.dataset not in CARDS:
        raise DatasetError(
            f"“{recipe.data.dataset}” is a dataset of your own, so the code needs its card to "
            "know the size of the pictures and the classes."
        )
    return CARDS[recipe.data.dataset]


def in_a_comment(text: str) -> str:
    """A visitor's text on one line, so that it cannot end the comment it stands in."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
