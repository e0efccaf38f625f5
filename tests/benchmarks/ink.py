"""How well networks read drawings and photos, by the way these are prepared.

Run: python -m tests.benchmarks.ink

Two networks are trained as their presets say: that of a first visit, on the bundled digits, and a
convolutional one on MNIST, if that is on this machine. Test pictures are then redrawn as solid
strokes of random size at a random place on a pad of 280 × 280, as if a hand had drawn them, and
tried in five ways:

- prepared in each of `ink.WAYS`, with what goes wrong on a pad: thin and thick pens, slanted and
  tiny digits, crumbs beside them, digits cut by the edge;
- as pictures of each kind of `tests.made.on_paper`, found, framed and read as on the Draw page;
- two side by side, which ought to be found to be two.

And digits that no writer of either collection drew: those of `tests.made.hand_drawn`, each with
pens of several widths, and a hundred by the ten hands of `tests.made.hands`. Behind each share of
photos and hands stands the interval that holds the true one in 95 of 100 cases (Wilson's).
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from PIL import Image
from scipy import ndimage

from core.datasets import Dataset, Library
from core.drawing.ink import WAYS, prepare
from core.drawing.paper import around, boxes_in_photo, ink_in_photo, on_larger_paper
from core.drawing.photo import PhotoError, cut, middle
from core.numerics.metrics import wilson
from core.recipe import preset
from tests.made.hand_drawn import DIGITS, draw, enlarge
from tests.made.hands import HANDS, drawn_by
from tests.made.on_paper import KINDS, photograph, side_by_side

PHOTOS = 100  # of each kind
REDRAWN = 200
PENS = (16, 22, 28, 34)
SLANTS = (-0.1, 0.0, 0.1, 0.2)


class Reader:
    """The network of a preset, trained on its dataset."""

    def __init__(self, name: str, library: Library):
        from core.worker.build import build
        from core.worker.train import train

        recipe = preset(name)
        self.dataset = library.load(recipe.data.dataset)
        self.card = self.dataset.card
        self.model = build(recipe.model, self.card.shape, self.card.num_classes)
        self.model.set_weights(train(recipe, self.dataset, lambda _event: None).weights)

    def says(self, pictures: Sequence[np.ndarray] | np.ndarray) -> np.ndarray:
        """The class of each picture `(n, height, width, channels)`, values as in the dataset."""
        scaled = np.asarray(pictures) / np.float32(self.card.max_value)
        return self.model.predict(scaled, batch_size=256, verbose=0).argmax(axis=1)

    def reads(self, inks: Sequence[np.ndarray], way: str = "centred") -> np.ndarray:
        """The class of each drawing, prepared in this way."""
        return self.says([prepare(ink, self.card, way) for ink in inks])


def redrawn(pictures: np.ndarray) -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    return [enlarge(x[:, :, 0], int(rng.integers(110, 261)), rng) for x in pictures]


def with_pen(inks: list[np.ndarray], change: float) -> list[np.ndarray]:
    """Strokes wider by `change` (or thinner, below 0), in pixels of the box of 20."""
    morph: Callable = ndimage.binary_dilation if change > 0 else ndimage.binary_erosion
    changed = []
    for ink in inks:
        height = np.ptp(np.flatnonzero(ink.any(axis=1))) + 1
        steps = max(1, round(abs(change) / 2 * height / 20))
        solid = morph(ink > 0, iterations=steps)
        changed.append(np.where(solid if solid.any() else ink > 0, 255, 0).astype(np.uint8))
    return changed


def slanted(inks: list[np.ndarray], slope: float) -> list[np.ndarray]:
    """Turned clockwise by `slope` degrees."""
    return [
        np.where(
            ndimage.rotate(np.pad(ink, 60), slope, reshape=False, order=1) > 127, 255, 0
        ).astype(np.uint8)
        for ink in inks
    ]


def tiny(inks: list[np.ndarray]) -> list[np.ndarray]:
    """A fifth as large, in the middle of the pad: 22 to 52 pixels."""
    small = [
        np.asarray(Image.fromarray(ink).resize((56, 56), Image.Resampling.BOX)) for ink in inks
    ]
    return [np.pad(ink, 112) for ink in small]


def with_crumbs(inks: list[np.ndarray]) -> list[np.ndarray]:
    """With four dots of a fine pen, each a few pixels wide, near the corners."""
    littered = []
    for ink in inks:
        ink = ink.copy()
        for row, column in ((5, 5), (5, 272), (272, 5), (272, 272)):
            ink[row : row + 3, column : column + 3] = 255
        littered.append(ink)
    return littered


def cut_by_the_edge(inks: list[np.ndarray]) -> list[np.ndarray]:
    """Moved off the left edge of the pad until a tenth of the digit's width is gone."""
    cut = []
    for ink in inks:
        columns = np.flatnonzero(ink.any(axis=0))
        cut.append(ink[:, columns[0] + round(np.ptp(columns) / 10) :])
    return cut


def as_on_the_page(photo: np.ndarray) -> np.ndarray | None:
    """The ink in the frame that the Draw page puts around the writing; None where it finds none."""
    whole = on_larger_paper(photo)
    boxes = boxes_in_photo(whole)
    try:
        return ink_in_photo(cut(whole, around(whole, boxes[0]) if boxes else middle(whole)))
    except PhotoError:
        return None


def with_interval(right: np.ndarray) -> str:
    """The share of what is True, between which it may be, and of how many."""
    low, high = wilson(int(right.sum()), right.size)
    return f"{right.mean():10.3f}   {low:.3f} to {high:.3f}{right.size:7}"


def ways_table(reader: Reader) -> None:
    dataset: Dataset = reader.dataset
    x, labels = dataset.x_test[:REDRAWN], dataset.y_test[:REDRAWN]
    clean = (reader.says(x) == labels).mean()
    print(f"\n{reader.card.title}: {len(x)} test pictures, {clean:.3f} as they are; redrawn")
    print(f"{'':34}" + "".join(f"{way:>10}" for way in WAYS))
    inks = redrawn(x)
    for name, changed in (
        ("with their own stroke", inks),
        ("pen 1.1 px thinner", with_pen(inks, -1.1)),
        ("pen 1.7 px thicker", with_pen(inks, 1.7)),
        ("turned by 15 degrees", slanted(inks, 15)),
        ("turned by 30 degrees", slanted(inks, 30)),
        ("tiny", tiny(inks)),
        ("with crumbs beside them", with_crumbs(inks)),
        ("cut by the edge", cut_by_the_edge(inks)),
    ):
        right = [(reader.reads(changed, way) == labels).mean() for way in WAYS]
        print(f"{name:34}" + "".join(f"{share:10.3f}" for share in right))


def photo_table(reader: Reader, pool: ThreadPoolExecutor) -> None:
    dataset: Dataset = reader.dataset
    inks, labels = redrawn(dataset.x_test[:PHOTOS]), dataset.y_test[:PHOTOS]
    print(f"\n{reader.card.title}: drawings and photos, found, framed and read")
    print(f"{'':34}{'right':>10}   {'interval':14}{'n':>7}{'refused':>10}")
    for name, picture_of in KINDS.items():
        rng = np.random.default_rng(0)
        found = list(pool.map(as_on_the_page, [picture_of(ink, rng) for ink in inks]))
        read = np.array([ink is not None for ink in found])
        right = np.zeros(len(inks), bool)
        right[read] = reader.reads([ink for ink in found if ink is not None]) == labels[read]
        print(f"{name:34}{with_interval(right)}{1 - read.mean():10.3f}")
    rng = np.random.default_rng(0)
    pairs = zip(inks, inks[1:] + inks[:1], strict=True)
    photos = [photograph(np.pad(side_by_side(*pair, rng), 60), rng) for pair in pairs]
    said = np.array([len(boxes) == 2 for boxes in pool.map(boxes_in_photo, photos)])
    print(f"{'two digits, found to be two':34}{with_interval(said)}")


def pen_table(reader: Reader) -> None:
    print(f"\n{reader.card.title}: hand-drawn digits read right, by pen width")
    print(f"{'':34}" + "".join(f"{pen:>10}" for pen in PENS))
    rows = []
    for digit, shapes in DIGITS.items():
        for name, strokes in shapes.items():
            inks = [draw(strokes, pen=pen, slant=slant) for pen in PENS for slant in SLANTS]
            right = reader.reads(inks) == digit
            rows.append(right.reshape(len(PENS), len(SLANTS)).mean(axis=1))
            print(f"{digit} {name:32}" + "".join(f"{share:10.2f}" for share in rows[-1]))
    print(f"{'all':34}" + "".join(f"{share:10.3f}" for share in np.mean(rows, axis=0)))


def hands_table(reader: Reader) -> None:
    print(f"\n{reader.card.title}: ten digits by each of ten hands, read right")
    print(f"{'':34}{'right':>10}   {'interval':14}{'n':>7}")
    every = []
    for name, hand in HANDS.items():
        labels, inks = zip(*drawn_by(hand), strict=True)
        every.append(reader.reads(inks) == labels)
        print(f"{name:34}{every[-1].mean():10.3f}")
    print(f"{'all':34}{with_interval(np.concatenate(every))}")


def main() -> None:
    library = Library()
    first = Reader("digits-mlp", library)
    ways_table(first)
    pen_table(first)
    hands_table(first)
    if not library.ready("mnist"):
        print("\nMNIST is not on this machine: download it on the Data page for its tables.")
        return
    convolutional = Reader("mnist-cnn", library)
    ways_table(convolutional)
    pen_table(convolutional)
    hands_table(convolutional)
    with ThreadPoolExecutor() as pool:
        photo_table(convolutional, pool)


if __name__ == "__main__":
    main()
