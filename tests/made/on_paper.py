"""Digits as people bring them, for tests and benchmarks: from a tablet, on paper, on a board.

Each begins with ink `uint8 (h, w)`, 255 = full, and gives a picture `uint8 (h, w, 3)`.
"""

import io
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage

PEN = (0.2, 0.4)
PENCIL = (0.6, 0.75)
"""The light that a stroke leaves of the paper's, at least and at most."""

BLACK = (1, 1, 1)
COLOURS = {
    "blue": (0.9, 0.75, 0.3),
    "red": (0.2, 0.85, 0.8),
    "green": (0.85, 0.4, 0.75),
    "orange": (0.1, 0.55, 0.9),
    "pink": (0.1, 0.7, 0.35),
    "light blue": (0.7, 0.35, 0.1),
    "violet": (0.55, 0.85, 0.3),
    "yellow": (0.05, 0.15, 0.85),
}
"""How much of red, green and blue light a pen takes away, as a part of what black ink does."""


def photograph(
    ink: np.ndarray,
    rng: np.random.Generator,
    turn: float = 6,
    leaves: tuple[float, float] = PEN,
    side: int = 600,
    colour: tuple[float, float, float] = BLACK,
    squared: bool = False,
) -> np.ndarray:
    """A pen on paper, its longer side `side` pixels.

    Paper of grey 150 to 220, ruled with twelve lines a quarter darker (or `squared` with
    twenty-four both ways), turned by up to `turn` degrees, under a shadow that takes away 30 to
    60 %. Blurred and grainy.
    """
    height, width = (round(length * side / max(ink.shape)) for length in ink.shape)
    strokes = np.asarray(Image.fromarray(ink).resize((width, height), Image.Resampling.BICUBIC))
    paper = np.full((height, width), rng.uniform(150, 220))
    between = side // 24 if squared else side // 12
    for line in (between // 2, between // 2 + 1):  # none along the edge, which is repeated below
        paper[line::between] *= 0.75
        if squared:
            paper[:, line::between] *= 0.75
    absorbed = strokes[:, :, np.newaxis] / 255 * (1 - rng.uniform(*leaves)) * np.array(colour)
    page = paper[:, :, np.newaxis] * (1 - absorbed)
    page = ndimage.rotate(page, rng.uniform(-turn, turn), reshape=False, mode="nearest")
    y, x = np.mgrid[:height, :width] / side
    angle, place = rng.uniform(0, 2 * np.pi), rng.uniform(0.3, 0.7)
    across = (x - 0.5) * np.cos(angle) + (y - 0.5) * np.sin(angle) + 0.5
    shadow = 1 - rng.uniform(0.3, 0.6) / (1 + np.exp((across - place) * 20))
    seen = ndimage.gaussian_filter(page * shadow[:, :, np.newaxis], (1.2, 1.2, 0))
    return _levels(seen + rng.normal(0, 4, paper.shape)[:, :, np.newaxis])


def tablet(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Dark ink with smooth edges on a white screen."""
    strokes = ndimage.gaussian_filter(ink.astype(float), 1) / 255
    return _grey(255 - (255 - rng.uniform(0, 60)) * strokes)


def paint(ink: np.ndarray) -> np.ndarray:
    """Black pixels on white ones, as a paint program draws."""
    return _grey(np.where(ink > 127, 0, 255))


def white_on_black(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Bright ink with smooth edges on a dark screen."""
    screen = rng.uniform(0, 40)
    strokes = ndimage.gaussian_filter(ink.astype(float), 1) / 255
    return _grey(screen + (rng.uniform(190, 255) - screen) * strokes)


def chalk(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Chalk on a black board, saved as a JPEG."""
    board = rng.uniform(0, 25)
    strokes = ndimage.gaussian_filter(ink.astype(float), 1) * rng.uniform(0.6, 1)
    seen = np.maximum(board, strokes) + rng.normal(0, 6, ink.shape)
    file = io.BytesIO()
    Image.fromarray(_grey(seen)).save(file, "JPEG", quality=70)
    return np.asarray(Image.open(file))


def under_a_narrow_shadow(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A pen on plain paper, across it the shadow of a telephone or an arm, with a sharp edge."""
    page = np.asarray(Image.fromarray(ink).resize((600, 600), Image.Resampling.BICUBIC))
    seen = rng.uniform(160, 230) * (1 - page / 255 * (1 - rng.uniform(*PEN)))
    y, x = np.mgrid[:600, :600] / 600
    angle, place = rng.uniform(0, np.pi), rng.uniform(-0.25, 0.25)
    away = np.abs((x - 0.5) * np.cos(angle) + (y - 0.5) * np.sin(angle) - place)
    darker = 1 - rng.uniform(0.25, 0.5) / (1 + np.exp((away - rng.uniform(0.1, 0.2)) * 120))
    return _grey(ndimage.gaussian_filter(seen * darker, 1) + rng.normal(0, 3, page.shape))


def in_a_box(ink: np.ndarray, rng: np.random.Generator, margin: int = 12) -> np.ndarray:
    """The ink with a box drawn around it by hand, its lines a few pixels wide and nearly closed."""
    reach = 3 * margin
    page = np.pad(alone(ink), reach)
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


def alone(ink: np.ndarray) -> np.ndarray:
    """The ink cut to its bounding box."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def on_a_large_page(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Somewhere on a page ten to twenty times as high as the digit, photographed."""
    digit = alone(ink)
    height = round(digit.shape[0] * rng.uniform(10, 20))
    page = np.zeros((height, height * 3 // 4), np.uint8)
    top, left = (
        int(rng.uniform(0.1, 0.9) * (side - length))
        for side, length in zip(page.shape, digit.shape, strict=True)
    )
    page[top : top + digit.shape[0], left : left + digit.shape[1]] = digit
    return photograph(page, rng, side=1024)


def side_by_side(one: np.ndarray, other: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The ink of two digits in a row, a fifth to a whole height apart."""
    one, other = alone(one), alone(other)
    height = max(len(one), len(other))
    gap = np.zeros((height, round(height * rng.uniform(0.2, 1))), np.uint8)
    one, other = (np.pad(ink, ((0, height - len(ink)), (0, 0))) for ink in (one, other))
    return np.concatenate([one, gap, other], axis=1)


def _coloured(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    colour = COLOURS[rng.choice(list(COLOURS))]
    return photograph(np.pad(ink, 60), rng, leaves=(0, 0.2), colour=colour)


KINDS: dict[str, Callable[[np.ndarray, np.random.Generator], np.ndarray]] = {
    "tablet": tablet,
    "paint": lambda ink, _rng: paint(ink),
    "a pen on ruled paper, in shadow": lambda ink, rng: photograph(np.pad(ink, 60), rng),
    "a pen on squared paper": lambda ink, rng: photograph(np.pad(ink, 60), rng, squared=True),
    "under a narrow shadow": lambda ink, rng: under_a_narrow_shadow(np.pad(ink, 60), rng),
    "coloured pen": _coloured,
    "faint pencil": lambda ink, rng: photograph(np.pad(ink, 60), rng, leaves=PENCIL),
    "white on black": white_on_black,
    "white chalk on black, JPEG": lambda ink, rng: chalk(np.pad(ink, 60), rng),
    "tall crop": lambda ink, rng: photograph(np.pad(alone(ink), (20, 8)), rng, turn=2),
    "in a box": lambda ink, rng: photograph(np.pad(in_a_box(ink, rng), 60), rng),
    "small, on a large page": on_a_large_page,
}


def _grey(levels: np.ndarray) -> np.ndarray:
    return _levels(np.repeat(levels[:, :, np.newaxis], 3, axis=2))


def _levels(seen: np.ndarray) -> np.ndarray:
    return np.clip(seen, 0, 255).astype(np.uint8)
