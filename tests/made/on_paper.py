"""Photos of digits on paper, for tests and benchmarks: grey, ruled, in shadow, with grain."""

import numpy as np
from PIL import Image
from scipy import ndimage


def photograph(ink: np.ndarray, rng: np.random.Generator, turn: float = 6) -> np.ndarray:
    """Ink `uint8 (h, w)`, 255 = full, as a photo `uint8 (600, 600, 3)` of a pen on paper.

    Paper of grey 150 to 220, ruled with lines a quarter darker, turned by up to `turn` degrees,
    under a shadow that takes away 30 to 60 %; the pen leaves 20 to 40 % of the light. Blurred and
    grainy.
    """
    side = 600
    strokes = np.asarray(Image.fromarray(ink).resize((side, side), Image.Resampling.BICUBIC)) / 255
    paper = np.full((side, side), rng.uniform(150, 220))
    paper[:: side // 12] *= 0.75
    paper[1 :: side // 12] *= 0.75
    page = paper * (1 - strokes * (1 - rng.uniform(0.2, 0.4)))
    page = ndimage.rotate(page, rng.uniform(-turn, turn), reshape=False, mode="nearest")
    y, x = np.mgrid[:side, :side] / side
    angle, place = rng.uniform(0, 2 * np.pi), rng.uniform(0.3, 0.7)
    across = (x - 0.5) * np.cos(angle) + (y - 0.5) * np.sin(angle) + 0.5
    shadow = 1 - rng.uniform(0.3, 0.6) / (1 + np.exp((across - place) * 20))
    seen = ndimage.gaussian_filter(page * shadow, 1.2) + rng.normal(0, 4, page.shape)
    grey = np.clip(seen, 0, 255).astype(np.uint8)
    return np.repeat(grey[:, :, np.newaxis], 3, axis=2)
