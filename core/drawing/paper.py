"""Finds the ink of a digit in a photo of paper, in the form that the drawing pad gives.

Paper is never evenly lit, so darkness is measured against the paper beside each place: first
against what is bright on both sides, which shows where the strokes are, then against what is bare
close by. A coloured pen takes away red, green or blue light, and the darkest of the three counts:
yellow ink is as bright as paper but for the blue. Ink is at least half as dark as the darkest:
faint lines of ruled paper vanish.

Writing is searched in all of the photo, once as ink on paper and once as chalk on a board, and then
looked at again from close up: a small digit on a large page has few pixels.
"""

from typing import NamedTuple

import numpy as np
from PIL import Image
from scipy import ndimage

from core.drawing.ink import Grey, stroke_width
from core.drawing.photo import Crop, PhotoError, Pixels, clamped_crop
from core.drawing.writing import Box, Character, Mask, characters
from core.language import message, say

SEARCHED = 560  # pixels of the longer side in which writing is searched
SIDE = 280  # pixels of the longer side of the writing: as the drawing pad
MARGIN = 0.1  # of its longer side, around the writing
FRAME = 0.2  # the same, around what the network is shown
COARSE = 70  # pixels of the longer side in which the paper is measured
ROUGH = 35  # the same for the ground, which is taken from far around
GROUND = 0.4  # of the longer side: in a square of this, strokes are the smaller part
STROKE = 0.25  # of the longer side: wider than any stroke
NEAR = 0.03  # of the longer side: beside a stroke
LEAST_BARE = 0.01  # of the surroundings of a place, to tell the paper's brightness from it
DARKEST = 0.0005  # of all pixels are as dark as a stroke; the darkest of all may be a speck
FAINTEST = 0.2  # of the paper's brightness; less is grain, or the lines of ruled paper
BLACK = 40  # levels: on darker ground grain is taken for no more than on this
USUAL_STROKE = 2.75  # pixels of a 20×20 box around the writing: the middle of what MNIST has

CROSS = ndimage.generate_binary_structure(2, 1)
"""A pixel and the four beside it."""

NOTHING = message(
    "No writing was found in this photo. Write one digit with a dark pen on light paper, and move "
    "the frame onto it."
)
SEVERAL = message(
    "{count} characters were found in this photo. One digit at a time, or one letter: make the "
    "frame smaller, move it onto one of them, or write that one alone."
)


class SeveralCharacters(PhotoError):
    """A photo shows more than one character."""

    def __init__(self, count: int) -> None:
        super().__init__(say(SEVERAL, count=count))


class _FoundPaper(NamedTuple):
    """What was found in a photo.

    `light` is the photo's red, green and blue, or its grey, inverted if the writing is chalk:
    float32 `(channels, height, width)` in the photo's own size. `paper` is what they would be
    without writing, and `writing` where it is, both in a photo `SEARCHED` pixels large.
    """

    light: np.ndarray
    paper: np.ndarray
    writing: list[Character]
    strength: float


def ink_in_photo(photo: Pixels, apart: bool = False) -> Grey:
    """The character in a photo `uint8 (height, width, 3)` as ink, `uint8 (h, w)`, 255 or 0.

    Strokes thinner than a collection's are thickened to its usual width: a ballpoint is much
    thinner than the pens of MNIST. With `apart`, all that is written is one character. PhotoError,
    with a sentence, where no writing is found, and SeveralCharacters.
    """
    found = _found(photo, apart)
    if not found.writing:
        raise PhotoError(say(NOTHING))
    if len(found.writing) > 1:
        raise SeveralCharacters(len(found.writing))
    return _thickened(_from_close_up(found, found.writing[0]))


def on_larger_paper(photo: Pixels) -> Pixels:
    """The photo in the middle of a square, so that a frame can hold all of it.

    Each row or column goes on in the colour that it mostly has near the edge: a shadow or the end
    of the table goes on, a stroke that reaches the edge ends there.
    """
    height, width, _ = photo.shape
    if width > height:
        return on_larger_paper(photo.transpose(1, 0, 2)).transpose(1, 0, 2)
    left = (height - width) // 2
    nearby = round(GROUND * height)
    sides = [
        np.repeat(ndimage.median_filter(edge, (nearby, 1))[:, np.newaxis], count, axis=1)
        for edge, count in ((photo[:, 0], left), (photo[:, -1], height - width - left))
    ]
    return np.concatenate([sides[0], photo, sides[1]], axis=1)


def boxes_in_photo(photo: Pixels, apart: bool = False) -> list[Box]:
    """A box around each character in a photo, in its pixels, the one with the most ink first."""
    found = _found(photo, apart)
    factor = max(photo.shape[:2]) / max(found.paper.shape[1:])
    return [character.box.scaled(factor) for character in found.writing]


def around(photo: Pixels, box: Box) -> Crop:
    """A square around a box with some paper on all sides."""
    side = box.side * (1 + 2 * FRAME)
    left = box.left + (box.width - side) / 2
    top = box.top + (box.height - side) / 2
    return clamped_crop(photo, left, top, side)


def _found(photo: Pixels, apart: bool) -> _FoundPaper:
    """The writing as ink or as chalk, whichever there is more of."""
    colours = photo.transpose(2, 0, 1).astype(np.float32, order="C")
    is_grey = (colours == colours[0]).all()
    light = colours[:1] if is_grey else colours
    both = (_search(levels, apart) for levels in (light, 255 - light))
    return max(both, key=lambda found: found.strength)


def _search(light: np.ndarray, apart: bool) -> _FoundPaper:
    small = _smooth(_resized(light, _within(light, SEARCHED)))
    coarse = _resized(small, _within(small, COARSE))
    paper = _paper(small, coarse)
    writing = characters(_is_ink(_darkness(small, paper).max(axis=0)), apart)
    # Between strokes of chalk the board is darker than they are, but no darker than most of it.
    rough = _resized(coarse, _within(coarse, ROUGH))
    wide = round(GROUND * ROUGH)
    ground = _resized(ndimage.median_filter(rough, (1, wide, wide)), small.shape[1:])
    against_ground = _darkness(small, ground).max(axis=0)
    strength = sum(float(against_ground[character.ink].sum()) for character in writing)
    return _FoundPaper(light, paper, writing, strength)


def _paper(light: np.ndarray, coarse: np.ndarray) -> np.ndarray:
    """The brightness of the paper at each place, under the strokes too.

    Whatever is dark and no wider than a stroke is filled from both sides (a closing), so a shadow,
    which is wider, stays. Then it is taken from bare paper close by, which lies in the same shadow.
    """
    width = round(STROKE * COARSE)
    beyond = ((0, 0), (width, width), (width, width))
    closed = ndimage.grey_closing(np.pad(coarse, beyond, mode="edge"), (1, width, width))
    filled = _resized(closed[:, width:-width, width:-width], light.shape[1:])
    strokes = np.stack([_is_ink(channel) for channel in _darkness(light, filled)])
    strokes = ndimage.binary_dilation(strokes, CROSS[np.newaxis], iterations=2)
    bare = np.where(strokes, 0, 1).astype(np.float32)
    near = (0, NEAR * COARSE, NEAR * COARSE)
    weight, nearby = (
        _resized(
            ndimage.gaussian_filter(_resized(picture, coarse.shape[1:]), near), light.shape[1:]
        )
        for picture in (bare, bare * light)
    )
    return np.where(weight > LEAST_BARE, nearby / np.maximum(weight, 1e-6), filled)


def _darkness(light: np.ndarray, paper: np.ndarray) -> np.ndarray:
    """How much darker than the paper each channel is, as a part of the paper's brightest: 0 to 1.

    Not of its own: red paper reflects hardly any blue, and a little more or less of it is no ink.
    """
    return np.clip((paper - light) / np.maximum(paper.max(axis=0), BLACK), 0, 1)


def _is_ink(darkness: np.ndarray) -> Mask:
    strongest = np.quantile(darkness, 1 - DARKEST)
    return darkness > max(FAINTEST, strongest / 2)


def _from_close_up(found: _FoundPaper, character: Character) -> Mask:
    """The character's ink, `SIDE` pixels large, out of the photo in its own size."""
    height, width = found.paper.shape[1:]
    around = character.box.widened(MARGIN, width, height)
    close = around.scaled(max(found.light.shape[1:]) / max(height, width))
    light, paper = found.light[:, *close.region], found.paper[:, *around.region]
    shape = _within(light, SIDE)
    known = _resized(character.ink[np.newaxis, *around.region].astype(np.float32), shape)[0] > 0.5
    dark = _is_ink(_darkness(_smooth(_resized(light, shape)), _resized(paper, shape)).max(axis=0))
    ink = ndimage.binary_propagation(known & dark, structure=np.ones((3, 3)), mask=dark)
    return ink if ink.any() else known


# Pictures of several channels, float32 (channels, height, width)


def _smooth(light: np.ndarray) -> np.ndarray:
    return ndimage.gaussian_filter(light, (0, 0.8, 0.8))


def _within(picture: np.ndarray, side: int) -> tuple[int, int]:
    """Height and width of the picture with `side` pixels on its longer side."""
    longer = max(picture.shape[1:])
    height, width = (max(1, round(length * side / longer)) for length in picture.shape[1:])
    return height, width


def _resized(picture: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    height, width = shape
    method = Image.Resampling.BOX if height < picture.shape[1] else Image.Resampling.BICUBIC
    return np.stack(
        [np.asarray(Image.fromarray(one).resize((width, height), method)) for one in picture]
    )


def _thickened(writing: Mask) -> Grey:
    ink = np.where(writing, 255, 0).astype(np.uint8)
    while stroke_width(ink) < USUAL_STROKE:
        ink = ndimage.grey_dilation(ink, footprint=CROSS)
    return ink
