"""On which paper pictures with transparency lie: on the one that shows what is drawn.

The same paper for all pictures of a set, so that it says nothing of their classes: white, unless
what is drawn is itself near white. A picture that would not be seen lies on the other one.
"""

import math
from collections.abc import Sequence

import numpy as np

WHITE, BLACK = 255, 0
BRIGHT = 0.75 * 255
SEEN = 0.1 * 255
"""The difference in brightness from the paper, averaged over what is drawn, that one can see."""


def brightness(picture: np.ndarray) -> float:
    """How bright what is drawn is, 0 to 255, in a picture uint8 `(height, width, 4)`.

    A pixel counts by how opaque it is. NaN where nothing is drawn.
    """
    opacity = picture[..., 3].astype(np.float64)
    if not opacity.any():
        return math.nan
    return float((picture[..., :3].mean(axis=-1) * opacity).sum() / opacity.sum())


def papers(brightnesses: Sequence[float]) -> list[int]:
    """The paper, WHITE or BLACK, for each picture of a set."""
    drawn = [value for value in brightnesses if not math.isnan(value)]
    usual = BLACK if drawn and np.mean(drawn) > BRIGHT else WHITE
    other = WHITE - usual
    return [other if abs(value - usual) < SEEN else usual for value in brightnesses]


def laid_on(paper: int, picture: np.ndarray) -> np.ndarray:
    """A picture uint8 `(height, width, 4)` on white or black paper: `(height, width, 3)`."""
    opacity = picture[..., 3:].astype(np.uint16)
    mixed = picture[..., :3] * opacity + paper * (255 - opacity)
    return ((mixed + 127) // 255).astype(np.uint8)
