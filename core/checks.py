"""What of a recipe cannot run on its dataset, said before anything is started."""

import math

from core.datasets import DatasetCard
from core.layers import LayerError, ledger
from core.recipe import Recipe

MAX_PARAMETERS = 50_000_000
MAX_BATCH_BYTES = 4 * 2**30
_FLOAT_BYTES = 4


def refusal(recipe: Recipe, card: DatasetCard) -> str | None:
    """Why this recipe cannot be trained on this dataset, in a sentence; None if it can."""
    try:
        rows = ledger(recipe.model.layers, card.shape)
    except LayerError as error:
        kind = type(recipe.model.layers[error.index]).__name__
        return f"Layer {error.index + 1} ({kind}) cannot stand there. {error}"
    return (
        _wrong_end(rows[-1].output_shape, card)
        or _too_large(sum(row.parameter_count for row in rows))
        or _batch_too_large(recipe, [card.shape, *(row.output_shape for row in rows)])
        or _no_split(recipe, card)
    )


def _wrong_end(output_shape: tuple[int, ...], card: DatasetCard) -> str | None:
    if output_shape == (card.num_classes,):
        return None
    if len(output_shape) > 1:
        return (
            f"The network ends with outputs of shape {output_shape}, but {card.title} needs one "
            f"row of {card.num_classes} numbers. Put a Flatten layer before the last Dense layer."
        )
    return (
        f"The network ends with {output_shape[0]} outputs, but {card.title} has "
        f"{card.num_classes} classes. Give the last Dense layer {card.num_classes} units."
    )


def _too_large(parameters: int) -> str | None:
    if parameters <= MAX_PARAMETERS:
        return None
    return (
        f"The network has {parameters:,} parameters; this lab trains up to {MAX_PARAMETERS:,}. "
        "Use fewer units, or pool the pictures before Flatten."
    )


def _batch_too_large(recipe: Recipe, shapes: list[tuple[int, ...]]) -> str | None:
    numbers = sum(math.prod(shape) for shape in shapes)
    # Each output is kept for the way back, and its gradient is as large as itself.
    needed = 2 * _FLOAT_BYTES * numbers * recipe.training.batch_size
    if needed <= MAX_BATCH_BYTES:
        return None
    return (
        f"One batch of {recipe.training.batch_size:,} pictures would need {needed / 2**30:.1f} GB "
        f"on its way through this network; up to {MAX_BATCH_BYTES // 2**30} GB are allowed. "
        "Use a smaller batch or fewer filters."
    )


def _no_split(recipe: Recipe, card: DatasetCard) -> str | None:
    images = min(recipe.data.images or card.train_count, card.train_count)
    if recipe.data.validate_on != "split" or images > 1:
        return None
    return "One picture cannot be split into training and validation. Use at least 2 pictures."
