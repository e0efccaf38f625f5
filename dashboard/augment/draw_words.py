"""Draws of an augmentation in words and formulas."""

import numpy as np

from core.language import say
from core.preparation.augmentation import Draws
from core.recipe import Augmentation
from dashboard.augment import texts

MOVING = Draws._fields[:8]
"""The parameters that move pixels; the others change their values."""


def changes(augmentation: Augmentation, draws: Draws) -> str:
    """What several draws do to their pictures, for each kind of change that is on."""
    shifted = augmentation.width_shift_range or augmentation.height_shift_range
    flipped = augmentation.horizontal_flip or augmentation.vertical_flip
    drawn = {
        "turned": (augmentation.rotation_range, draws.theta),
        "moved": (shifted, np.hypot(draws.tx, draws.ty)),
        "slanted": (augmentation.shear_range, draws.shear),
        "zoomed": (augmentation.zoom_range, np.concatenate([draws.zx, draws.zy])),
        "flipped": (flipped, draws.flip_horizontal | draws.flip_vertical),
        "lit": (augmentation.brightness_range, draws.brightness),
        "shifted": (augmentation.channel_shift_range, draws.channel_shift_intensity),
    }
    written = (
        say(
            texts.CHANGES[name],
            low=values.min(),
            high=values.max(),
            count=int(values.sum()),
            all=len(values),
        )
        for name, (is_on, values) in drawn.items()
        if is_on
    )
    return _with_minus_signs(", ".join(written))


def moving_parameters(draws: Draws) -> str:
    """The parameters of one draw that move pixels, by the names that Keras gives them."""
    at_rest = Draws.none(1)
    written = []
    for name in MOVING:
        [value], [rest] = getattr(draws, name), getattr(at_rest, name)
        if value != rest:
            written.append(name if isinstance(value, np.bool_) else f"{name} = {value:.2f}")
    return _with_minus_signs(" · ".join(written))


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
    sentence = say(
        texts.MATRIX_EXAMPLE_INSIDE if inside else texts.MATRIX_EXAMPLE_OUTSIDE,
        x=x,
        y=y,
        from_x=from_x,
        from_y=from_y,
        corner_x=corner_x,
        corner_y=corner_y,
    )
    return _with_minus_signs(sentence)


def _with_minus_signs(words: str) -> str:
    return words.replace("-", "−")
