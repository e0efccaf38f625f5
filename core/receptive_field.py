"""Which pixels of the picture a place in a layer can see."""

from collections.abc import Sequence
from typing import NamedTuple

from core.explanation import PICTURE, sources
from core.layers import Call
from core.windows import window_of


class Field(NamedTuple):
    """A rectangle of pixels; `bottom` and `right` are the last ones inside."""

    top: int
    left: int
    bottom: int
    right: int


def receptive_field(calls: Sequence[Call], layer: str, row: int, column: int) -> Field:
    """The pixels that the place `(row, column)` of a layer's maps can depend on."""
    by_name, before = {call.name: call for call in calls}, sources(calls)

    def back(name: str, field: Field) -> Field:
        if name == PICTURE:
            return field
        call = by_name[name]
        window = window_of(call.layer)
        if window:
            height, width, _ = call.input_shape
            field = Field(
                max(window.start(height, field.top), 0),
                max(window.start(width, field.left), 0),
                min(window.start(height, field.bottom) + window.size, height) - 1,
                min(window.start(width, field.right) + window.size, width) - 1,
            )
        seen = [back(source, field) for source in before[name]]
        return Field(
            min(one.top for one in seen),
            min(one.left for one in seen),
            max(one.bottom for one in seen),
            max(one.right for one in seen),
        )

    return back(layer, Field(row, column, row, column))
