"""Finds the face in a photo, and crops it as the faces of FER-2013 are cropped.

The finder is scikit-image's: a cascade of local binary patterns (trained for OpenCV). FER-2013's
pictures were themselves cut around what such a finder said; on 400 of its training pictures this
one's box is 46.3 of 48 pixels wide in the median, and centred. So a margin of 1.7 pixels is added.
"""

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from core.drawing.photo import Crop, Pixels, clamped_crop

if TYPE_CHECKING:
    from skimage.feature import Cascade

MARGIN = 48 / 46.3
SEARCHED = 400  # pixels of the longer side in which a face is searched
SMALLEST = 1 / 8  # of the shorter side


def find_face(photo: Pixels) -> Crop | None:
    """The largest face in a photo `uint8 (height, width, 3)`, or None where none is found."""
    small = Image.fromarray(photo)
    small.thumbnail((SEARCHED, SEARCHED), Image.Resampling.BOX, reducing_gap=None)
    factor = max(small.size) / max(photo.shape[:2])
    # 24: the window that the cascade was trained with
    smallest, largest = max(24, round(SMALLEST * min(small.size))), max(small.size)
    found = _cascade().detect_multi_scale(
        img=np.asarray(small),
        scale_factor=1.1,
        step_ratio=1,
        min_size=(smallest, smallest),
        max_size=(largest, largest),
    )
    if not found:
        return None
    face = max(found, key=lambda box: box["width"])
    side = face["width"] * MARGIN
    left = face["c"] + face["width"] / 2 - side / 2
    top = face["r"] + face["height"] / 2 - side / 2
    return clamped_crop(photo, left / factor, top / factor, side / factor)


@cache
def _cascade() -> "Cascade":
    # The import takes half a second, so it is done only when a face is searched.
    from skimage.data import lbp_frontal_face_cascade_filename
    from skimage.feature import Cascade

    return Cascade(lbp_frontal_face_cascade_filename())
