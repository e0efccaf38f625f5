"""Pictures in arrays, cropped around their middle and scaled to another size."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PIL import Image, ImageOps

from core.datasets.errors import DatasetError, NotPictures
from core.datasets.parts import FilePart
from core.datasets.readers.pictures import RESIZED, USUAL_SIZE
from core.datasets.sources.budget import MAX_BYTES
from core.language import say

Size = tuple[int, int]
"""(height, width)"""


def brought_to(part: FilePart, side: int) -> FilePart:
    """The part with its pictures at `side`×`side` pixels."""
    if part.images is None or part.images.shape[1:3] == (side, side):
        return part
    if not (0 < len(part.images) * side * side * part.images.shape[3] <= MAX_BYTES):
        raise DatasetError(
            say(
                "{count:,} pictures of {height}×{width} pixels need more than 2 GB. Choose a "
                "smaller size.",
                count=len(part.images),
                height=side,
                width=side,
            )
        )
    note = say(RESIZED, count=len(part.images), height=side, width=side)
    return replace(part, images=_all(part.images, (side, side)), notes=(*part.notes, note))


def stacked(pictures: Sequence[np.ndarray], side: int | None) -> np.ndarray:
    """Pictures of several sizes `(height, width)` or `(height, width, channels)` as one array
    `(n, side, side, …)`, 64 where nobody says; those of one size as they are.
    """
    shapes = {picture.shape for picture in pictures}
    if len(shapes) == 1 and not side:
        return np.stack(pictures)
    if len({shape[2:] for shape in shapes}) > 1 or any(
        len(shape) not in (2, 3) for shape in shapes
    ):
        raise NotPictures(say("The arrays have shapes that pictures of one kind do not have."))
    size = (side or USUAL_SIZE, side or USUAL_SIZE)
    return _all([picture.reshape(*picture.shape[:2], -1) for picture in pictures], size)


def _all(pictures: Sequence[np.ndarray] | np.ndarray, size: Size) -> np.ndarray:
    first = pictures[0]
    scaled = np.empty((len(pictures), *size, first.shape[2]), first.dtype)
    for position, picture in enumerate(pictures):
        scaled[position] = _fitted(picture, size)
    return scaled


def _fitted(picture: np.ndarray, size: Size) -> np.ndarray:
    """One picture `(height, width, channels)`, its values within the range they had."""
    height, width = size
    channels = []
    for channel in range(picture.shape[2]):
        image = Image.fromarray(picture[..., channel].astype(np.float32))
        fitted = ImageOps.fit(image, (width, height), Image.Resampling.LANCZOS)
        channels.append(np.asarray(fitted))
    values = np.clip(np.stack(channels, axis=-1), picture.min(), picture.max())
    return values if picture.dtype.kind == "f" else np.rint(values).astype(picture.dtype)
