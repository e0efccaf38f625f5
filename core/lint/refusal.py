"""What of a recipe cannot run on its dataset, said before anything is started."""

import math

from core.datasets import DatasetCard
from core.language import say
from core.layers import FLOAT_BYTES, ledger
from core.lint import mistakes
from core.lint.training import training_mistakes
from core.recipe import Recipe
from core.recipe.work import epoch_work, multiplications, trained_images

MAX_BATCH_BYTES = 4 * 2**30
MAX_WORK = 1e15
"""In multiplications: more than half a day on two processor cores."""


def refusal(recipe: Recipe, card: DatasetCard) -> str | None:
    """Why this recipe cannot be trained on this dataset, in a sentence; None if it can."""
    for in_training in training_mistakes(recipe, card):
        return in_training.sentence
    for mistake in mistakes(recipe.model, card, recipe.training.loss):
        if mistake.fatal:
            return say(
                "Layer {number} ({layer}): {mistake}",
                number=mistake.index + 1,
                layer=recipe.model.layers[mistake.index].kind,
                mistake=mistake.sentence,
            )
    return _batch_too_large(recipe, card) or _too_much_work(recipe, card) or _no_split(recipe, card)


def _batch_too_large(recipe: Recipe, card: DatasetCard) -> str | None:
    rows = ledger(recipe.model.layers, card.shape)
    outputs = sum(math.prod(call.output_shape) for row in rows for call in row.calls)
    numbers = math.prod(card.shape) + outputs
    # Each output is kept for the backward pass, and its gradient is as large as itself.
    needed = 2 * FLOAT_BYTES * numbers * recipe.training.batch_size
    if needed <= MAX_BATCH_BYTES:
        return None
    return say(
        "One batch of {size:,} pictures would need {needed:.1f} GB on its way through this "
        "network; up to {most} GB are allowed. Use a smaller batch or fewer filters.",
        size=recipe.training.batch_size,
        needed=needed / 2**30,
        most=MAX_BATCH_BYTES // 2**30,
    )


def _too_much_work(recipe: Recipe, card: DatasetCard) -> str | None:
    work = recipe.training.epochs * epoch_work(recipe, card)
    if work <= MAX_WORK:
        return None
    return say(
        "{epochs:,} epochs of {images:,} pictures with {multiplications:,} multiplications each "
        "are {times:,.2f} times as much as a run may take. "
        "Use fewer epochs, fewer pictures or a smaller network.",
        epochs=recipe.training.epochs,
        images=trained_images(recipe, card),
        multiplications=multiplications(recipe, card),
        times=work / MAX_WORK,
    )


def _no_split(recipe: Recipe, card: DatasetCard) -> str | None:
    if recipe.data.validate_on != "split" or trained_images(recipe, card) > 1:
        return None
    return say("One picture cannot be split into training and validation. Use at least 2 pictures.")
