"""A network with other hidden layers, activations or first weights.

Hidden are the fully connected layers before the last one, which gives the answer. Each comes with
what follows it, as its activation, normalisation or dropout. Each function gives the recipe with
such a network; ValueError for a value that cannot be, NoHiddenLayer where there is nothing to
change.
"""

from itertools import pairwise
from typing import NamedTuple

from core.bounds import expected
from core.language import message, say
from core.layers import Activation, Dense, Dropout
from core.recipe import Recipe
from core.recipe.recipe import Layers

DEPTH = message("a whole number, at least 0 and at most {most}")
MOST_DEEP = 20


class NoHiddenLayer(ValueError):
    """The network has no hidden fully connected layer."""


class _Parts(NamedTuple):
    """What is before the hidden layers, each of these with what follows it, and what is after."""

    before: Layers
    hidden: list[Layers]
    after: Layers


def with_activation(recipe: Recipe, name: str) -> Recipe:
    """All activations but the one at the end are this one."""
    layers = recipe.model.layers
    changed = tuple(
        Activation.model_validate({"activation": name})
        if layer.function and place < len(layers) - 1
        else layer
        for place, layer in enumerate(layers)
    )
    return recipe.with_settings("model", layers=changed)


def with_units(recipe: Recipe, units: str) -> Recipe:
    """All hidden layers have so many units."""
    parts = _parts(recipe)
    sized = (
        tuple(
            layer.with_setting(layer.size_setting, units) if layer.reads_rows else layer
            for layer in block
        )
        for block in parts.hidden
    )
    return _recipe(recipe, parts, *sized)


def with_depth(recipe: Recipe, depth: str) -> Recipe:
    """There are so many hidden layers, each as the first one."""
    parts, count = _parts(recipe), int(depth)
    if not 0 <= count <= MOST_DEEP:
        raise ValueError(depth)
    return _recipe(recipe, parts, *parts.hidden[:1] * count)


def with_dropout(recipe: Recipe, rate: str) -> Recipe:
    """After each hidden layer there is this dropout, and no other."""
    parts, dropout = _parts(recipe), Dropout.model_validate({"rate": rate})
    added = (dropout,) if dropout.rate else ()
    return _recipe(recipe, parts, *((*_without_dropout(block), *added) for block in parts.hidden))


def with_initializer(recipe: Recipe, name: str) -> Recipe:
    """The first weights of all layers that can say it are drawn in this way."""
    changed = tuple(
        layer.with_setting(layer.initializer_setting, name) if layer.initializer else layer
        for layer in recipe.model.layers
    )
    return recipe.with_settings("model", layers=changed)


def expected_depth() -> str:
    """How deep a network can be, in words."""
    return say(DEPTH, most=MOST_DEEP)


def expected_units() -> str:
    """How many units a layer can have, in words."""
    return expected(Dense.model_fields[Dense.size_setting])


def expected_initializer() -> str:
    """Which initializers there are, in words."""
    return expected(Dense.model_fields[Dense.initializer_setting])


def expected_dropout() -> str:
    """How much dropout there can be, in words."""
    return expected(Dropout.model_fields["rate"])


def _parts(recipe: Recipe) -> _Parts:
    layers = recipe.model.layers
    places = [place for place, layer in enumerate(layers) if layer.reads_rows]
    if len(places) < 2:
        raise NoHiddenLayer
    hidden = [layers[begin:end] for begin, end in pairwise(places)]
    return _Parts(layers[: places[0]], hidden, layers[places[-1] :])


def _recipe(recipe: Recipe, parts: _Parts, *hidden: Layers) -> Recipe:
    between = (layer for block in hidden for layer in block)
    return recipe.with_settings("model", layers=(*parts.before, *between, *parts.after))


def _without_dropout(layers: Layers) -> Layers:
    """The layers without dropout."""
    return tuple(layer for layer in layers if not layer.dropped_share)
