"""What a validated setting accepts, in words."""

import types
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt
from pydantic.fields import FieldInfo

from core.language import message, say

_BOUNDS = {
    Ge: message("at least {bound:,}"),
    Gt: message("above {bound:,}"),
    Le: message("at most {bound:,}"),
    Lt: message("below {bound:,}"),
}


def expected(field: FieldInfo) -> str:
    """What a field accepts: “a whole number, at least 1 and at most 1,000”, “one of sgd, adam”."""
    kind = field.annotation
    if isinstance(kind, types.UnionType):
        kind = next(member for member in get_args(kind) if member is not types.NoneType)
    if get_origin(kind) is Literal:
        return say("one of {choices}", choices=", ".join(get_args(kind)))
    if kind is bool:
        return say("true or false")
    if kind is str:
        return say("a name of small letters, figures and hyphens")
    if get_origin(kind) is tuple:
        bounded = get_args(get_args(kind)[0])[1].metadata
        return say("two numbers as in 0.8,1.2, each {bounds}", bounds=_in_words(bounded))
    bounds = _in_words(field.metadata)
    if kind is int:
        return say("a whole number, {bounds}", bounds=bounds) if bounds else say("a whole number")
    return say("a number, {bounds}", bounds=bounds) if bounds else say("a number")


def _in_words(metadata: list[Any]) -> str:
    """At most two bounds in words, for instance “at least 1 and at most 64”; empty without any."""
    bounds = [
        say(_BOUNDS[type(bound)], bound=getattr(bound, type(bound).__name__.lower()))
        for bound in metadata
        if type(bound) in _BOUNDS
    ]
    if len(bounds) == 2:
        return say("{one} and {other}", one=bounds[0], other=bounds[1])
    return "".join(bounds)
