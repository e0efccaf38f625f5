"""Recipes of every kind, by a seed: each setting at its bounds, at its default, or anywhere."""

from random import Random
from types import UnionType
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt
from pydantic.fields import FieldInfo

from core.layers import KINDS, Layer
from core.recipe import Recipe

MOST_LAYERS = 10


def any_recipe(seed: int, dataset: str = "digits") -> Recipe:
    """One of all the recipes that `Recipe` accepts, also such as cannot be trained."""
    chance = Random(seed)
    recipe = Recipe().with_settings("data", dataset=dataset)
    for section, kind in Recipe.sections().items():
        for name, field in kind.model_fields.items():
            if name not in ("dataset", "layers", "brightness_range"):
                recipe = recipe.with_settings(section, **{name: _any_value(field, chance)})
    brightness = sorted(chance.choice([0.0, 0.5, 1.0, 3.0, 10.0]) for _ in range(2))
    recipe = recipe.with_settings(
        "augmentation", brightness_range=chance.choice([None, tuple(brightness)])
    )
    layers = tuple(_any_layer(chance) for _ in range(chance.randint(1, MOST_LAYERS)))
    return recipe.with_settings("model", layers=layers)


def _any_layer(chance: Random) -> Layer:
    kind = chance.choice([*KINDS.values()])
    settings = {name: _any_value(field, chance) for name, field in kind.model_fields.items()}
    return kind(**settings)


def _any_value(field: FieldInfo, chance: Random) -> Any:
    kind = field.annotation
    if not field.is_required() and chance.random() < 1 / 3:
        return field.default
    if get_origin(kind) is Literal:
        return chance.choice(get_args(kind))
    if kind is bool:
        return chance.choice([True, False])
    optional = isinstance(kind, UnionType)
    whole = int in (get_args(kind) if optional else (kind,))
    low, high = _bounds(field, whole)
    if optional and chance.random() < 1 / 4:
        return None
    if whole:
        return chance.choice([int(low), int(high), chance.randint(int(low), int(high))])
    return chance.choice([low, high, chance.uniform(low, high)])


def _bounds(field: FieldInfo, whole: bool) -> tuple[float, float]:
    """The smallest and the largest value that a number may have."""
    near = 1 if whole else 1e-6
    low, high = 0.0, 0.0
    for bound in field.metadata:
        match bound:
            case Ge(ge):
                low = ge
            case Gt(gt):
                low = gt + near
            case Le(le):
                high = le
            case Lt(lt):
                high = lt - near
    return low, high
