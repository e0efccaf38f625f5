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
    if get_origin(kind) is tuple:
        bounded = get_args(get_args(kind)[0])[1].metadata
        return f"two numbers as in 0.8,1.2, each {_in_words(bounded)}"
    number = "a whole number" if kind is int else "a number"
    bounds = _in_words(field.metadata)
    return f"{number}, {bounds}" if bounds else number


def _in_words(metadata: list) -> str:
    return " and ".join(
        f"{_WORDS[type(bound)]} {getattr(bound, type(bound).__name__.lower()):,}"
        for bound in metadata
        if type(bound) in _WORDS
    )
