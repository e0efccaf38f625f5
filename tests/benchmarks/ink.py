"""How well a network reads drawings, by the way they are prepared.

Run: python -m tests.benchmarks.ink

Test pictures are redrawn as solid strokes at random size and place on a pad of 280 × 280, as if a
hand had drawn them, and given to a network of 128 units that was trained on the collection as it
is: on MNIST when it is on this machine, and on the bundled digits; for MNIST also to a small
convolutional network. What goes wrong on a pad is tried too: thin and thick pens, slanted and tiny
digits, crumbs beside them, and digits cut by the edge. Photos of them on paper are found, framed
and read as on the Draw page. Then the digits of `tests.made.hand_drawn`, that no writer of either
collection drew, and a hundred of ten hands for the network of a first visit.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from PIL import Image
from scipy import ndimage
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

from core.datasets import Dataset, Library
from core.drawing.ink import WAYS, prepare
from core.drawing.paper import around, boxes_in_photo, ink_in_photo, on_larger_paper
from core.drawing.photo import PhotoError, cut, middle
from core.recipe import preset
from tests.made.hand_drawn import DIGITS, draw, enlarge
from tests.made.hands import HANDS, drawn_by
from tests.made.on_paper import PENCIL, chalk, in_a_box, photograph

SEEDS = 5
PENS = (16, 22, 28, 34)
SLANTS = (-0.1, 0.0, 0.1, 0.2)


class Reader(Protocol):
    """A trained network: flat pictures scaled to 0–1, and their labels → accuracy."""

    def score(self, x: np.ndarray, y: np.ndarray) -> float: ...


class Convolutional:
    """The preset `mnist-cnn`, trained for two epochs on the first 30,000 pictures."""

    def __init__(self, dataset: Dataset):
        import keras

        from core.worker.build import build

        keras.utils.set_random_seed(0)
        card = dataset.card
        self.shape = card.shape
        self.model = build(preset("mnist-cnn").model, card.shape, card.num_classes)
        self.model.compile("adam", "sparse_categorical_crossentropy")
        x, y = dataset.x_train[:30_000] / np.float32(card.max_value), dataset.y_train[:30_000]
        self.model.fit(x, y, batch_size=128, epochs=2, verbose=0)

    def score(self, x: np.ndarray, y: np.ndarray) -> float:
        pictures = x.reshape(-1, *self.shape).astype(np.float32)
        said = self.model.predict(pictures, batch_size=256, verbose=0).argmax(axis=1)
        return float((said == y).mean())


def scaled(pictures: np.ndarray, dataset: Dataset) -> np.ndarray:
    return np.reshape(pictures, (len(pictures), -1)) / dataset.card.max_value


def networks(dataset: Dataset, seeds: int, images: int | None = None) -> list[MLPClassifier]:
    x, y = scaled(dataset.x_train[:images], dataset), dataset.y_train[:images]
    settings = {"learning_rate_init": 0.003, "tol": 1e-3, "n_iter_no_change": 5}
    return [MLPClassifier((128,), random_state=seed, **settings).fit(x, y) for seed in range(seeds)]


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


def alone(ink: np.ndarray) -> np.ndarray:
    """Cut to its bounding box."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def on_a_large_page(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Somewhere on a page ten to twenty times as high as the digit."""
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
    """Two digits in a row, a fifth to a whole height apart."""
    one, other = alone(one), alone(other)
    height = max(len(one), len(other))
    gap = np.zeros((height, round(height * rng.uniform(0.2, 1))), np.uint8)
    one, other = (np.pad(ink, ((0, height - len(ink)), (0, 0))) for ink in (one, other))
    return np.concatenate([one, gap, other], axis=1)


PHOTOS: dict[str, Callable[[np.ndarray, np.random.Generator], np.ndarray]] = {
    "a pen on ruled paper, in shadow": lambda ink, rng: photograph(np.pad(ink, 60), rng),
    "a faint pencil": lambda ink, rng: photograph(np.pad(ink, 60), rng, leaves=PENCIL),
    "white chalk on black, JPEG": lambda ink, rng: chalk(np.pad(ink, 60), rng),
    "a tall crop": lambda ink, rng: photograph(np.pad(alone(ink), (20, 8)), rng, turn=2),
    "in a box": lambda ink, rng: photograph(np.pad(in_a_box(ink, rng), 60), rng),
    "small, on a large page": on_a_large_page,
}


def as_on_the_page(photo: np.ndarray) -> np.ndarray | None:
    """The ink in the frame that the Draw page puts around the writing; None where it finds none."""
    whole = on_larger_paper(photo)
    boxes = boxes_in_photo(whole)
    try:
        return ink_in_photo(cut(whole, around(whole, boxes[0]) if boxes else middle(whole)))
    except PhotoError:
        return None


def photo_table(dataset: Dataset, reader: Reader, count: int = 500) -> None:
    inks, labels = redrawn(dataset.x_test[:count]), dataset.y_test[:count]
    print(f"\n{dataset.card.title}, convolutional: photos\n{'':34}{'right':>10}{'refused':>10}")
    for name, photo_of in PHOTOS.items():
        rng = np.random.default_rng(0)
        found = [as_on_the_page(photo_of(ink, rng)) for ink in inks]
        read = np.array([ink is not None for ink in found])
        pictures = [prepare(ink, dataset.card) for ink in found if ink is not None]
        right = reader.score(scaled(np.array(pictures), dataset), labels[read]) * read.mean()
        print(f"{name:34}{right:10.3f}{1 - read.mean():10.3f}")
    rng = np.random.default_rng(0)
    pairs = zip(inks[::2], inks[1::2], strict=True)
    photos = [photograph(np.pad(side_by_side(*pair, rng), 60), rng) for pair in pairs]
    said = np.mean([len(boxes_in_photo(photo)) == 2 for photo in photos])
    print(f"{'two digits, said to be two':34}{said:10.3f}")


def accuracies(
    readers: Sequence[Reader], inks: list[np.ndarray], labels: np.ndarray, dataset: Dataset
) -> dict[str, float]:
    """Mean accuracy of the readers for each way of preparing."""
    means = {}
    for way in WAYS:
        x = scaled(np.array([prepare(ink, dataset.card, way) for ink in inks]), dataset)
        means[way] = float(np.mean([reader.score(x, labels) for reader in readers]))
    return means


def print_ways(title: str, rows: dict[str, dict[str, float]]) -> None:
    print(f"\n{title}\n{'':34}" + "".join(f"{way:>10}" for way in WAYS))
    for name, row in rows.items():
        print(f"{name:34}" + "".join(f"{row[way]:10.3f}" for way in WAYS))


def ways_table(dataset: Dataset, readers: Sequence[Reader], name: str, count: int = 1000) -> None:
    x, y = dataset.x_test[:count], dataset.y_test[:count]
    clean = np.mean([reader.score(scaled(x, dataset), y) for reader in readers])
    inks = redrawn(x)
    print_ways(
        f"{dataset.card.title}, {name}: {len(x)} test pictures, {clean:.3f} as they are; redrawn:",
        {
            "with their own stroke": accuracies(readers, inks, y, dataset),
            "pen 1.1 px thinner": accuracies(readers, with_pen(inks, -1.1), y, dataset),
            "pen 1.7 px thicker": accuracies(readers, with_pen(inks, 1.7), y, dataset),
            "turned by 15 degrees": accuracies(readers, slanted(inks, 15), y, dataset),
            "turned by 30 degrees": accuracies(readers, slanted(inks, 30), y, dataset),
            "tiny": accuracies(readers, tiny(inks), y, dataset),
            "with crumbs beside them": accuracies(readers, with_crumbs(inks), y, dataset),
            "cut by the edge": accuracies(readers, cut_by_the_edge(inks), y, dataset),
        },
    )


def hand_table(dataset: Dataset, readers: list[MLPClassifier]) -> None:
    print(f"\n{dataset.card.title}: hand-drawn digits read right, by pen width")
    print(f"{'':34}" + "".join(f"{pen:>10}" for pen in PENS))
    rows = []
    for digit, shapes in DIGITS.items():
        for name, strokes in shapes.items():
            row = []
            for pen in PENS:
                inks = [draw(strokes, pen=pen, slant=slant) for slant in SLANTS]
                x = scaled(np.array([prepare(ink, dataset.card) for ink in inks]), dataset)
                row.append(np.mean([reader.predict(x) == digit for reader in readers]))
            rows.append(row)
            print(f"{digit} {name:32}" + "".join(f"{right:10.2f}" for right in row))
    print(f"{'all':34}" + "".join(f"{right:10.3f}" for right in np.mean(rows, axis=0)))


def first_visit_table(dataset: Dataset) -> None:
    """What the network of a first visit reads of a hundred digits by ten hands."""
    from core.worker.build import build
    from core.worker.train import train

    recipe = preset("digits-mlp")
    model = build(recipe.model, dataset.card.shape, dataset.card.num_classes)
    model.set_weights(train(recipe, dataset, lambda _event: None).weights)
    print("\nThe network of a first visit: of ten digits each, read right")
    shares = []
    for name, hand in HANDS.items():
        labels, inks = zip(*drawn_by(hand), strict=True)
        pictures = np.array([prepare(ink, dataset.card) for ink in inks])
        said = model.predict(pictures / np.float32(dataset.card.max_value), verbose=0)
        shares.append(np.mean(said.argmax(axis=1) == labels))
        print(f"{name:34}{shares[-1] * 10:10.0f}")
    print(f"{'all':34}{np.mean(shares):10.3f}")


def main() -> None:
    library = Library()
    digits = library.load("digits")
    small = networks(digits, SEEDS)
    ways_table(digits, small, "128 units")
    hand_table(digits, small)
    first_visit_table(digits)
    if not library.ready("mnist"):
        print("\nMNIST is not on this machine: download it on the Data page for its table.")
        return
    mnist = library.load("mnist")
    large = networks(mnist, 2, images=30_000)
    ways_table(mnist, large, "128 units")
    convolutional = Convolutional(mnist)
    ways_table(mnist, [convolutional], "convolutional")
    photo_table(mnist, convolutional)
    hand_table(mnist, large)
    inks, labels = redrawn(mnist.x_test[:2000]), mnist.y_test[:2000]
    print_ways(
        "Other people's hands: 2000 MNIST digits redrawn, read by the networks of the digits",
        {"": accuracies(small, inks, labels, digits)},
    )


if __name__ == "__main__":
    with threadpool_limits(1):  # on products this small, threads only wait for each other
        main()
