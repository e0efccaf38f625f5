"""How a visitor wants files to be read, where the files leave it open."""

from dataclasses import dataclass
from typing import Literal

ColourOrder = Literal["planes", "interleaved"]
"""How a row of numbers holds a coloured picture: "planes" has all red values, then all green, then
all blue; "interleaved" has red, green and blue of each pixel side by side."""

COLOUR_ORDERS: tuple[ColourOrder, ...] = ("planes", "interleaved")

Ground = Literal["light", "dark"]
"""What a drawing is on: "light" as paper, "dark" as a blackboard or MNIST."""

GROUNDS: tuple[Ground, ...] = ("light", "dark")


@dataclass(frozen=True)
class Choices:
    """What a visitor chose; None leaves it to what the files suggest.

    `picture_size` is the side, in pixels, that pictures are brought to; `reading` the key of a
    `core.datasets.arrangement.Reading`, which says where the classes stand.
    """

    picture_size: int | None = None
    colour_order: ColourOrder | None = None
    reading: str | None = None
