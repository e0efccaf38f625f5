"""What a validated setting accepts, in words."""

import types
from typing import Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt
from pydantic.fields import FieldInfo

_WORDS = {Ge: "at least", Gt: "above", Le: "at most", Lt: "below"}


def expected(field: FieldInfo) -> str:
    """What a field accepts: “a whole number, at least 1 and at most 1,000”, “one of sgd, adam”."""
    kind = field.annotation
    if isinstance(kind, types.UnionType):
        kind = next(member for member in get_args(kind) if member is not types.NoneType)
    if get_origin(kind) is Literal:
        return "one of " + ", ".join(get_args(kind))
    if kind is bool:
        return "true or false"
    if kind is str:
        return "a name of small letters, figures and hyphens"
    bounds = [
        f"{_WORDS[type(bound)]} {getattr(bound, type(bound).__name__.lower()):,}"
        for bound in field.metadata
        if type(bound) in _WORDS
    ]
    number = "a whole number" if kind is int else "a number"
    return f"{number}, {' and '.join(bounds)}" if bounds else number
