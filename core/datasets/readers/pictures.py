"""One picture file to pixels, whatever kind of picture it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import numpy as np
from PIL import Image, ImageOps

from core.datasets.errors import DatasetError
from core.language import say

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF", "PPM")
MAX_PIXELS = 4096 * 4096


def size_of(stream: IO[bytes], where: str) -> tuple[int, int]:
    """(height, width) from the header alone."""
    width, height = _open(stream, where).size
    return height, width


def read(stream: IO[bytes], where: str) -> np.ndarray:
    """The picture as uint8 `(height, width, 3)`, upright, transparency on white.

    Of a moving picture the first frame counts; 16 bits a channel are rounded to 8. Raises
    DatasetError for what is not a picture, is damaged, or has more than 4096×4096 pixels.
    """
    image = _open(stream, where)
    with _decoding(where):
        return np.asarray(_to_rgb(image))


def read_at_size(stream: IO[bytes], where: str, size: tuple[int, int]) -> tuple[np.ndarray, bool]:
    """As `read`, cropped around its middle and scaled to `size`, (height, width); and whether that
    changed anything.
    """
    height, width = size
    image = _open(stream, where)
    with _decoding(where):
        image.draft("RGB", (2 * width, 2 * height))  # JPEG only: decode no finer than is needed
        image = _to_rgb(image)
        if image.size == (width, height):
            return np.asarray(image), False
        fitted = ImageOps.fit(image, (width, height), Image.Resampling.LANCZOS)
        return np.asarray(fitted), True


def read_within(stream: IO[bytes], where: str, side: int) -> np.ndarray:
    """As `read`, made smaller where its longer side has more than `side` pixels, its shape kept.

    A JPEG may be larger than 4096×4096, as photos of telephones are: it is decoded no finer than
    is needed. Not so a progressive one, which its decoder holds whole, 3 bytes a pixel or more.
    """
    image = _recognised(stream, where)
    if "progressive" in image.info:
        _check_size(image, where)
    with _decoding(where):
        image.draft("RGB", (side, side))
    _check_size(image, where)
    with _decoding(where):
        image = _to_rgb(image)
        image.thumbnail((side, side), Image.Resampling.BOX, reducing_gap=None)
        return np.asarray(image)


@contextmanager
def _decoding(where: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # a damaged picture can fail anywhere in its decoder
        raise DatasetError(
            say("{where} is a damaged picture ({error}).", where=where, error=error)
        ) from error


def _open(stream: IO[bytes], where: str) -> Image.Image:
    image = _recognised(stream, where)
    _check_size(image, where)
    return image


def _recognised(stream: IO[bytes], where: str) -> Image.Image:
    try:
        return Image.open(stream, formats=FORMATS)
    except Image.DecompressionBombError:
        raise _too_large(where) from None
    except Exception as error:
        raise DatasetError(
            say("{where} is not a picture, or a damaged one.", where=where)
        ) from error


def _check_size(image: Image.Image, where: str) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise _too_large(where)


def _too_large(where: str) -> DatasetError:
    return DatasetError(
        say(
            "{where} has more than 4096×4096 pixels. Scale it down; the network sees far fewer.",
            where=where,
        )
    )


def _to_rgb(image: Image.Image) -> Image.Image:
    ImageOps.exif_transpose(image, in_place=True)
    if image.mode.startswith("I") or image.mode == "F":
        return Image.fromarray(_to_8_bits(np.asarray(image))).convert("RGB")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(paper, image).convert("RGB")
    return image.convert("RGB")


def _to_8_bits(grey: np.ndarray) -> np.ndarray:
    """Grey with more than 8 bits: 65,535 becomes 255, and so does 1.0 of a picture of fractions."""
    if grey.dtype.kind == "f":
        return np.rint(np.clip(grey, 0, 1) * 255).astype(np.uint8)
    return np.rint(np.clip(grey, 0, 65535) / 257).astype(np.uint8)


def grey_if_grey(images: np.ndarray) -> np.ndarray:
    """`(n, height, width, 1)` where the three channels of all pictures are equal, else as given."""
    red, green, blue = (images[..., channel] for channel in range(3))
    if (red == green).all() and (green == blue).all():
        return np.ascontiguousarray(images[..., :1])
    return images
