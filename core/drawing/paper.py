"""Finds the ink of a digit in a photo of paper, in the form that the drawing pad gives.

Paper is never evenly lit, so darkness is measured against the paper beside each place: first
against all that is around, which shows roughly where the strokes are, then against what is bare
close by. Ink is at least half as dark as the darkest: faint lines of ruled paper vanish.
"""

import numpy as np
from PIL import Image, ImageOps
from scipy import ndimage

from core.drawing.ink import Grey, stroke_width
from core.drawing.photo import PhotoError, Pixels
from core.language import message, say

SIDE = 280  # pixels of the longer side: as the drawing pad
WIDE, NEAR = 0.1, 0.03  # of the longer side: around a stroke and beside it
GROUND = 0.3  # of the longer side: in a square of this, strokes are the smaller part
COARSE = 4  # pixels taken as one to tell chalk from ink
DARKEST = 99.5  # percentile: the darkest pixel of all may be a speck
FAINTEST = 0.3  # of the paper's brightness; less is grain, or the lines of ruled paper
LEAST_PART = 0.1  # of the largest blob's ink: enough to keep the bar of a 5 and drop dirt
MOST_INK = 0.5  # of the photo; more is no writing
USUAL_STROKE = 2.75  # pixels of a 20×20 box around the writing: the middle of what MNIST has

NOTHING = message(
    "No writing was found in this photo. Write one digit with a dark pen on light paper, and move "
    "the frame onto it."
)


def ink_in_photo(photo: Pixels) -> Grey:
    """The writing in a photo `uint8 (height, width, 3)` as ink, `uint8 (h, w)`, 255 or 0.

    Strokes thinner than a collection's are thickened to its usual width: a ballpoint is much
    thinner than the pens of MNIST. PhotoError, with a sentence, where no writing is found.
    """
    darkness = _darkness(_small_grey(photo))
    strongest = np.percentile(darkness, DARKEST)
    if strongest < FAINTEST:
        raise PhotoError(say(NOTHING))
    writing = _writing(darkness > max(FAINTEST, strongest / 2))
    if not writing.any() or writing.mean() > MOST_INK:
        raise PhotoError(say(NOTHING))
    return _thickened(writing)


def _small_grey(photo: Pixels) -> np.ndarray:
    image = Image.fromarray(np.ascontiguousarray(photo)).convert("L")
    method = Image.Resampling.BOX if max(image.size) > SIDE else Image.Resampling.BICUBIC
    grey = np.asarray(ImageOps.contain(image, (SIDE, SIDE), method)).astype(np.float32)
    return 255 - grey if _is_chalk(grey) else grey


def _is_chalk(grey: np.ndarray) -> bool:
    """Whether the strokes are brighter than the ground, as chalk on a board.

    Compared are the darkest and the brightest pixels; a shadow changes both by the same amount.
    """
    coarse = ndimage.zoom(grey, 1 / COARSE, order=1) + 1
    ground = ndimage.median_filter(coarse, round(GROUND * SIDE / COARSE))
    darkest, brightest = np.percentile(np.log(coarse / ground), [100 - DARKEST, DARKEST])
    return brightest > -darkest


def _darkness(grey: np.ndarray) -> np.ndarray:
    """How much darker than the paper around it each pixel is, as a part of the paper: 0 to 1."""
    smooth = ndimage.gaussian_filter(grey, 0.8)
    rough = 1 - smooth / np.maximum(ndimage.gaussian_filter(smooth, WIDE * SIDE), 1)
    # The brightness of the paper under a stroke is taken from bare paper close to it, which lies in
    # the same shadow.
    is_dark = rough > max(FAINTEST, np.percentile(rough, DARKEST) / 2)
    bare = np.where(ndimage.binary_dilation(is_dark, iterations=2), 0, 1).astype(np.float32)
    weight = ndimage.gaussian_filter(bare, NEAR * SIDE)
    light = ndimage.gaussian_filter(bare * smooth, NEAR * SIDE)
    paper = np.where(weight > 1e-3, light / np.maximum(weight, 1e-3), smooth)
    return np.clip(1 - smooth / np.maximum(paper, 1), 0, 1)


def _writing(dark: np.ndarray) -> np.ndarray:
    """The largest blob and others of at least a tenth of its ink.

    Blobs that touch an edge are left out, unless one of them has four times the ink of the others.
    """
    blobs, count = ndimage.label(dark, structure=np.ones((3, 3)))
    edge = np.concatenate([blobs[0], blobs[-1], blobs[:, 0], blobs[:, -1]])
    inside = np.setdiff1d(np.arange(1, count + 1), edge)
    sizes = np.bincount(blobs.ravel(), minlength=count + 1)
    candidates = inside if inside.size and sizes[inside].max() >= sizes[1:].max() / 4 else None
    chosen = np.arange(1, count + 1) if candidates is None else candidates
    large = chosen[sizes[chosen] >= LEAST_PART * sizes[chosen].max(initial=0)]
    return np.isin(blobs, large)


def _thickened(writing: np.ndarray) -> Grey:
    ink = np.where(writing, 255, 0).astype(np.uint8)
    while stroke_width(ink) < USUAL_STROKE:
        ink = ndimage.grey_dilation(ink, footprint=ndimage.generate_binary_structure(2, 1))
    return ink
