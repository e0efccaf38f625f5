"""The layers by name, and their short form in links."""

from typing import get_args

from pydantic import ValidationError

from core.bounds import expected
from core.layers.base import Layer, LayerError
from core.layers.pictures import AveragePooling2D, Conv2D, GlobalAveragePooling2D, MaxPooling2D
from core.layers.plain import (
    Activation,
    ActivationName,
    BatchNormalization,
    Dense,
    Dropout,
    Flatten,
)
from core.layers.residual import Residual

KINDS: dict[str, type[Layer]] = {
    kind.__name__.lower(): kind
    for kind in (
        Flatten,
        Dense,
        Activation,
        Dropout,
        Conv2D,
        MaxPooling2D,
        AveragePooling2D,
        GlobalAveragePooling2D,
        BatchNormalization,
        Residual,
    )
}
"""Every kind that a student can add, by its name in a link."""


def layer_from_token(token: str) -> Layer:
    """Read a layer back from a link: `flatten`, `dense:128`, `relu`, `conv2d:32:3:padding=same`.

    Raises LayerError for a kind that does not exist and for a setting out of bounds.
    """
    name, *written = token.strip().lower().split(":")
    if name in get_args(ActivationName):
        name, written = "activation", [name, *written]
    if name not in KINDS:
        raise LayerError(f"there is no layer “{name[:40]}”")
    kind = KINDS[name]
    settings = {}
    for position, part in enumerate(written):
        setting, equals, value = part.rpartition("=")
        if not equals and position < len(kind.model_fields):
            setting = list(kind.model_fields)[position]
        if setting not in kind.model_fields:
            raise LayerError(f"{kind.__name__} has no place for “{part[:40]}”")
        settings[setting] = value
    try:
        return kind(**settings)
    except ValidationError as error:
        refused = str(error.errors()[0]["loc"][0])
        wanted = expected(kind.model_fields[refused])
        raise LayerError(f"{refused} of {kind.__name__} must be {wanted}") from error
