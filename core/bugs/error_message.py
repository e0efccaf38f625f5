"""What Keras says of the faults with which no run can begin: its own words, without Keras.

The words are those of Keras 3.15, without the arguments that it prints below; a test holds them
against what Keras says.
"""

from core.datasets import DatasetCard
from core.layers import LayerError, ledger
from core.layers.pooling import Pooling
from core.layers.windows import Window
from core.recipe import Recipe
from core.recipe.losses import LOSSES

_NO_ROOM = (
    "ValueError: Exception encountered when calling {kind}.call().\n\n"
    "Computed output size would be zero or negative. Received: "
    "`inputs.shape=[None {height} {width} {channels}]`, `pool_size=[{size} {size}]`, "
    "`strides=({stride}, {stride})`, `padding={padding}`."
)
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
        layer = layers[error.index]
        shape = before[-1].output_shape if before else card.shape
        return _no_room(layer, shape) if isinstance(layer, Pooling) and len(shape) == 3 else None
    if loss.takes(recipe.targets):
        return None
    wanted = _ONE_HOT_WANTED if loss.targets == "one-hot" else _INTEGERS_WANTED
    return wanted.format(classes=card.num_classes, columns=recipe.columns(card.num_classes))


def _no_room(layer: Pooling, shape: tuple[int, ...]) -> str:
    window: Window = layer.window
    height, width, channels = shape
    return _NO_ROOM.format(
        kind=layer.kind,
        height=height,
        width=width,
        channels=channels,
        size=window.size,
        stride=window.stride,
        padding=window.padding,
    )
