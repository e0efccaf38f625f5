"""Whether a dataset of one's own shows handwriting, and how: so that one can draw for it.

The names of the classes say what is written, digits or letters. The pictures say whether it is ink
on a plain ground, which of the two is dark, how large the characters are and where they lie.
"""

import unicodedata

import numpy as np

from core.datasets.card import Dataset, Domain, Pen

DIGITS = (
    {str(digit) for digit in range(10)},
    {"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"},
)
SAMPLE = 300
INK = 0.4
"""What differs from the ground by this share of the largest difference counts as ink."""
PLAIN = 0.1
"""The most that a plain ground may vary, as a share of all values."""
GROUND = 0.6
"""The least share of a picture's edge that is ground; ink may reach to it."""
COLOUR = 0.1
"""The most that the channels of a pixel may differ and be grey."""
MOST_INK = 0.6
JOINED = ("DIGIT", "LATIN", "GREEK")
"""How Unicode's names of characters begin of which each is one piece, but for dots and bars."""


def written(classes: tuple[str, ...]) -> Domain | None:
    """What the pictures show if they are handwriting: digits or letters; None for other classes."""
    names = [name.strip().casefold() for name in classes]
    if any(set(names) <= digits for digits in DIGITS):
        return "digit"
    if all(len(name) == 1 and name.isalpha() for name in names):
        return "letter"
    return None


def pen_of(dataset: Dataset) -> Pen | None:
    """How handwriting became the pictures of a dataset; None where they show no ink."""
    count = min(SAMPLE, len(dataset.x_train))
    chosen = np.linspace(0, len(dataset.x_train) - 1, count).astype(int)
    pictures = dataset.x_train[chosen].astype(np.float32) / dataset.card.max_value
    if min(pictures.shape[1:3]) < 8 or np.ptp(pictures, axis=-1).mean() > COLOUR:
        return None
    grey = pictures.mean(axis=-1)
    edges = np.concatenate([grey[:, 0], grey[:, -1], grey[:, :, 0], grey[:, :, -1]], axis=1)
    ground = np.median(edges, axis=1)
    is_ground = np.abs(edges - ground[:, None]) < PLAIN
    if np.median(is_ground.mean(axis=1)) < GROUND:
        return None
    inks = np.abs(grey - ground[:, None, None])
    found = [_box_and_centres(ink) for ink in inks if ink.max() > INK]
    if len(found) < count / 2 or np.mean(inks > INK) > MOST_INK:
        return None
    boxes, by_mass, by_box = map(np.array, zip(*found, strict=True))
    return Pen(
        way="mass" if by_mass.std(axis=0).sum() < by_box.std(axis=0).sum() else "box",
        box=float(np.clip(np.median(boxes), 0.2, 1)),
        dark=bool(np.median(ground) > 0.5),
        apart=_lie_apart(dataset.card.classes),
    )


def _lie_apart(classes: tuple[str, ...]) -> bool:
    """Whether the strokes of a character may lie apart, as in Hiragana; of words, they do not."""
    letters = [name.strip() for name in classes if len(name.strip()) == 1]
    return any(not unicodedata.name(letter, "").startswith(JOINED) for letter in letters)


def _box_and_centres(
    ink: np.ndarray,
) -> tuple[float, tuple[float, ...], tuple[float, float]]:
    """The longer side of the ink as a share of the picture's, its centre of mass and of its box."""
    solid = ink > INK * ink.max()
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    longer = max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1
    middle = (rows[0] + rows[-1]) / 2, (columns[0] + columns[-1]) / 2
    positions = np.indices(ink.shape)
    centre = tuple(float((axis * ink).sum() / ink.sum()) for axis in positions)
    return longer / min(ink.shape), centre, middle
