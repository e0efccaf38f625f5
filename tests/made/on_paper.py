"""Photos of digits on paper, for tests and benchmarks: grey, ruled, in shadow, with grain."""

import io

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage

PEN = (0.2, 0.4)
PENCIL = (0.6, 0.75)
"""The light that a stroke leaves of the paper's, at least and at most."""


def photograph(
    ink: np.ndarray,
    rng: np.random.Generator,
    turn: float = 6,
    leaves: tuple[float, float] = PEN,
    side: int = 600,
) -> np.ndarray:
    """Ink `uint8 (h, w)`, 255 = full, as a photo of a pen on paper, its longer side `side` pixels.

    Paper of grey 150 to 220, ruled with twelve lines a quarter darker, turned by up to `turn`
    degrees, under a shadow that takes away 30 to 60 %. Blurred and grainy: `uint8 (h, w, 3)`.
    """
    height, width = (round(length * side / max(ink.shape)) for length in ink.shape)
    strokes = np.asarray(Image.fromarray(ink).resize((width, height), Image.Resampling.BICUBIC))
    paper = np.full((height, width), rng.uniform(150, 220))
    paper[:: side // 12] *= 0.75
    paper[1 :: side // 12] *= 0.75
    page = paper * (1 - strokes / 255 * (1 - rng.uniform(*leaves)))
    page = ndimage.rotate(page, rng.uniform(-turn, turn), reshape=False, mode="nearest")
    y, x = np.mgrid[:height, :width] / side
    angle, place = rng.uniform(0, 2 * np.pi), rng.uniform(0.3, 0.7)
    across = (x - 0.5) * np.cos(angle) + (y - 0.5) * np.sin(angle) + 0.5
    shadow = 1 - rng.uniform(0.3, 0.6) / (1 + np.exp((across - place) * 20))
    seen = ndimage.gaussian_filter(page * shadow, 1.2) + rng.normal(0, 4, page.shape)
    return _grey(seen)


def chalk(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The ink as chalk on a black board, saved as a JPEG: `uint8 (h, w, 3)` of the same size."""
    board = rng.uniform(0, 25)
    strokes = ndimage.gaussian_filter(ink.astype(float), 1) * rng.uniform(0.6, 1)
    seen = np.maximum(board, strokes) + rng.normal(0, 6, ink.shape)
    file = io.BytesIO()
    Image.fromarray(_grey(seen)).save(file, "JPEG", quality=70)
    return np.asarray(Image.open(file))


def _grey(levels: np.ndarray) -> np.ndarray:
    return np.repeat(np.clip(levels, 0, 255).astype(np.uint8)[:, :, np.newaxis], 3, axis=2)


def in_a_box(ink: np.ndarray, rng: np.random.Generator, margin: int = 12) -> np.ndarray:
    """The ink with a box drawn around it by hand, its lines a few pixels wide and nearly closed."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    reach = 3 * margin
    page = np.pad(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], reach)
    height, width = page.shape
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)]) + np.array(
        [(reach, reach), (-reach, reach), (-reach, -reach), (reach, -reach)]
    )
    away = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * margin
    corners = corners + away + rng.normal(0, margin / 5, (4, 2))
    path = [tuple(map(float, corner)) for corner in (*corners, corners[0] + rng.normal(0, 3, 2))]
    drawn = Image.fromarray(page)
    ImageDraw.Draw(drawn).line(path, fill=255, width=int(rng.integers(4, 10)))
    return np.asarray(drawn)
