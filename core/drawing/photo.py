"""Brings a photo into the form of the pictures that the network was trained on.

CIFAR-10 and FER-2013 are squares out of photographs, made smaller. Fashion-MNIST was made from
shop photographs on a light ground (H. Xiao, K. Rasul, R. Vollgraf, "Fashion-MNIST", 2017,
section 2): cut to the garment, grey, and inverted, so that the ground is black.

A photo is `uint8 (height, width, 3)`, a picture of the dataset `uint8 (height, width, channels)`.
"""

import io
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.datasets import DatasetCard, DatasetError
from core.datasets.readers import pictures
from core.language import say

MAX_BYTES = 15_000_000
MAX_SIDE = 1024
"""A larger photo is made smaller at once: the network sees 48 pixels a side at most."""

SMALLEST_CROP = 8
SUBJECT = 30  # levels that a garment differs from the ground

Pixels = NDArray[np.uint8]


class PhotoError(ValueError):
    """What cannot be read as a photo; the message is a sentence."""


class Crop(NamedTuple):
    """A square of a photo: its left and upper edge and its side, in pixels."""

    left: int
    top: int
    side: int


def read(content: bytes) -> Pixels:
    """The bytes of a picture file as a photo, at most 1024 pixels on its longer side.

    Turned upright as its EXIF data say, transparency on white, CMYK and 16 bits converted.
    PhotoError for too large a file and for one that is no picture.
    """
    if len(content) > MAX_BYTES:
        raise PhotoError(
            say(
                "This file has {size:.0f} MB; at most {most:.0f} MB are taken. "
                "Save the picture smaller: the network sees few of its pixels.",
                size=len(content) / 1e6,
                most=MAX_BYTES / 1e6,
            )
        )
    try:
        return pictures.read_within(io.BytesIO(content), say("This file"), MAX_SIDE)
    except DatasetError as error:
        raise PhotoError(
            say("{problem} Choose a photo saved as JPEG, PNG or WebP.", problem=error)
        ) from error


def squared(photo: Pixels) -> Pixels:
    """The photo padded to a square with the colour of its border, so a crop can hold all of it."""
    height, width, _ = photo.shape
    side = max(height, width)
    square = np.empty((side, side, 3), np.uint8)
    square[:] = np.median(_border(photo), axis=0)
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = photo
    return square


def middle(photo: Pixels) -> Crop:
    """The largest square in the middle."""
    height, width, _ = photo.shape
    side = min(height, width)
    return Crop((width - side) // 2, (height - side) // 2, side)


def around_subject(photo: Pixels) -> Crop:
    """The smallest square around everything that differs from the ground; else the middle."""
    ground = np.median(_border(photo), axis=0)
    differs = np.abs(photo - ground).max(axis=2) > SUBJECT
    if not differs.any():
        return middle(photo)
    rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
    side = max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1
    left = (columns[0] + columns[-1] + 1 - side) / 2
    top = (rows[0] + rows[-1] + 1 - side) / 2
    return clamped_crop(photo, left, top, side)


def clamped_crop(photo: Pixels, left: float, top: float, side: float) -> Crop:
    """The square nearest to the given one that lies inside the photo, in whole pixels."""
    height, width, _ = photo.shape
    largest = min(height, width)
    side = int(np.clip(round(side), min(SMALLEST_CROP, largest), largest))
    return Crop(
        int(np.clip(round(left), 0, width - side)), int(np.clip(round(top), 0, height - side)), side
    )


def cut(photo: Pixels, crop: Crop) -> Pixels:
    """The part of the photo inside a crop."""
    return photo[crop.top : crop.top + crop.side, crop.left : crop.left + crop.side]


def as_picture(photo: Pixels, card: DatasetCard) -> Pixels:
    """All of a photo as a picture of the dataset, its values from 0 to `card.max_value`.

    Each new pixel is the mean of the area it covers; without three channels, all have the
    luminance (ITU-R 601). What is not square is squeezed: cut it first.
    """
    height, width, channels = card.shape
    image = Image.fromarray(np.ascontiguousarray(photo))
    if channels != 3:
        image = image.convert("L")
    shrinks = image.width >= width and image.height >= height
    method = Image.Resampling.BOX if shrinks else Image.Resampling.BILINEAR
    levels = np.asarray(image.resize((width, height), method)).reshape(height, width, -1)
    picture = np.round(levels * (card.max_value / 255)).astype(np.uint8)
    return np.broadcast_to(picture, card.shape).copy()


def on_black(photo: Pixels) -> Pixels:
    """A grey photo, inverted if its ground is light, so that the ground is black.

    Fashion-MNIST's ground is exactly 0, so the brightness of the paper or wall is subtracted too.
    Three equal channels.
    """
    grey = np.asarray(Image.fromarray(np.ascontiguousarray(photo)).convert("L")).astype(float)
    ground = float(np.median(_border(grey)))
    if ground >= 128:
        grey = np.clip((ground - grey) * 255 / ground, 0, 255)
    return np.repeat(np.round(grey).astype(np.uint8)[:, :, np.newaxis], 3, axis=2)


def _border(photo: np.ndarray) -> np.ndarray:
    """The pixels along the four edges."""
    return np.concatenate([photo[0], photo[-1], photo[:, 0], photo[:, -1]])
