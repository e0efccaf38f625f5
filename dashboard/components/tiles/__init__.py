"""Pictures to choose from: each a button with a caption, one of them chosen."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from dashboard.components.component import component
from dashboard.server.state import widget_value


class Tile(NamedTuple):
    """`image` is a data URI, `alt` what it shows; `mark` is "right", "wrong" or nothing."""

    image: str
    caption: str
    alt: str
    mark: str = ""


_TILES = component(__file__, "tiles")


def tiles(
    key: str,
    label: str,
    shown: Sequence[Tile],
    chosen: int | None,
    on_choose: Callable[[int], None],
    side: int = 64,
    one_row: bool = False,
) -> None:
    """Show tiles `side` pixels wide; `on_choose` is told the place of one that is clicked.

    In one row, they scroll sideways where there is no room.
    """

    def take() -> None:
        place = widget_value(key).chosen
        # A message can be forged.
        if isinstance(place, int) and 0 <= place < len(shown):
            on_choose(place)

    _TILES(
        key=key,
        data={
            "label": label,
            "side": side,
            "oneRow": one_row,
            "chosen": chosen,
            "tiles": [tile._asdict() for tile in shown],
        },
        on_chosen_change=take,
    )
