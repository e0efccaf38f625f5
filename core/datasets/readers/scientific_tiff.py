"""TIFF files of measurements that Pillow does not know: fractions in colour, numbers of 64 bits."""

from typing import IO

import numpy as np

MARKS = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")


def read(stream: IO[bytes], max_pixels: int) -> np.ndarray | None:
    """The first picture, `(height, width, 1 or 3)` of the file's own type.

    None if it is no such file, is damaged or has more than `max_pixels`.
    """
    stream.seek(0)
    if not stream.read(4).startswith(MARKS):
        return None
    import tifffile  # only for the rare files that get as far as this

    stream.seek(0)
    try:
        with tifffile.TiffFile(stream) as file:
            page = file.pages.first
            if page.size > 4 * max_pixels:  # all channels
                return None
            values = page.asarray()
            if page.axes == "SYX":
                values = np.moveaxis(values, 0, -1)
            pixels = values.reshape(page.imagelength, page.imagewidth, -1)
    except Exception:  # a damaged file can fail anywhere
        return None
    if pixels.dtype.kind not in "uif" or not pixels.size:
        return None
    return pixels[..., :3] if pixels.shape[2] >= 3 else pixels[..., :1]
