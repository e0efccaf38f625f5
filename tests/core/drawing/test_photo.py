"""A photograph becomes what the network was trained on."""

import dataclasses
import io

import numpy as np
import pytest
from PIL import Image

from core.datasets import CARDS
from core.drawing import photo
from core.drawing.photo import Crop, PhotoError
from dashboard.components.photo_input import decode

FASHION, CIFAR, FER = CARDS["fashion-mnist"], CARDS["cifar10"], CARDS["fer2013"]
RED, BLUE = (255, 0, 0), (0, 0, 255)


def file_of(image: Image.Image, kind: str, **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def halves() -> Image.Image:
    """80 wide, 40 high: red on the left, blue on the right."""
    image = Image.new("RGB", (80, 40), BLUE)
    image.paste(RED, (0, 0, 40, 40))
    return image


# Reading


def test_exif_orientation_is_honoured():
    # Orientation 6: the stored left edge is the top of the picture (EXIF 2.3, tag 0x0112).
    exif = Image.Exif()
    exif[0x0112] = 6
    pixels = photo.read(file_of(halves(), "JPEG", exif=exif, quality=95))
    assert pixels.shape == (80, 40, 3)
    assert np.abs(pixels[10, 20].astype(int) - RED).max() < 10
    assert np.abs(pixels[70, 20].astype(int) - BLUE).max() < 10


def test_cmyk_becomes_rgb():
    cyan = Image.new("CMYK", (16, 16), (255, 0, 0, 0))
    pixels = photo.read(file_of(cyan, "JPEG", quality=95))
    assert np.abs(pixels[8, 8].astype(int) - (0, 255, 255)).max() < 10


def test_transparency_lies_on_white():
    ink = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    ink.paste((0, 0, 0, 255), (0, 0, 10, 20))
    ink.paste((0, 0, 0, 128), (10, 0, 12, 20))
    pixels = photo.read(file_of(ink, "PNG"))
    assert pixels[5, 5].tolist() == [0, 0, 0]
    assert pixels[5, 15].tolist() == [255, 255, 255]
    assert pixels[5, 11].tolist() == [127, 127, 127]


def test_a_large_photo_is_made_smaller_and_keeps_its_shape():
    # 24 million pixels, as a telephone takes.
    content = file_of(Image.new("L", (6000, 4000), 200), "JPEG")
    assert photo.read(content).shape == (683, 1024, 3)
    assert photo.read(file_of(Image.new("L", (3, 2), 200), "PNG")).shape == (2, 3, 3)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"hello", "This file is not a picture.*Choose a photo saved as JPEG"),
        (b"", "This file is not a picture"),
        (file_of(halves(), "PNG")[:90], "damaged"),
        (file_of(Image.new("1", (9000, 9000)), "PNG"), "more than 8192×8192 pixels"),
        (
            file_of(Image.new("L", (8200, 8200)), "JPEG", progressive=True),
            "more than 8192×8192 pixels",
        ),
        (bytes(16_000_000), "16 MB; at most 15 MB"),
    ],
    ids=["text", "empty", "cut off", "too many pixels", "too many at once", "too many bytes"],
)
def test_what_is_no_photo_is_refused_in_a_sentence(content, sentence):
    with pytest.raises(PhotoError, match=sentence):
        photo.read(content)


# Cutting


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ((10, 20, 30), (10, 20, 30)),
        ((-5, 90, 30), (0, 70, 30)),
        ((190, -1, 30), (170, 0, 30)),
        ((0, 0, 500), (0, 0, 100)),
        ((50, 50, 1), (50, 50, 8)),
        ((10.4, 19.6, 30.2), (10, 20, 30)),
    ],
)
def test_a_crop_lies_in_the_photo(asked, given):
    assert photo.clamped_crop(np.zeros((100, 200, 3), np.uint8), *asked) == given


def test_the_middle_is_the_largest_square():
    assert photo.middle(np.zeros((100, 200, 3), np.uint8)) == Crop(50, 0, 100)
    assert photo.middle(np.zeros((200, 100, 3), np.uint8)) == Crop(0, 50, 100)


def test_cut_takes_the_square():
    pixels = np.arange(6 * 8 * 3, dtype=np.uint8).reshape(6, 8, 3)
    np.testing.assert_array_equal(photo.cut(pixels, Crop(2, 1, 4)), pixels[1:5, 2:6])


def garment() -> np.ndarray:
    """A dark block, 40 wide and 90 high, on a light wall of 60 × 100."""
    pixels = np.full((100, 60, 3), 200, np.uint8)
    pixels[5:95, 10:50] = 50
    return pixels


def test_the_square_around_a_garment():
    whole = photo.squared(garment())
    assert whole.shape == (100, 100, 3)
    assert (whole[:, :20] == 200).all()
    # 90 high: rows 5 to 94; its columns, now 30 to 69, in the middle of 90: from 5.
    assert photo.around_subject(whole) == Crop(5, 5, 90)


def test_without_a_subject_the_middle_is_taken():
    assert photo.around_subject(np.full((40, 60, 3), 9, np.uint8)) == Crop(10, 0, 40)


# Preparing


def test_each_pixel_is_the_mean_of_its_area():
    card = dataclasses.replace(CIFAR, shape=(2, 2, 3))
    pixels = np.zeros((4, 4, 3), np.uint8)
    pixels[0, 0] = (100, 40, 0)
    pixels[2:, 2:] = 200
    prepared = photo.as_picture(pixels, card)
    assert prepared.tolist() == [[[25, 10, 0], [0, 0, 0]], [[0, 0, 0], [200, 200, 200]]]


def test_grey_is_the_luminance():
    # ITU-R 601: 0.299, 0.587 and 0.114 of red, green and blue.
    colours = {(255, 0, 0): 76, (0, 255, 0): 150, (0, 0, 255): 29}
    for colour, grey in colours.items():
        prepared = photo.as_picture(np.full((96, 96, 3), colour, np.uint8), FER)
        assert prepared.shape == (48, 48, 1)
        assert (prepared == grey).all()


def test_other_channels_all_have_the_luminance():
    four = dataclasses.replace(FER, shape=(48, 48, 4))
    assert (photo.as_picture(np.full((60, 60, 3), (255, 0, 0), np.uint8), four) == 76).all()


def test_values_reach_the_largest_of_the_card():
    small = dataclasses.replace(FER, max_value=16)
    assert photo.as_picture(np.full((60, 60, 3), 255, np.uint8), small).max() == 16


@pytest.mark.parametrize("shape", [(1, 1, 3), (7, 300, 3), (20, 20, 3)])
def test_any_photo_becomes_a_picture_of_the_dataset(shape):
    for card in (FASHION, CIFAR, FER):
        prepared = photo.as_picture(np.full(shape, 90, np.uint8), card)
        assert prepared.shape == card.shape
        assert prepared.dtype == np.uint8
        assert (prepared == 90).all()


def test_a_light_ground_becomes_black():
    turned = photo.on_black(garment())
    assert (turned[:, :10] == 0).all()
    # (200 - 50) · 255 / 200
    assert (turned[5:95, 10:50] == 191).all()


def test_a_dark_ground_stays():
    dark = 255 - garment()
    np.testing.assert_array_equal(photo.on_black(dark), dark)


@pytest.mark.parametrize(
    "message", [None, 7, "data:text/plain;base64,aGk=", "data:image/png;base64,é", "data:image/é,"]
)
def test_a_forged_paste_is_no_picture(message):
    with pytest.raises(PhotoError):
        photo.read(decode(message))
