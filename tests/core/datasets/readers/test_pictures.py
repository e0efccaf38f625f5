"""Every kind of picture file, and what a set of them decides together: size, range, paper."""

import io
import struct
import zlib

import numpy as np
import pytest
import tifffile
from PIL import Image

from core.datasets import DatasetError
from core.datasets.readers import picture_file, pictures

GREY = np.random.default_rng(0).integers(0, 256, (20, 20), dtype=np.uint8)
GREY[0, :3] = 0, 7, 255
COLOUR = np.random.default_rng(1).integers(0, 256, (20, 20, 3), dtype=np.uint8)
BLOCKS = np.kron(COLOUR[:5, :5], np.ones((4, 4, 1), np.uint8))
"""Like COLOUR, but so that compression changes little."""


class Encoded:
    def __init__(self, content: bytes, where: str = "picture"):
        self.content, self.where = content, where

    def read(self) -> bytes:
        return self.content


def encoded(image: Image.Image | np.ndarray, kind: str = "PNG", **options) -> bytes:
    stream = io.BytesIO()
    (image if isinstance(image, Image.Image) else Image.fromarray(image)).save(
        stream, kind, **options
    )
    return stream.getvalue()


def tiff(values: np.ndarray, **options) -> bytes:
    stream = io.BytesIO()
    tifffile.imwrite(stream, values, **options)
    return stream.getvalue()


def wide_png(values: np.ndarray) -> bytes:
    """16 bits a channel: (height, width, 1), or 3 in colour, or 4 with transparency."""
    height, width, channels = values.shape
    header = struct.pack(">IIBBBBB", width, height, 16, {1: 0, 3: 2, 4: 6}[channels], 0, 0, 0)
    lines = b"".join(b"\x00" + line.astype(">u2").tobytes() for line in values)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(lines)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


def read(*contents: bytes, side: int | None = None) -> pictures.Decoded:
    return pictures.decode_all([Encoded(content) for content in contents], side)


# --- kinds of files ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind", ["PNG", "BMP", "DIB", "TIFF", "PPM", "JPEG2000", "PCX", "SGI", "QOI", "DDS"]
)
def test_kinds_without_loss(kind):
    content = encoded(COLOUR, kind)
    assert np.array_equal(read(content).images[0], COLOUR)
    assert picture_file.is_picture(content) or kind in ("DIB", "PCX")  # those have weak marks


@pytest.mark.parametrize("kind", ["JPEG", "MPO", "WEBP", "AVIF", "HEIF", "GIF"])
def test_kinds_with_loss(kind):
    content = encoded(BLOCKS, kind)
    middles = read(content).images[0][1::4, 1::4].astype(int)
    assert np.abs(middles - COLOUR[:5, :5]).mean() < 20
    assert picture_file.is_picture(content)


def test_tga_is_known_by_its_name():
    content = encoded(COLOUR, "TGA")
    decoded = pictures.decode_all([Encoded(content, "faces/1.TGA")])
    assert np.array_equal(decoded.images[0], COLOUR)


def test_an_icon_is_read_in_its_largest_size():
    content = encoded(Image.new("RGB", (48, 48), (1, 200, 3)), "ICO", sizes=[(16, 16), (48, 48)])
    assert read(content).images.shape == (1, 48, 48, 3)


def test_photos_of_iphones_stand_upright():
    image = Image.new("RGB", (40, 20), (10, 10, 10))
    image.paste((250, 250, 250), (0, 0, 20, 20))
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned by a quarter
    for kind in ("JPEG", "HEIF"):
        pixels = read(encoded(image, kind, exif=exif.tobytes())).images[0]
        assert pixels.shape == (40, 20, 1)
        assert pixels[5].mean() > 240 and pixels[-5].mean() < 20


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "CMYK"])
def test_modes_of_pillow(mode):
    image = Image.fromarray(BLOCKS).convert(mode)
    kind = "TIFF" if mode == "CMYK" else "PNG"
    pixels = read(encoded(image, kind)).images[0]
    assert np.abs(pixels.astype(int) - np.asarray(image.convert("RGB"))).mean() < 4


def test_only_the_first_of_several_pictures_in_a_file_is_read_and_that_is_said():
    frames = [Image.new("L", (20, 20), shade) for shade in (10, 200)]
    content = encoded(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    decoded = read(content, encoded(GREY))
    assert (decoded.images[0] == 10).all()
    assert any(note.startswith("1 file holds several pictures") for note in decoded.notes)


# --- size ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_photo_of_24_million_pixels(kind):
    photo = Image.new("L", (6000, 4000), 200)
    assert read(encoded(photo, kind)).images.tolist() == np.full((1, 64, 64, 1), 200).tolist()


# --- range ---------------------------------------------------------------------------------------

WIDE = GREY.astype(np.uint16)
RANGES = {
    "16 bits, all used": wide_png(WIDE[..., None] * 257),
    "16 bits that hold 0 to 255": wide_png(WIDE[..., None]),
    "TIFF, 16 bits": tiff(WIDE * 257),
    "TIFF, 32 bits that hold 0 to 255": tiff(GREY.astype(np.int32)),
    "TIFF, 32 bits that hold 16": tiff(GREY.astype(np.uint32) * 257),
    "fractions": tiff(GREY / np.float32(255)),
    "float 0 to 255": tiff(GREY.astype(np.float32)),
    "double": tiff(GREY / 255),
    "PFM": b"Pf\n20 20\n-1.0\n" + (GREY[::-1] / np.float32(255)).astype("<f4").tobytes(),
}


@pytest.mark.parametrize("content", RANGES.values(), ids=RANGES)
def test_the_values_of_the_set_say_what_white_is(content):
    assert np.array_equal(read(content).images[0, ..., 0], GREY)


COLOUR_RANGES = {
    "16 bits, all used": wide_png(COLOUR.astype(int) * 257),
    "16 bits that hold 0 to 255": wide_png(COLOUR),
    "with transparency": wide_png(np.dstack([COLOUR, np.full((20, 20), 255)])),
    "TIFF, 16 bits": tiff(COLOUR.astype(np.uint16), photometric="rgb"),
    "TIFF, packed": tiff(COLOUR.astype(np.uint16), photometric="rgb", compression="zlib"),
    "TIFF, fractions": tiff(COLOUR / np.float32(255), photometric="rgb"),
}


@pytest.mark.parametrize("content", COLOUR_RANGES.values(), ids=COLOUR_RANGES)
def test_the_values_of_coloured_sets(content):
    assert np.array_equal(read(content).images[0], COLOUR)


def test_a_dark_picture_stays_dark_among_brighter_ones():
    dark = WIDE[..., None] // 4
    decoded = read(wide_png(WIDE[..., None] * 257), wide_png(dark))
    assert decoded.images[1].max() == 0
    decoded = read(wide_png(WIDE[..., None]), wide_png(dark))
    assert np.array_equal(decoded.images[1], GREY[..., None] // 4)


def test_twelve_bits_are_scaled_and_that_is_said():
    decoded = read(wide_png(np.full((20, 20, 1), 4000)))
    assert (decoded.images == round(4000 / 4095 * 255)).all()
    assert "Pixel values go up to 4,000; 0 to 4,095" in decoded.notes[0]


def test_values_below_0_are_stretched_over_the_set():
    low, high = (tiff(np.full((20, 20), value, np.float32)) for value in (-1000, 3000))
    decoded = read(low, high, tiff(np.zeros((20, 20), np.float32)))
    assert [image.max() for image in decoded.images] == [0, 255, 64]
    assert "from -1000 to 3000" in decoded.notes[0]


@pytest.mark.parametrize("mode", ["L", "RGB", "P"])
def test_masks_of_0_and_1_also_when_they_are_scaled(mode):
    mask = (GREY > 127).astype(np.uint8)
    decoded = read(encoded(Image.fromarray(mask).convert(mode)))
    assert np.array_equal(decoded.images[0, ..., 0], mask * 255)
    assert decoded.notes == ("The pixels are 0 or 1; they were stored as 0 and 255.",)
    assert len(np.unique(read(encoded(mask), side=10).images)) > 10


def test_a_black_picture_among_others_is_no_mask():
    decoded = read(encoded(GREY), encoded(np.ones((20, 20), np.uint8)))
    assert (decoded.images[1] == 1).all() and decoded.notes == ()


# --- transparency --------------------------------------------------------------------------------


def drawing(ink: int, mode: str = "RGBA") -> bytes:
    """A stroke on nothing."""
    image = Image.new("RGBA", (20, 20), (ink, ink, ink, 0))
    image.paste((ink, ink, ink, 255), (8, 2, 12, 18))
    return encoded(image.convert(mode))


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
@pytest.mark.parametrize(("ink", "paper"), [(255, 0), (0, 255), (230, 0), (90, 255)])
def test_what_is_drawn_on_nothing_is_seen(ink, paper, mode):
    pixels = read(drawing(ink, mode)).images[0, ..., 0]
    assert pixels[10, 10] == ink and pixels[10, 2] == paper


def test_black_on_nothing_among_black_on_white():
    on_paper = Image.new("L", (20, 20), 255)
    on_paper.paste(0, (8, 2, 12, 18))
    decoded = read(drawing(0), encoded(on_paper))
    assert np.array_equal(decoded.images[0], decoded.images[1])


def test_one_paper_for_all_but_what_it_would_hide():
    decoded = read(*[drawing(0)] * 3, drawing(200), drawing(255))
    assert decoded.images[:, 0, 0, 0].tolist() == [255, 255, 255, 255, 0]


def test_transparency_that_shows_nothing_is_left_out():
    image = Image.fromarray(COLOUR)
    image.putalpha(0)
    assert np.array_equal(read(encoded(image)).images[0], COLOUR)


# --- damage --------------------------------------------------------------------------------------


def test_damaged_pictures_are_counted_and_named():
    whole = encoded(Image.fromarray(BLOCKS), "JPEG")
    given = [Encoded(whole, f"{number}.jpg") for number in range(20)]
    for number in range(7):
        given[number] = Encoded(whole[:-60], f"cut-{number}.jpg")
    decoded = pictures.decode_all(given)
    assert decoded.images.shape == (13, 20, 20, 3)
    assert decoded.readable.tolist() == [False] * 7 + [True] * 13
    assert decoded.notes == (
        "7 of 20 pictures cannot be read and were left out: cut-0.jpg, cut-1.jpg, cut-2.jpg, "
        "cut-3.jpg, cut-4.jpg and 2 more.",
    )


def test_mostly_damaged_is_refused():
    with pytest.raises(DatasetError, match="damaged"):
        read(encoded(GREY), encoded(GREY)[:90], encoded(GREY)[:90])


@pytest.mark.parametrize(
    "content",
    [
        b"II*\x00\x10\x00\x00\x00CR\x02\x00" + bytes(100),
        tiff(GREY / 255)[:150],
        b"MM\x00*" + bytes(40),
    ],
)
def test_a_damaged_tiff_is_a_damaged_picture(content):
    decoded = read(encoded(GREY), encoded(GREY), content)
    assert decoded.readable.tolist() == [True, True, False]
