"""Outputs of layers, heat maps and parts of pictures as images, without Streamlit.

Blue is below zero, white is zero, orange above.
"""

import math

import numpy as np
from PIL import Image, ImageDraw
from plotly.colors import sample_colorscale

from dashboard.render.charts import VALIDATION
from dashboard.render.pictures import as_image, data_uri
from dashboard.render.probe import diverging

MAPS_A_SIDE = 2
SMALLEST = 48
HEAT = 0.65
"""The opacity of a heat map over a picture."""
DIMMED = 0.6
"""The brightness of a picture below the paint of `painted`."""
_CIVIDIS = np.array(sample_colorscale("Cividis", list(np.linspace(0, 1, 256)), colortype="tuple"))


def largest(numbers: np.ndarray) -> float:
    """The largest absolute number that is finite; 1 if all are 0, so that one can divide by it."""
    finite = np.abs(numbers[np.isfinite(numbers)])
    return float(finite.max(initial=0.0)) or 1.0


def map_image(numbers: np.ndarray, scale: float) -> str:
    """Numbers `(rows, columns)`, from -scale to scale, as a data URI with a pixel a number."""
    return data_uri(diverging(numbers / scale))


def layer_image(output: np.ndarray) -> str:
    """A layer's output in one small picture: its first maps, or all its numbers in a square."""
    scale = largest(output)
    if output.ndim == 3:
        maps = np.moveaxis(output, -1, 0)[: MAPS_A_SIDE**2]
        return map_image(_squared(maps), scale)
    return map_image(in_square(output), scale)


def in_square(numbers: np.ndarray) -> np.ndarray:
    """Numbers of any shape in the rows of a square `(side, side)`; what is left over is NaN."""
    flat = np.asarray(numbers, np.float64).ravel()
    side = math.ceil(math.sqrt(len(flat)))
    square = np.full(side * side, np.nan)
    square[: len(flat)] = flat
    return square.reshape(side, side)


def _squared(maps: np.ndarray) -> np.ndarray:
    """Maps `(n, rows, columns)`, n <= 4, in a square with a line between them."""
    side = math.ceil(math.sqrt(len(maps)))
    _, rows, columns = maps.shape
    gap = max(1, rows // 16)
    square = np.full((side * (rows + gap) - gap, side * (columns + gap) - gap), np.nan)
    for number, one in enumerate(maps):
        top, left = (number // side) * (rows + gap), (number % side) * (columns + gap)
        square[top : top + rows, left : left + columns] = one
    return square


def amounts_image(shares: np.ndarray, shape: tuple[int, int]) -> Image.Image:
    """Amounts `(rows, columns)` from 0 to 1 in cividis, stretched smoothly to `(height, width)`."""
    stretched = Image.fromarray(np.asarray(shares, np.float32)).resize(
        shape[::-1], Image.Resampling.BILINEAR
    )
    levels = np.clip(np.asarray(stretched) * 255, 0, 255).astype(np.uint8)
    return Image.fromarray(np.rint(_CIVIDIS[levels] * 255).astype(np.uint8))


def over_picture(heat: Image.Image, picture: np.ndarray, max_value: int) -> str:
    """A heat map of a picture's size, laid over the picture in grey, as a data URI."""
    return data_uri(Image.blend(_grey(picture, max_value), heat, HEAT))


def painted(shares: np.ndarray, picture: np.ndarray, max_value: int) -> str:
    """A dim grey picture, the more painted over the farther a share is from 0, as a data URI.

    `shares` `(height, width)` are from -1, blue, to 1, orange.
    """
    paint = diverging(np.sign(shares)).convert("RGB")
    thickness = Image.fromarray(np.rint(255 * np.abs(shares)).astype(np.uint8))
    below = _grey(picture, max_value).point(lambda level: round(DIMMED * level))
    return data_uri(Image.composite(paint, below, thickness))


def _grey(picture: np.ndarray, max_value: int) -> Image.Image:
    return as_image(picture, max_value).convert("L").convert("RGB")


def framed(picture: np.ndarray, max_value: int, field: tuple[int, int, int, int] | None) -> str:
    """A picture, enlarged, with a frame around the pixels `(top, left, bottom, right)`."""
    image = as_image(picture, max_value)
    factor = math.ceil(2 * SMALLEST / max(image.size))
    image = image.resize((image.width * factor, image.height * factor), Image.Resampling.NEAREST)
    if field is None:
        return data_uri(image)
    image = image.convert("RGB")
    top, left, bottom, right = field
    corners = (left * factor, top * factor, (right + 1) * factor - 1, (bottom + 1) * factor - 1)
    ImageDraw.Draw(image).rectangle(corners, outline=VALIDATION, width=max(2, factor // 6))
    return data_uri(image)
