"""Brings a drawing into the form of the pictures that the network was trained on.

A network reads pictures that look like its training pictures: ink bright on dark, as large as
theirs, in the same place and as thick. Each collection was prepared in its own way, and the same
way is followed here.

How a collection was prepared its card says (`Pen`), and there are three ways.

"mass": MNIST (Y. LeCun, C. Cortes, C. Burges, "The MNIST database"). The digit is fitted into a
20 × 20 box keeping its shape, and lies in the 28 × 28 picture with its centre of mass in the
middle. Measured on the 60,000 training images, the longer side is 20 in each, and the centre of
mass lies at 14.0 ± 0.3 (pixel indices from 0).

"box": EMNIST (G. Cohen et al., arXiv:1702.05373, figure 1). The letter is fitted into a box in the
same manner, and the box lies in the middle of the picture.

"bitmap": the 8 × 8 digits (E. Alpaydin, C. Kaynak, "Optical Recognition of Handwritten Digits",
UCI, 1998). They were bitmaps of 32 × 32 made by NIST's programs, then the ink counted in blocks of
4 × 4 (0 to 16). NIST's preparation (M. D. Garris et al., NISTIR 5469, 1994) stretches the digit to
20 × 32, thickens or thins the stroke until the amount of ink is usual, and shears the digit
upright. The collection shows all three: each of the 1,797 digits fills the full height, ink covers
0.305 ± 0.034 of the picture, and the leftmost ink of the first and the last row lies within one
block in 1,793.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from core.datasets import DatasetCard
from core.datasets.card import Pen
from core.drawing.writing import characters
from core.language import message, say

WAYS = ("raw", "boxed", "centred")
"""How a drawing may be prepared: squeezed whole, cut out and boxed, or as the collection was."""

SPECK = 0.005  # a blot with less than this part of all ink is left out

BITMAP = 32  # side of the bitmap from which each 8 × 8 digit is counted
BLOCK = 4
BITMAP_WIDTH = 20
# NIST stretches without limit, so a slim 1 would become a solid block, and the collection has none:
# ink covers at most 0.42 of a picture. Redrawn digits of MNIST are read best with this limit.
STRETCH = 1.25
USUAL_INK = 312  # pixels of a bitmap, on average over the collection: 0.305 of 32 × 32

SEVERAL = message("{count} characters seem to be drawn here: one at a time can be read.")
TOO_THIN = message(
    "Your stroke is {width:.1f} pixels wide once the drawing is fitted to the box; {title}'s are "
    "{thin} to {thick}. The pen is too thin for a drawing of this size: draw smaller."
)
TOO_THICK = message(
    "Your stroke is {width:.1f} pixels wide once the drawing is fitted to the box; {title}'s are "
    "{thin} to {thick}. The pen is too thick for a drawing of this size: draw larger."
)

Grey = NDArray[np.uint8]


class EmptyInk(ValueError):
    """There is nothing on the pad to read."""

    def __init__(self) -> None:
        super().__init__(say("Draw a digit first: the pad is empty."))


def prepare(ink: Grey, card: DatasetCard, way: str = "centred") -> Grey:
    """The drawing as a picture of the dataset, `uint8 (height, width, channels)`.

    `ink` is `uint8 (h, w)` of any size, 0 = paper, 255 = full ink. Pixel values run from 0 to
    `card.max_value`, as in the dataset; the recipe scales them afterwards.

    `way` is one of `WAYS`. Only "centred" follows the collection; "raw" squeezes the whole pad
    into the picture and "boxed" cuts the character out but ignores where its weight lies (and, of a
    bitmap, its stroke and slant). The two show how much the preparation matters.

    Raises `EmptyInk` for an empty pad, `ValueError` for an array that is no drawing.
    """
    _check(ink)
    if way not in WAYS:
        raise ValueError(
            say(
                "A drawing can be prepared {ways}; “{way}” is none of these.",
                ways=", ".join(WAYS),
                way=way,
            )
        )
    height, width, channels = card.shape
    pen = card.pen or Pen()
    if pen.way == "bitmap":
        picture = _count_blocks(_bitmap(ink, way))
    else:
        by_mass = way == "centred" and pen.way == "mass"
        box = round(min(height, width) * pen.box)
        grey = (
            _resize(ink, (height, width))
            if way == "raw"
            else _boxed(ink, (height, width), box, by_mass)
        )
        picture = np.round(grey * (card.max_value / 255)).astype(np.uint8)
    if pen.dark:
        picture = (card.max_value - picture).astype(np.uint8)
    return np.repeat(picture[:, :, np.newaxis], channels, axis=2)


def stroke_width(ink: Grey) -> float:
    """Mean width of the stroke in pixels of a 20 × 20 box around the drawing.

    Twice the area over the perimeter, exact for a closed stroke. The perimeter is the number of
    pixel edges between ink and paper times π/4, the ratio of a circle to its staircase.
    Raises as `prepare` does.
    """
    _check(ink)
    solid = np.pad(_solid(_cut_out(ink)), 1)
    edges = np.count_nonzero(np.diff(solid, axis=0)) + np.count_nonzero(np.diff(solid, axis=1))
    longer = max(solid.shape) - 2
    return float(2 * np.count_nonzero(solid) / (edges * np.pi / 4) * 20 / longer)


def finding(ink: Grey, card: DatasetCard) -> str | None:
    """What to change about a drawing, in a sentence; None where it is as it should be."""
    apart = card.pen is not None and card.pen.apart
    count = len(characters(np.pad(_solid(ink), 1), apart))
    return say(SEVERAL, count=count) if count > 1 else pen_finding(ink, card)


def pen_finding(ink: Grey, card: DatasetCard) -> str | None:
    """What to change about the pen, in a sentence.

    None where the stroke is a usual one, and for a collection whose usual stroke is not known.
    """
    if card.pen is None or card.pen.usual_stroke is None:
        return None
    width = stroke_width(ink)
    thin, thick = card.pen.usual_stroke
    if thin <= width <= thick:
        return None
    return say(
        TOO_THIN if width < thin else TOO_THICK,
        width=width,
        title=card.title,
        thin=thin,
        thick=thick,
    )


def _check(ink: Grey) -> None:
    if not isinstance(ink, np.ndarray) or ink.dtype != np.uint8 or ink.ndim != 2:
        what = (
            f"{ink.dtype} {ink.shape}" if isinstance(ink, np.ndarray) else f"a {type(ink).__name__}"
        )
        raise ValueError(
            say(
                "A drawing is a grey picture, uint8 (height, width) with 255 for full ink; "
                "this is {what}.",
                what=what,
            )
        )
    if not ink.any():
        raise EmptyInk


def _boxed(ink: Grey, shape: tuple[int, int], box: int, by_mass: bool) -> Grey:
    """The drawing fitted to the box, with its centre of mass or the box itself in the middle."""
    character = _fit(_cut_out(ink), box)
    height, width = character.shape
    centre = ndimage.center_of_mass(character) if by_mass else (height / 2, width / 2)
    return _place(character, shape, centre)


def _cut_out(ink: Grey) -> Grey:
    """The drawing without specks, cut to its bounding box."""
    blots, count = ndimage.label(ink, structure=np.ones((3, 3)))
    weights = ndimage.sum_labels(ink, blots, np.arange(count + 1))
    # The largest blot always stays, so that a drawing of specks only does not become empty.
    strokes = weights >= min(SPECK * weights.sum(), weights.max())
    clean = np.where(strokes[blots], ink, 0).astype(np.uint8)
    rows, columns = np.flatnonzero(clean.any(axis=1)), np.flatnonzero(clean.any(axis=0))
    return clean[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _resize(grey: Grey, shape: tuple[int, int]) -> Grey:
    height, width = shape
    # Pillow's bilinear filter widens when it shrinks: each new pixel averages all it covers.
    return np.asarray(Image.fromarray(grey).resize((width, height), Image.Resampling.BILINEAR))


def _fit(digit: Grey, box: int) -> Grey:
    """Resized so that the longer side is `box`, the shape kept."""
    factor = box / max(digit.shape)
    height, width = (max(1, round(side * factor)) for side in digit.shape)
    return _resize(digit, (height, width))


def _place(digit: Grey, shape: tuple[int, int], anchor: tuple[float, float]) -> Grey:
    """The digit on an empty picture, its `anchor` in the middle, rounded to whole pixels.

    A digit that would reach over the edge is moved back inside, so that no ink is lost.
    """
    picture = np.zeros(shape, np.uint8)
    top, left = (
        int(np.clip(round(side / 2 - point), 0, side - extent))
        for side, extent, point in zip(shape, digit.shape, anchor, strict=True)
    )
    picture[top : top + digit.shape[0], left : left + digit.shape[1]] = digit
    return picture


def _bitmap(ink: Grey, way: str) -> NDArray[np.bool_]:
    """The 32 × 32 bitmap from which an 8 × 8 digit is counted."""
    if way == "raw":
        return _solid(_resize(ink, (BITMAP, BITMAP)))
    if way == "boxed":
        return _solid(_boxed(ink, (BITMAP, BITMAP), BITMAP, by_mass=False))
    digit = _cut_out(ink)
    height, width = digit.shape
    stretched = max(1, round(min(BITMAP_WIDTH, STRETCH * width * BITMAP / height)))
    digit = _resize(digit, (BITMAP, stretched))
    bitmap = _solid(_place(digit, (BITMAP, BITMAP), (BITMAP / 2, stretched / 2)))
    return _upright(_even_stroke(bitmap))


def _solid(grey: Grey) -> NDArray[np.bool_]:
    """Where there is ink: at least half as dark as the darkest pixel, so faint lines count too."""
    return grey >= grey.max() / 2


def _even_stroke(bitmap: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Thickened or thinned by up to two pixels a side, to come nearest to the usual ink."""
    changed = (
        change(bitmap, iterations=steps)
        for change in (ndimage.binary_dilation, ndimage.binary_erosion)
        for steps in (1, 2)
    )
    choices = [bitmap, *(choice for choice in changed if choice.any())]
    return min(choices, key=lambda choice: abs(np.count_nonzero(choice) - USUAL_INK))


def _upright(bitmap: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Sheared until the leftmost ink of the first row and of the last stand above each other."""
    rows, columns = np.nonzero(bitmap)
    first, last = rows[0], rows[-1]
    if first == last:
        return bitmap
    slant = (bitmap[last].argmax() - bitmap[first].argmax()) / (last - first)
    shifted = columns - np.round((rows - (BITMAP - 1) / 2) * slant).astype(int)
    inside = (shifted >= 0) & (shifted < BITMAP)
    upright = np.zeros_like(bitmap)
    upright[rows[inside], shifted[inside]] = True
    return upright


def _count_blocks(bitmap: NDArray[np.bool_]) -> Grey:
    blocks = bitmap.reshape(BITMAP // BLOCK, BLOCK, BITMAP // BLOCK, BLOCK)
    return blocks.sum(axis=(1, 3)).astype(np.uint8)
