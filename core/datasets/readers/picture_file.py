"""One picture file to pixels, whatever kind of picture it is.

What a value or a transparent pixel means is sometimes clear only from all pictures of a set. Then
`decode` gives them as they are in the file, for `core.datasets.readers.pictures` to decide.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, NamedTuple

import numpy as np
import pillow_heif
from PIL import Image, ImageFile, ImageOps

from core.datasets.errors import DatasetError
from core.datasets.readers import scientific_tiff, single_arrays
from core.datasets.sources.budget import too_much_memory
from core.language import message, say

pillow_heif.register_heif_opener(thumbnails=False)

FORMATS = (
    "PNG", "JPEG", "GIF", "BMP", "DIB", "WEBP", "TIFF", "PPM", "HEIF", "AVIF", "JPEG2000", "ICO",
    "CUR", "QOI", "PSD", "DDS", "PCX", "SGI", "SUN", "XBM", "XPM", "ICNS",
)  # fmt: skip
"""Pillow's formats that are recognised by their content and decoded without another program."""
TGA_SUFFIXES = (".tga", ".icb", ".vda", ".vst")
"""Nothing in a TGA file marks it as one, so its name has to."""
MAX_PIXELS = 8192 * 8192

_SIGNATURES = {
    0: (
        b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"II+\x00",
        b"MM\x00+", b"\x00\x00\x00\x0cjP  ", b"\xff\x4f\xff\x51", b"qoif", b"8BPS\x00", b"DDS ",
        b"\x59\xa6\x6a\x95", b"/* XPM */", b"icns", b"\x01\xda\x00\x01", b"\x01\xda\x01\x01",
    ),
    4: tuple(b"ftyp" + brand for brand in (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")),
    6: (b"\x00\x00\x00\x00\x36\x00\x00\x00\x28", b"\x00\x00\x00\x00\x36\x04\x00\x00\x28"),
    8: (b"WEBP",),
}  # fmt: skip
"""Marks at certain places of a file; those at 6 are of BMP, behind its size."""
_NETPBM = re.compile(rb"P[1-6fF]\s+(#|\d)")
"""A mark of two letters, and behind it a size or a remark."""

_OTHER_HALF = {
    "RGB;16B": "RGB;16L", "RGB;16L": "RGB;16B", "RGB;16N": "RGB;16B",
    "RGBA;16B": "RGBA;16L", "RGBA;16L": "RGBA;16B", "RGBA;16N": "RGBA;16B",
}  # fmt: skip
"""Of a colour's 16 bits Pillow keeps the higher byte. Told that the bytes stand the other way
round, it keeps the lower one."""

DAMAGED = message("{where} is a damaged picture ({error}).")
NO_PICTURE = message("{where} is not a picture, or a damaged one.")
TOO_LARGE = message(
    "{where} has more than 8192×8192 pixels. Scale it down; the network sees far fewer."
)

_ORIENTATION = 0x0112  # in EXIF: 1 to 4 stand, 5 to 8 lie on their side

Fit = Callable[[Image.Image], Image.Image]
"""Brings a picture to the wanted size."""


class Depth(NamedTuple):
    """How a file stores its values: in how many `bits`, and whether they may be `fractions`."""

    bits: int
    fractions: bool = False


class Picture(NamedTuple):
    """A picture as its file has it, upright and at the wanted size.

    `pixels` are uint8 `(height, width, 3)`, or with transparency `(height, width, 4)`; or, where
    the range of the values is yet to be decided, float32 `(height, width, 1 or 3)`. Then `depth`
    says how the file stores them, and `low` and `high` are the extremes in it. `resized` says
    whether the wanted size changed anything, and `has_more` whether the file has more pictures:
    this is the first.
    """

    pixels: np.ndarray
    resized: bool = False
    has_more: bool = False
    depth: Depth | None = None
    low: float = 0
    high: float = 255

    @property
    def is_undecided(self) -> bool:
        """Whether it takes the others of its set to say what its pixels look like."""
        return self.depth is not None or self.pixels.shape[-1] == 4


def is_picture(head: bytes) -> bool:
    """Whether a file that begins with these bytes is a picture, whatever its name."""
    if any(head.startswith(marks, place) for place, marks in _SIGNATURES.items()):
        return True
    return bool(_NETPBM.match(head))


def size_of(stream: IO[bytes], where: str) -> tuple[int, int]:
    """(height, width) from the header alone, of the picture as it stands upright."""
    try:
        image = _recognised(stream, where)
    except DatasetError:
        values = _measured(stream)
        if values is None:
            raise
        return values.shape[0], values.shape[1]
    width, height = image.size
    # Of the formats that say how they stand, the one that needs no decoding to be asked.
    lies = image.format in ("JPEG", "MPO") and image.getexif().get(_ORIENTATION, 1) >= 5
    return (width, height) if lies else (height, width)


def decode(stream: IO[bytes], where: str, size: tuple[int, int] | None = None) -> Picture:
    """The picture, if wished cropped around its middle and scaled to `size`, (height, width).

    Of several pictures in a file the first counts. Raises DatasetError for what is not a picture,
    is damaged, or has more than 8192×8192 pixels.
    """
    if size is None:
        return _decode(stream, where, lambda image: image)
    height, width = size

    def at_size(image: Image.Image) -> Image.Image:
        if image.size == (width, height):
            return image
        return ImageOps.fit(image, (width, height), Image.Resampling.LANCZOS)

    return _decode(stream, where, at_size, 2 * max(size))


def decode_within(stream: IO[bytes], where: str, side: int) -> Picture:
    """As `decode`, made smaller if its longer side has more than `side` pixels, its shape kept."""

    def within(image: Image.Image) -> Image.Image:
        image.thumbnail((side, side), Image.Resampling.BOX, reducing_gap=None)
        return image

    return _decode(stream, where, within, side)


def _decode(stream: IO[bytes], where: str, fit: Fit, enough: int | None = None) -> Picture:
    """The picture after `fit`, for which `enough` pixels in a row and a column are as good as all.

    Only a JPEG can be decoded in part: so it may be as large as telephones make them. Not a
    progressive one, which its decoder holds whole, 3 bytes a pixel or more.
    """
    try:
        image = _recognised(stream, where)
    except DatasetError:
        values = _measured(stream)
        if values is None:
            raise
        bands = [values[..., band].astype(np.float32) for band in range(values.shape[2])]
        depth = Depth(8 * values.itemsize, values.dtype.kind == "f")
        with _decoding(where):
            return _in_depth(bands, depth, fit)
    if enough is None or "progressive" in image.info:
        _check_size(image, where)
    with _decoding(where):
        if enough:
            image.draft("RGB", (enough, enough))
    _check_size(image, where)
    with _decoding(where):
        return _decoded(image, stream, fit)


@contextmanager
def _decoding(where: str) -> Iterator[None]:
    try:
        yield
    except MemoryError as error:
        raise too_much_memory(where) from error
    except Exception as error:  # a damaged picture can fail anywhere in its decoder
        raise DatasetError(say(DAMAGED, where=where, error=error)) from error


def _recognised(stream: IO[bytes], where: str) -> ImageFile.ImageFile:
    formats = (*FORMATS, "TGA") if where.lower().endswith(TGA_SUFFIXES) else FORMATS
    try:
        return Image.open(stream, formats=formats)
    except Image.DecompressionBombError:
        raise DatasetError(say(TOO_LARGE, where=where)) from None
    except Exception as error:
        raise DatasetError(say(NO_PICTURE, where=where)) from error


def _measured(stream: IO[bytes]) -> np.ndarray | None:
    """The values of a file that Pillow does not know, `(height, width, 1 or 3)` of any type."""
    for reader in (scientific_tiff, single_arrays):
        values = reader.read(stream, MAX_PIXELS)
        if values is not None:
            return values
    return None


def _check_size(image: Image.Image, where: str) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise DatasetError(say(TOO_LARGE, where=where))


def _decoded(image: ImageFile.ImageFile, stream: IO[bytes], fit: Fit) -> Picture:
    # A telephone's JPEG (MPO) has a small copy of itself, or a map of brightness, behind it.
    has_more = image.format != "MPO" and getattr(image, "is_animated", False)
    tiles = list(image.tile)
    ImageOps.exif_transpose(image, in_place=True)
    plain = image if image.mode != "P" or image.has_transparency_data else image.convert("RGB")
    bands, depth = _undecided(plain, tiles, stream)
    picture = _in_depth(bands, depth, fit) if depth else _in_bytes(plain, fit)
    return picture._replace(has_more=has_more)


def _undecided(
    image: Image.Image, tiles: list[ImageFile._Tile], stream: IO[bytes]
) -> tuple[list[np.ndarray], Depth | None]:
    """The channels, float32, of a picture whose range of values is to be decided; and its depth."""
    if image.mode == "F":
        return [np.asarray(image)], Depth(32, fractions=True)
    if image.mode.startswith("I"):
        bits = 16 if image.mode.startswith("I;16") else 32
        return [np.asarray(image).astype(np.float32)], Depth(bits)
    if wide := _wide_colours(image, tiles, stream):
        return wide, Depth(16)
    if image.mode in ("L", "RGB") and np.max(image.getextrema()) <= 1:
        return [np.asarray(band).astype(np.float32) for band in image.split()], Depth(8)
    return [], None


def _wide_colours(
    image: Image.Image, tiles: list[ImageFile._Tile], stream: IO[bytes]
) -> list[np.ndarray]:
    """Red, green and blue of 16 bits; nothing for any other picture.

    With transparency it is such a one only if its higher bytes are empty.
    """
    other_half = _OTHER_HALF.get(_raw_mode(tiles[0])) if tiles else None
    if other_half is None or (image.mode == "RGBA" and np.asarray(image)[..., :3].any()):
        return []
    stream.seek(0)
    lower = Image.open(stream, formats=FORMATS)
    lower.tile = [_with_raw_mode(tile, other_half) for tile in lower.tile]
    ImageOps.exif_transpose(lower, in_place=True)
    pairs = zip(image.split()[:3], lower.split()[:3], strict=True)
    return [np.asarray(high) * np.float32(256) + np.asarray(low) for high, low in pairs]


def _raw_mode(tile: ImageFile._Tile) -> str:
    """How the bytes stand in the file: for some formats the first of several arguments."""
    mode = tile.args[0] if isinstance(tile.args, tuple) else tile.args
    return str(mode)


def _with_raw_mode(tile: ImageFile._Tile, mode: str) -> ImageFile._Tile:
    return tile._replace(args=(mode, *tile.args[1:]) if isinstance(tile.args, tuple) else mode)


def _in_depth(bands: list[np.ndarray], depth: Depth, fit: Fit) -> Picture:
    bands = [np.nan_to_num(band) for band in bands]
    fitted = [np.asarray(fit(Image.fromarray(band))) for band in bands]
    return Picture(
        np.stack(fitted, axis=-1),
        resized=fitted[0].shape != bands[0].shape,
        depth=depth,
        low=min(float(band.min()) for band in bands),
        high=max(float(band.max()) for band in bands),
    )


def _in_bytes(image: Image.Image, fit: Fit) -> Picture:
    size = image.size
    if image.has_transparency_data:
        image = image.convert("RGBA")
        least, most = image.getchannel("A").getextrema()
        if least == 255 or (most == 0 and _shows_something(image.convert("RGB"))):
            image = image.convert("RGB")
    elif image.mode != "RGB":
        image = image.convert("RGB")
    fitted = fit(image)
    return Picture(np.asarray(fitted), resized=fitted.size != size)


def _shows_something(image: Image.Image) -> bool:
    return bool(np.ptp(np.asarray(image), axis=(0, 1)).any())
