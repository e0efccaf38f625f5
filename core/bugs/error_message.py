"""What Keras says of the faults with which no run can begin: its own words, without Keras.

The words are those of Keras 3.15, without the arguments that it prints below; a test holds them
against what Keras says.
"""

from core.datasets import DatasetCard
from core.layers import LayerError, ledger
from core.recipe import Recipe
from core.recipe.losses import LOSSES

_ONE_HOT_WANTED = (
    "ValueError: Arguments `target` and `output` must have the same rank (ndim). Received: "
    "target.shape=(None,), output.shape=(None, {classes})"
)
_INTEGERS_WANTED = (
    "ValueError: Argument `output` must have rank (ndim) `target.ndim - 1`. Received: "
    "target.shape=(None, {columns}), output.shape=(None, {classes})"
)


def error_message(recipe: Recipe, card: DatasetCard) -> str | None:
    """Keras's message, if the recipe has one of these faults; else None."""
    layers, loss = recipe.model.layers, LOSSES[recipe.training.loss]
    try:
        ledger(layers, card.shape)
    except LayerError as error:
        assert error.index is not None  # `ledger` says which layer it is
        before = ledger(layers[: error.index], card.shape)
        return layers[error.index].keras_error(before[-1].output_shape if before else card.shape)
    if loss.takes(recipe.targets):
        return None
    wanted = _ONE_HOT_WANTED if loss.targets == "one-hot" else _INTEGERS_WANTED
    return wanted.format(classes=card.num_classes, columns=recipe.columns(card.num_classes))
