"""What of a recipe cannot run on its dataset, said before anything is started."""

import math

from core.datasets import DatasetCard
from core.layers import FLOAT_BYTES, ledger
from core.lint import findings
from core.lint.training import training_mistakes
from core.recipe import Recipe

MAX_BATCH_BYTES = 4 * 2**30
MAX_WORK = 1e15
"""In multiplications; two processor cores do 2e10 a second, so that is more than half a day."""


def refusal(recipe: Recipe, card: DatasetCard) -> str | None:
    """Why this recipe cannot be trained on this dataset, in a sentence; None if it can."""
    for mistake in training_mistakes(recipe, card):
        return mistake.sentence
    for finding in findings(recipe.model, card, recipe.training.loss):
        if finding.fatal:
            kind = recipe.model.layers[finding.index].kind
            return f"Layer {finding.index + 1} ({kind}): {finding.sentence}"
    return _batch_too_large(recipe, card) or _too_much_work(recipe, card) or _no_split(recipe, card)


def _batch_too_large(recipe: Recipe, card: DatasetCard) -> str | None:
    rows = ledger(recipe.model.layers, card.shape)
    outputs = sum(math.prod(call.output_shape) for row in rows for call in row.calls)
    numbers = math.prod(card.shape) + outputs
    # Each output is kept for the way back, and its gradient is as large as itself.
    needed = 2 * FLOAT_BYTES * numbers * recipe.training.batch_size
    if needed <= MAX_BATCH_BYTES:
        return None
    return (
        f"One batch of {recipe.training.batch_size:,} pictures would need {needed / 2**30:.1f} GB "
        f"on its way through this network; up to {MAX_BATCH_BYTES // 2**30} GB are allowed. "
        "Use a smaller batch or fewer filters."
    )


def _too_much_work(recipe: Recipe, card: DatasetCard) -> str | None:
    images = min(recipe.data.images or card.train_count, card.train_count)
    multiplications = sum(row.multiplications for row in ledger(recipe.model.layers, card.shape))
    # The way back costs twice the way there.
    work = 3 * recipe.training.epochs * images * multiplications
    if work <= MAX_WORK:
        return None
    return (
        f"{recipe.training.epochs:,} epochs of {images:,} pictures with "
        f"{multiplications:,} multiplications each are {work / MAX_WORK:,.2f} times as much as a "
        "run may take. Use fewer epochs, fewer pictures or a smaller network."
    )


def _no_split(recipe: Recipe, card: DatasetCard) -> str | None:
    images = min(recipe.data.images or card.train_count, card.train_count)
    if recipe.data.validate_on != "split" or images > 1:
        return None
    return "One picture cannot be split into training and validation. Use at least 2 pictures."
