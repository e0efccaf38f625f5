"""JSON as other programs read it: numbers that are none are texts."""

import json
import math
from typing import Any


def to_json(value: Any, indent: int | None = None) -> bytes:
    """A value of JSON's types, and of numbers that are none, as JSON in UTF-8."""
    return json.dumps(_told(value), ensure_ascii=False, allow_nan=False, indent=indent).encode()


def canonical(value: Any) -> bytes:
    """The same as the shortest JSON with sorted names: equal values give equal bytes."""
    try:
        return _shortest(value)
    except ValueError:  # there are numbers that are none
        return _shortest(_told(value))


def _shortest(value: Any) -> bytes:
    return json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    ).encode()


def from_json(content: bytes) -> Any:
    """The value; ValueError for what is no JSON, a bare NaN or Infinity, and half a character."""
    try:
        value = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse)
        if rb"\u" in content:
            json.dumps(value, ensure_ascii=False).encode()  # halves cannot be encoded
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return value


def _told(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return {math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, "NaN")
    if isinstance(value, dict):
        return {name: _told(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_told(inner) for inner in value]
    return value


def _refuse(constant: str) -> None:
    raise ValueError(constant)
