"""Whether pictures of digits and letters lie on their side, rows and columns exchanged, as EMNIST's
do as they are published.

The pictures decide: the average one of each class is laid over the printed character, as it is and
turned. Where nothing but the pictures says that they are digits, they are also compared with the
digits that are bundled with the lab: bags and shoes are turned by nobody.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np

from core.datasets.cards import CARDS
from core.datasets.parts import FilePart

SIDE, BOX = 28, 20
"""Pixels of MNIST's pictures, and of the box in their middle that holds the character."""
SIDES = range(12, 65)
"""Of what size pictures of characters are; in smaller ones turned digits are hard to tell."""
DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MERGED = DIGITS + LETTERS + "abdefghnqrt"
ALL = DIGITS + LETTERS + LETTERS.lower()
SAMPLE = 100
"""Pictures of a class that are enough for its average."""
SURE = 0.1
"""By how much one way has to fit better than the other. Of MNIST's digits, the way they are fits
better by 0.14 to 0.25, even if only 20 are asked and the classes are mixed up."""
ALIKE = 0.3
"""How alike the differences between classes are at least if these are digits. MNIST's and those of
the bundled digits: 0.40 to 0.52; with mixed up classes at most 0.15."""
INK = 0.1
"""Where at least so large a share of the strongest ink is, there are characters."""
_NAMED = [re.compile(rf"(?<![a-z]){card.transposed}") for card in CARDS.values() if card.transposed]


def may_be_characters(shape: tuple[int, ...]) -> bool:
    """Whether pictures `(height, width, channels)` may be of characters: grey and square."""
    height, width, channels = shape
    return channels == 1 and height == width and height in SIDES


def lie_on_their_side(parts: Sequence[FilePart]) -> bool:
    """Whether these pictures, with labels, have to be turned.

    EMNIST's own do, unless they fit better as they are. Others do if they are all ten digits, and
    clearly fit better turned.
    """
    named = any(name.search(part.where.lower()) for name in _NAMED for part in parts)
    classes = _class_characters(parts)
    if not named and "".join(classes.values()) != DIGITS:
        return False
    averages = _averages(parts, classes)
    fits = [fit for character, mean in averages if (fit := _fit(character, mean))]
    as_they_are, turned = np.mean(fits, axis=0) if fits else (0, 0)
    if named:
        return bool(as_they_are < turned + SURE)
    is_clear = bool(turned > as_they_are + SURE)
    return is_clear and _are_digits([mean.T for _, mean in averages])


def _class_characters(parts: Sequence[FilePart]) -> dict[int, str]:
    """The character of each label that stands for one, in the order of the labels."""
    labels = np.concatenate([part.pair[1] for part in parts])
    classes = parts[0].classes or _characters(labels, parts[0].where)
    return {
        label: classes[label]
        for label in np.unique(labels).tolist()
        if label < len(classes) and len(classes[label]) == 1
    }


def _averages(
    parts: Sequence[FilePart], classes: Mapping[int, str]
) -> list[tuple[str, np.ndarray]]:
    """The character and the average picture, `(28, 28)`, of each class."""
    averages = []
    for label in classes:
        pictures = [part.pair[0][np.flatnonzero(part.pair[1] == label)[:SAMPLE]] for part in parts]
        averages.append(np.concatenate(pictures).mean(axis=(0, 3)))
    return list(zip(classes.values(), _as_mnists(averages), strict=True))


def _as_mnists(averages: Sequence[np.ndarray]) -> list[np.ndarray]:
    """The same pictures as `(28, 28)`, all characters together in the box in the middle."""
    if not averages or averages[0].shape == (SIDE, SIDE):
        return list(averages)
    from scipy.ndimage import zoom

    together = np.mean(averages, axis=0)
    rows, columns = np.nonzero(together > INK * together.max())
    if not len(rows):
        return [np.zeros((SIDE, SIDE)) for _ in averages]
    middle = (rows.min() + rows.max() + 1) / 2, (columns.min() + columns.max() + 1) / 2
    length = max(np.ptp(rows), np.ptp(columns)) + 1
    margin = len(together)  # so that the cut never reaches beyond the picture
    top, left = (round(place - length / 2) + margin for place in middle)
    edge = (SIDE - BOX) // 2
    found = []
    for mean in averages:
        cut = np.pad(mean, margin)[top : top + length, left : left + length]
        found.append(np.pad(zoom(cut, BOX / length, order=1), edge))
    return found


def _characters(labels: np.ndarray, where: str) -> Sequence[str]:
    """What the numbers stand for in the sets of EMNIST; in Letters they begin with 1."""
    highest = labels.max()
    if highest < len(DIGITS) and "letters" not in where.lower():
        return DIGITS
    if highest <= len(LETTERS):
        return LETTERS if labels.min() == 0 else " " + LETTERS
    return MERGED if highest < len(MERGED) else ALL


def _fit(character: str, mean: np.ndarray) -> tuple[float, float] | None:
    """How well, from -1 to 1, a picture fits the printed character: as it is, and turned.

    None where that says nothing. Most sets take capital and small letters together.
    """
    if character not in ALL or not np.ptp(mean):
        return None
    templates = [_template(form) for form in {character, character.lower()}]
    return max(_alike(mean, one) for one in templates), max(
        _alike(mean.T, one) for one in templates
    )


def _are_digits(averages: Sequence[np.ndarray]) -> bool:
    """Whether ten average pictures differ from each other as handwritten digits do."""
    found, known = (
        pictures / np.linalg.norm(pictures, axis=1, keepdims=True)
        for pictures in (np.array([_blurred(mean).ravel() for mean in averages]), _handwritten())
    )
    found, known = found - found.mean(axis=0), known - known.mean(axis=0)
    pairs = zip(found, known, strict=True)
    return bool(np.mean([np.corrcoef(one, other)[0, 1] for one, other in pairs]) > ALIKE)


@cache
def _handwritten() -> np.ndarray:
    """The averages of the bundled digits, in a box of 20×20 pixels as MNIST's, `(10, 784)`."""
    from scipy.ndimage import zoom

    from core.datasets.bundled import digits

    bundled = digits()
    averages = np.zeros((10, SIDE, SIDE))
    for digit in range(10):
        mean = bundled.x_train[bundled.y_train == digit].mean(axis=(0, 3))
        averages[digit, 4:24, 4:24] = zoom(mean, BOX / 8)
    return np.array([_blurred(average).ravel() for average in averages])


def _alike(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.corrcoef(_blurred(one).ravel(), other.ravel())[0, 1])


def _blurred(picture: np.ndarray) -> np.ndarray:
    from scipy.ndimage import gaussian_filter

    return gaussian_filter(picture.astype(np.float32), 1.5)


@cache
def _template(character: str) -> np.ndarray:
    """The printed character as MNIST has it: in a box of 20×20 pixels, blurred."""
    from PIL import Image, ImageDraw, ImageFont

    page = Image.new("L", (100, 100))
    ImageDraw.Draw(page).text((30, 20), character, fill=255, font=ImageFont.load_default(50))
    character_alone = page.crop(page.getbbox())
    scale = BOX / max(character_alone.size)
    width, height = (max(1, round(side * scale)) for side in character_alone.size)
    picture = Image.new("L", (SIDE, SIDE))
    picture.paste(
        character_alone.resize((width, height)), ((SIDE - width) // 2, (SIDE - height) // 2)
    )
    return _blurred(np.asarray(picture))
