"""Finds the face in a photo, and crops it as the faces of FER-2013 are cropped.

The finder is scikit-image's: a cascade of local binary patterns (trained for OpenCV). FER-2013's
pictures were themselves cut around what such a finder said; on 400 of its training pictures this
one's box is 46.3 of 48 pixels wide in the median, and centred. So a margin of 1.7 pixels is added.
"""

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PIL import Image

from core.drawing.photo import Crop, Pixels, clamped_crop

if TYPE_CHECKING:
    from skimage.feature import Cascade

MARGIN = 48 / 46.3
SEARCHED = 400  # pixels of the longer side in which a face is searched
SMALLEST = 1 / 8  # of the shorter side
SAME = 0.5  # of two boxes together is in both: they are around the same thing
SURE, PERHAPS = 12, 5
"""Windows over the same thing that the finder takes for a face. Around a face there are dozens;
patterns on a wall have up to four."""


class Face(NamedTuple):
    """A square around a face, and whether it is one or only may be one."""

    crop: Crop
    is_sure: bool


def find_face(photo: Pixels) -> Face | None:
    """The largest face in a photo `uint8 (height, width, 3)`, or None where none is found.

    Where nothing is surely a face, it is what is most like one.
    """
    windows = _windows(photo)
    if not len(windows):
        return None
    same = _overlap(windows) >= SAME
    votes = same.sum(axis=1)
    is_sure = bool(votes.max() >= SURE)
    if not is_sure and votes.max() < PERHAPS:
        return None
    # Of several faces the nearest to the camera; of guesses the best.
    chosen = np.where(votes >= SURE, windows[:, 2], 0) if is_sure else votes
    left, top, width = windows[same[chosen.argmax()]].mean(axis=0)
    side = width * MARGIN
    grown = (side - width) / 2
    return Face(clamped_crop(photo, left - grown, top - grown, side), is_sure)


def _windows(photo: Pixels) -> np.ndarray:
    """Every window that is taken for a face: left, top and width in pixels, float `(n, 3)`."""
    small = Image.fromarray(photo)
    small.thumbnail((SEARCHED, SEARCHED), Image.Resampling.BOX, reducing_gap=None)
    factor = max(photo.shape[:2]) / max(small.size)
    # 24: the window that the cascade was trained with
    smallest, largest = max(24, round(SMALLEST * min(small.size))), max(small.size)
    found = _cascade().detect_multi_scale(
        img=np.asarray(small),
        scale_factor=1.1,
        step_ratio=1,
        min_size=(smallest, smallest),
        max_size=(largest, largest),
        min_neighbor_number=1,
        intersection_score_threshold=2,  # no two windows have so much in common: each by itself
    )
    windows = [(window["c"], window["r"], window["width"]) for window in found]
    return np.array(windows, float).reshape(-1, 3) * factor


def _overlap(windows: np.ndarray) -> np.ndarray:
    """The part of two windows together that both have, for each pair: float `(n, n)`."""
    left, top, width = windows.T[:, :, np.newaxis]
    across = np.minimum(left + width, (left + width).T) - np.maximum(left, left.T)
    down = np.minimum(top + width, (top + width).T) - np.maximum(top, top.T)
    common = np.maximum(across, 0) * np.maximum(down, 0)
    return common / (width**2 + (width**2).T - common)


@cache
def _cascade() -> "Cascade":
    # The import takes half a second, so it is done only when a face is searched.
    from skimage.data import lbp_frontal_face_cascade_filename
    from skimage.feature import Cascade

    return Cascade(lbp_frontal_face_cascade_filename())
