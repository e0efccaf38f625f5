"""Layers in their short form in links."""

from functools import lru_cache
from typing import get_args

from pydantic import ValidationError

from core.bounds import expected
from core.language import say
from core.layers.activation import ActivationName
from core.layers.base import Layer, LayerError
from core.layers.kinds import KINDS


@lru_cache(1024)
def layer_from_token(token: str) -> Layer:
    """Read a layer back from a link: `flatten`, `dense:128`, `relu`, `conv2d:32:3:padding=same`.

    Raises LayerError for a kind that does not exist and for a setting out of bounds. Two of the
    same token are one object: a page compares the layers of a thousand recipes.
    """
    name, *written = token.strip().lower().split(":")
    if name in get_args(ActivationName):
        name, written = "activation", [name, *written]
    if name not in KINDS:
        raise LayerError(say("there is no layer “{name}”", name=name[:40]))
    kind = KINDS[name]
    settings = {}
    for position, part in enumerate(written):
        setting, equals, value = part.rpartition("=")
        if not equals and position < len(kind.model_fields):
            setting = list(kind.model_fields)[position]
        if setting not in kind.model_fields:
            raise LayerError(
                say("{layer} has no place for “{setting}”", layer=kind.__name__, setting=part[:40])
            )
        settings[setting] = value
    try:
        return kind(**settings)
    except ValidationError as error:
        setting = str(error.errors()[0]["loc"][0])
        raise LayerError(
            say(
                "{setting} of {layer} must be {bounds}",
                setting=setting,
                layer=kind.__name__,
                bounds=expected(kind.model_fields[setting]),
            )
        ) from error
