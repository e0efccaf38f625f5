"""What the Draw page remembers."""

import secrets
from dataclasses import dataclass, field
from typing import NamedTuple

from core.drawing.photo import Crop, Pixels


class Photo(NamedTuple):
    """A picture that a visitor shows: where its frame begins, and why there.

    `number` counts the pictures of a visit, `dataset` is the one it was framed for. `source` is the
    picture as it was read, `whole` what the frame moves over, `url` a small copy of it for the
    browser. Pixels are uint8 `(height, width, 3)`.
    """

    number: int
    dataset: str
    source: Pixels
    whole: Pixels
    url: str
    crop: Crop
    note: str


@dataclass
class DrawState:
    """`pad` is a name for the visit's draw pad that nobody else knows.

    `photo` is the picture shown, `photos` how many there were, `photo_refusal` why the last one
    could not be read. `own_notice` is the last sentence about the visitor's own test set.
    """

    pad: str = field(default_factory=lambda: secrets.token_hex(16))
    photo: Photo | None = None
    photos: int = 0
    photo_refusal: str = ""
    own_notice: str = ""
