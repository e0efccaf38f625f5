"""On what ground something is drawn: dark ink on light paper, or light on dark as in MNIST.

A set that mixes both is harder to learn, and one drawn the other way round than a network was
trained on is not read at all; so the visitor can make them alike.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from core.datasets.choices import Ground

CHUNK = 4096
SHARE = 0.6
"""So much of a picture's border shows its ground."""
DRAWINGS = 0.8
"""So many pictures of a set must have a ground for it to be a set of drawings, and no photos."""


FEW = 0.02
"""A smaller share of pictures with another ground says nothing: large digits cover their border."""


class Grounds(NamedTuple):
    """How many pictures of a set of drawings have a light ground, and how many a dark one."""

    light: int
    dark: int

    @property
    def are_mixed(self) -> bool:
        return min(self.light, self.dark) > FEW * (self.light + self.dark)

    @property
    def are_all_dark(self) -> bool:
        """Whether they are as the drawing pad gives them."""
        return not self.are_mixed and self.dark > self.light


def grounds_of(images: np.ndarray, white: int = 255) -> np.ndarray:
    """1 for each picture of uint8 `(n, height, width, channels)` with a light ground, -1 for a dark
    one, 0 for neither; int8 `(n,)`. `white` is the largest value that a pixel can take.
    """
    found = np.zeros(len(images), np.int8)
    for start in range(0, len(images), CHUNK):
        part = images[start : start + CHUNK]
        sides = (part[:, 0], part[:, -1], part[:, :, 0], part[:, :, -1])
        border = np.concatenate(sides, axis=1).mean(axis=-1, dtype=np.float32)
        light = (border > 0.75 * white).mean(axis=1) >= SHARE
        dark = (border < 0.25 * white).mean(axis=1) >= SHARE
        found[start : start + CHUNK] = light.astype(np.int8) - dark
    return found


def count(sets: Sequence[np.ndarray], white: int = 255) -> Grounds | None:
    """The grounds of all pictures, None where many have none, as photos do not."""
    found = np.concatenate([grounds_of(images, white) for images in sets])
    light, dark = int((found > 0).sum()), int((found < 0).sum())
    return Grounds(light, dark) if light + dark >= DRAWINGS * len(found) else None


def on_ground(images: np.ndarray, ground: Ground, white: int = 255) -> np.ndarray:
    """The pictures with those inverted that have the other ground."""
    other = grounds_of(images, white) == (-1 if ground == "light" else 1)
    alike = images.copy()
    alike[other] = white - images[other]
    return alike
