"""How much work a run is, known before it starts."""

from core.datasets import DatasetCard
from core.layers import ledger
from core.recipe.recipe import Recipe

MULTIPLICATIONS_A_SECOND = 2e10
"""On two processor cores."""
STEP_SECONDS = 2e-4
"""Of each step, however small the network."""


def trained_images(recipe: Recipe, card: DatasetCard) -> int:
    """The pictures of the training set that a run uses, those that validate among them."""
    return min(recipe.data.images or card.train_count, card.train_count)


def multiplications(recipe: Recipe, card: DatasetCard) -> int:
    """How often a number meets a weight in one forward pass of one picture.

    LayerError if the layers do not fit the pictures.
    """
    return sum(row.multiplications for row in ledger(recipe.model.layers, card.shape))


def epoch_work(recipe: Recipe, card: DatasetCard) -> int:
    """The multiplications of one epoch: the backward pass costs twice as much as the forward."""
    return 3 * trained_images(recipe, card) * multiplications(recipe, card)


def batch_seconds(recipe: Recipe, card: DatasetCard) -> float:
    """About how long a step on one batch takes; LayerError as `multiplications`."""
    work = 3 * recipe.training.batch_size * multiplications(recipe, card)
    return work / MULTIPLICATIONS_A_SECOND + STEP_SECONDS


def epoch_seconds(recipe: Recipe, card: DatasetCard) -> float:
    """About how long an epoch takes, to tell half a second from four minutes.

    It is known better as soon as the run has trained for a moment.
    """
    steps = trained_images(recipe, card) / recipe.training.batch_size
    return epoch_work(recipe, card) / MULTIPLICATIONS_A_SECOND + steps * STEP_SECONDS
