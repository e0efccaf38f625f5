"""The receptive field: which pixels of the picture a place in a layer depends on."""

from collections.abc import Sequence
from typing import NamedTuple

from core.explain.layer_graph import PICTURE, sources
from core.layers import Call


class Field(NamedTuple):
    """A rectangle of pixels; `bottom` and `right` are the last ones inside."""

    top: int
    left: int
    bottom: int
    right: int

    def joined(self, other: "Field | None") -> "Field":
        """The smallest rectangle around both."""
        if other is None:
            return self
        return Field(*map(min, self[:2], other[:2]), *map(max, self[2:], other[2:]))


def receptive_field(calls: Sequence[Call], layer: str, row: int, column: int) -> Field:
    """The pixels that the place `(row, column)` of a layer's maps can depend on."""
    before, seen = sources(calls), {layer: Field(row, column, row, column)}
    # From the last layer to the first, so that when a layer's turn comes, the fields of all layers
    # after it are known. Each layer is visited once, however many paths lead through it.
    for call in reversed(calls):
        if call.name in seen:
            field = _through(call, seen[call.name])
            for source in before[call.name]:
                seen[source] = field.joined(seen.get(source))
    return seen[PICTURE]


def _through(call: Call, field: Field) -> Field:
    """What a layer must be given for the places in a field of its output."""
    window = call.layer.window
    if window is None:
        return field
    height, width, _ = call.input_shape
    return Field(
        max(window.start(height, field.top), 0),
        max(window.start(width, field.left), 0),
        min(window.start(height, field.bottom) + window.size, height) - 1,
        min(window.start(width, field.right) + window.size, width) - 1,
    )
