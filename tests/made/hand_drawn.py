"""Digits as a person draws them with a round pen, for tests and benchmarks of the drawing pad."""

import base64
import io

import numpy as np
from PIL import Image, ImageDraw

SIDE = 140  # of the pad's picture, half of its 280 units
FINE = 4  # drawn four times larger, then averaged: smooth edges

Stroke = list[tuple[float, float]]


def arc(x: float, y: float, rx: float, ry: float, start: float, stop: float) -> Stroke:
    """Part of an ellipse around (x, y); degrees, 0 = right, 90 = down."""
    angles = np.radians(np.linspace(start, stop, 24))
    return [(x + rx * np.cos(angle), y + ry * np.sin(angle)) for angle in angles]


# Units are the digit's height; y points down. The first of each is the plain one.
DIGITS: dict[int, dict[str, list[Stroke]]] = {
    0: {
        "round": [arc(0.35, 0.5, 0.32, 0.5, 270, -90)],
        "slim": [arc(0.3, 0.5, 0.22, 0.5, 270, -90)],
        "not closed": [arc(0.33, 0.5, 0.3, 0.5, 290, -45)],
    },
    1: {
        "single stroke": [[(0.3, 0), (0.3, 1)]],
        "leaning": [[(0.45, 0), (0.25, 1)]],
        "with a flag": [[(0.05, 0.28), (0.35, 0), (0.35, 1)]],
        "with a long flag": [[(0, 0.5), (0.42, 0), (0.42, 1)]],
        "with a curved flag": [[*arc(0.02, -0.05, 0.36, 0.38, 80, 15), (0.37, 0), (0.37, 1)]],
        "with flag and foot": [[(0.1, 0.25), (0.35, 0), (0.35, 1)], [(0.08, 1), (0.62, 1)]],
    },
    2: {
        "round": [[*arc(0.33, 0.28, 0.3, 0.28, 190, 395), (0.05, 1), (0.68, 1)]],
        "angular": [
            [(0.05, 0.2), (0.2, 0.03), (0.5, 0.03), (0.62, 0.2), (0.55, 0.45), (0.05, 1), (0.65, 1)]
        ],
        "with a loop": [
            [
                *arc(0.33, 0.28, 0.3, 0.28, 190, 395),
                *arc(0.18, 0.88, 0.13, 0.1, -20, -300),
                (0.4, 0.93),
                (0.7, 1),
            ]
        ],
        "like a z": [[(0.05, 0.06), (0.6, 0.04), (0.06, 0.98), (0.66, 0.96)]],
        "like a swan": [
            [*arc(0.3, 0.26, 0.28, 0.26, 170, 400), (0.1, 0.95), *arc(0.5, 0.8, 0.4, 0.2, 130, 30)]
        ],
    },
    3: {
        "round": [[*arc(0.28, 0.26, 0.3, 0.26, 200, 450), *arc(0.28, 0.75, 0.34, 0.25, 270, 520)]],
        "flat top": [[(0.05, 0), (0.6, 0), (0.3, 0.38), *arc(0.28, 0.68, 0.34, 0.3, 280, 510)]],
        "angular": [
            [(0.04, 0.05), (0.55, 0.03), (0.22, 0.42), (0.6, 0.62), (0.5, 0.92), (0.03, 0.98)]
        ],
        "with a small upper half": [
            [*arc(0.3, 0.2, 0.22, 0.2, 190, 440), *arc(0.28, 0.69, 0.36, 0.31, 275, 530)]
        ],
    },
    4: {
        "closed": [[(0.48, 1), (0.48, 0), (0.02, 0.68), (0.7, 0.68)]],
        "open": [[(0.15, 0), (0.03, 0.6), (0.7, 0.6)], [(0.52, 0.1), (0.5, 1)]],
        "open and square": [[(0.1, 0), (0.08, 0.52), (0.68, 0.5)], [(0.6, 0.02), (0.58, 1)]],
        "open and pointed": [[(0.25, 0), (0, 0.62), (0.68, 0.6)], [(0.46, 0.3), (0.38, 1)]],
        "short stem": [[(0.45, 0), (0.02, 0.66), (0.7, 0.66)], [(0.5, 0.35), (0.45, 1)]],
    },
    5: {
        "two strokes": [
            [(0.12, 0), (0.08, 0.42), *arc(0.3, 0.68, 0.32, 0.32, 230, 500)],
            [(0.12, 0), (0.62, 0)],
        ],
        "one stroke": [[(0.6, 0), (0.14, 0), (0.1, 0.43), *arc(0.28, 0.69, 0.34, 0.31, 240, 500)]],
        "hat apart": [
            [(0.1, 0.06), (0.06, 0.42), *arc(0.28, 0.7, 0.32, 0.3, 230, 510)],
            [(0.2, 0), (0.66, 0.02)],
        ],
        "like an s": [
            [*arc(0.4, 0.22, 0.26, 0.22, 310, 130), *arc(0.26, 0.72, 0.32, 0.28, 290, 510)]
        ],
    },
    6: {
        "straight": [
            [(0.5, 0), (0.25, 0.25), (0.07, 0.55), *arc(0.33, 0.72, 0.28, 0.28, 190, -170)]
        ],
        "curved": [
            [*arc(0.5, 0.62, 0.45, 0.62, 260, 180), *arc(0.33, 0.72, 0.28, 0.28, 180, -180)]
        ],
        "like a b": [[(0.08, 0), (0.05, 0.7), *arc(0.3, 0.75, 0.26, 0.25, 180, -200)]],
        "with a large loop": [[(0.42, 0), (0.16, 0.3), *arc(0.33, 0.66, 0.31, 0.34, 200, -190)]],
    },
    7: {
        "plain": [[(0.02, 0.02), (0.65, 0.02), (0.25, 1)]],
        "with a bar": [[(0.02, 0.02), (0.65, 0.02), (0.28, 1)], [(0.15, 0.5), (0.65, 0.5)]],
        "with a curved stem": [[(0.02, 0.05), (0.62, 0.02), *arc(0.9, 1, 0.6, 0.75, 230, 180)]],
        "with a sloping bar": [[(0.05, 0.04), (0.62, 0), (0.2, 1)], [(0.1, 0.58), (0.58, 0.44)]],
        "with serif and bar": [
            [(0.04, 0.18), (0.04, 0.02), (0.65, 0.02), (0.28, 1)],
            [(0.15, 0.5), (0.65, 0.5)],
        ],
    },
    8: {
        "two circles": [
            arc(0.33, 0.25, 0.25, 0.25, 90, 450),
            arc(0.33, 0.75, 0.31, 0.25, 270, -90),
        ],
        "slim": [
            arc(0.25, 0.26, 0.17, 0.26, 90, 450),
            arc(0.25, 0.75, 0.2, 0.25, 270, -90),
        ],
        "open at the top": [
            [
                (0.55, 0.05),
                *arc(0.3, 0.24, 0.24, 0.24, 290, 100),
                *arc(0.33, 0.73, 0.28, 0.27, 270, 610),
                (0.6, 0.12),
            ]
        ],
        "one line": [
            [
                (0.58, 0.15),
                *arc(0.33, 0.24, 0.25, 0.24, 320, 90),
                *arc(0.33, 0.74, 0.29, 0.26, 270, 450),
                *arc(0.33, 0.74, 0.29, 0.26, 90, 270),
                (0.58, 0.15),
            ]
        ],
    },
    9: {
        "straight tail": [[*arc(0.32, 0.28, 0.28, 0.28, 0, -360), (0.6, 0.3), (0.56, 1)]],
        "like a g": [
            [
                *arc(0.33, 0.26, 0.27, 0.26, -20, -370),
                (0.62, 0.75),
                *arc(0.33, 0.78, 0.28, 0.22, 0, 140),
            ]
        ],
        "small loop": [[*arc(0.28, 0.2, 0.22, 0.2, 0, -360), (0.5, 0.25), (0.48, 1)]],
        "leaning tail": [[*arc(0.32, 0.28, 0.28, 0.28, 0, -360), (0.6, 0.4), (0.45, 1)]],
        "curved tail": [
            [
                *arc(0.32, 0.28, 0.28, 0.28, 0, -360),
                *arc(0.15, 0.45, 0.47, 0.55, -15, 80),
                (0.05, 0.95),
            ]
        ],
    },
}


def draw(
    strokes: list[Stroke],
    *,
    height: float = 190,
    pen: float = 28,
    slant: float = 0,
    middle: tuple[float, float] = (140, 140),
) -> np.ndarray:
    """The strokes on a pad of 280 units, as the pad sends it: `uint8 (SIDE, SIDE)`, 255 = ink.

    `height` and `pen` are in units of the pad, `slant` is how far the top leans to the right for
    each unit of height, `middle` is the (x, y) of the middle of the digit.
    """
    scale = SIDE * FINE / 280
    points = np.array([point for stroke in strokes for point in stroke])
    centre = (points.min(axis=0) + points.max(axis=0)) / 2
    canvas = Image.new("L", (SIDE * FINE, SIDE * FINE))
    brush, radius = ImageDraw.Draw(canvas), pen * scale / 2
    for stroke in strokes:
        x, y = ((np.array(stroke) - centre) * height).T
        path = [
            (float(a), float(b))
            for a, b in zip(
                (middle[0] + x - slant * y) * scale, (middle[1] + y) * scale, strict=True
            )
        ]
        brush.line(path, fill=255, width=round(pen * scale))
        for a, b in path:
            brush.ellipse((a - radius, b - radius, a + radius, b + radius), fill=255)
    return np.asarray(canvas.resize((SIDE, SIDE), Image.Resampling.BOX))


def sent(ink: np.ndarray) -> str:
    """The ink as the pad sends it: a PNG as a data URL."""
    png = io.BytesIO()
    Image.fromarray(ink).save(png, "PNG")
    return "data:image/png;base64," + base64.b64encode(png.getvalue()).decode()


def enlarge(picture: np.ndarray, side: int, rng: np.random.Generator) -> np.ndarray:
    """A picture of a collection as solid strokes `side` pixels large, somewhere on a 280 pad.

    `picture` is `uint8 (h, w)`; its largest value counts as full ink.
    """
    grey = np.round(picture * (255 / picture.max())).astype(np.uint8)
    large = Image.fromarray(grey).resize((side, side), Image.Resampling.BICUBIC)
    pad = np.zeros((280, 280), np.uint8)
    top, left = rng.integers(0, 281 - side, 2)
    pad[top : top + side, left : left + side] = np.where(np.asarray(large) >= 110, 255, 0)
    return pad
