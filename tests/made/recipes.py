"""Recipes of every kind: each setting at its bounds, at its default, or anywhere in between."""

from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from core.layers import KINDS, Layer
from core.recipe import MAX_LAYERS, Model, Recipe


def recipes(dataset: str = "digits") -> SearchStrategy[Recipe]:
    """All recipes for a dataset that `Recipe` accepts, also such as cannot be trained."""
    sections = Recipe.sections().items()
    own = {"dataset": st.just(dataset), "layers": _layers()}
    return st.builds(Recipe, **{name: _settings(kind, own) for name, kind in sections})


def _layers() -> SearchStrategy[tuple[Layer, ...]]:
    """Layers in any order, and now and then those of a network that fits."""
    layer = st.one_of([_settings(kind, {}) for kind in KINDS.values()])
    any_order = st.lists(layer, min_size=1, max_size=MAX_LAYERS).map(tuple)
    return any_order | st.just(Model().layers)


def _settings(kind: type[BaseModel], own: dict[str, SearchStrategy]) -> SearchStrategy[Any]:
    """All objects of a class of settings; those in `own` are as it says."""
    fields = kind.model_fields.items()
    known = {name: own[name] if name in own else _values(field) for name, field in fields}
    return st.builds(kind, **known)


def _values(field: FieldInfo) -> SearchStrategy[Any]:
    kind = field.annotation
    members = get_args(kind) if isinstance(kind, UnionType) else (kind,)
    any_of = st.one_of([_values_of(member, field) for member in members])
    return any_of if field.is_required() else st.just(field.default) | any_of


def _values_of(kind: Any, field: FieldInfo) -> SearchStrategy[Any]:
    """The values of one type that a field accepts."""
    if kind is NoneType:
        return st.none()
    if kind is bool:
        return st.booleans()
    if get_origin(kind) is Literal:
        return st.sampled_from(get_args(kind))
    if get_origin(kind) is tuple:  # from a smaller to a larger number
        end = _values(FieldInfo.from_annotation(get_args(kind)[0]))
        return st.tuples(end, end).map(sorted).map(tuple)
    bounds = {type(bound): bound for bound in field.metadata}
    low, above = bounds.get(Ge), bounds.get(Gt)
    high, below = bounds.get(Le), bounds.get(Lt)
    if kind is int:
        return st.integers(low.ge if low else above.gt + 1, high.le if high else below.lt - 1)
    return st.floats(
        low.ge if low else above.gt,
        high.le if high else below.lt,
        exclude_min=low is None,
        exclude_max=high is None,
    )
