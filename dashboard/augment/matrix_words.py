"""One draw of an augmentation in writing: its numbers by name, its matrix, and what that does."""

import numpy as np

from core.preparation.augmentation import Draws

TEXT = {
    "example": "The middle of the new picture, ({x:g}, {y:g}), comes from "
    "({from_x:.1f}, {from_y:.1f}); its corner (0, 0) from "
    "({corner_x:.1f}, {corner_y:.1f}), {where}.",
    "inside": "inside the old picture",
    "outside": "outside the old picture, so `fill_mode` decides",
}


def drawn(draws: Draws) -> str:
    """The parameters that were drawn to move pixels, by name."""
    moving = list(zip(Draws._fields, draws, Draws.none(1), strict=True))[:8]
    words = (
        name if values.dtype == bool else f"{name} = {values[0]:.2f}"
        for name, values, at_rest in moving
        if values[0] != at_rest[0]
    )
    return " · ".join(words).replace("-", "−")


def latex(matrix: np.ndarray) -> str:
    """The map `(3, 3)` as a formula."""
    rows = r" \\ ".join(" & ".join(f"{value + 0.0:.2f}" for value in row) for row in matrix)
    return rf"M = \begin{{bmatrix}} {rows} \end{{bmatrix}}"


def example(matrix: np.ndarray, shape: tuple[int, ...]) -> str:
    """Where two pixels of a picture `(height, width, channels)` come from, in a sentence."""
    height, width = shape[:2]
    x, y = (width - 1) / 2, (height - 1) / 2
    from_x, from_y, _ = matrix @ (x, y, 1)
    corner_x, corner_y = matrix[:2, 2]
    inside = 0 <= corner_x <= width - 1 and 0 <= corner_y <= height - 1
    sentence = TEXT["example"].format(
        x=x,
        y=y,
        from_x=from_x,
        from_y=from_y,
        corner_x=corner_x,
        corner_y=corner_y,
        where=TEXT["inside" if inside else "outside"],
    )
    return sentence.replace("-", "−")
