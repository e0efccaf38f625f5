"""How well a network reads drawings, by the way they are prepared.

Run: python -m tests.benchmarks.ink

Test pictures are redrawn as solid strokes at random size and place on a pad of 280 × 280, as if a
hand had drawn them, and given to a network of 128 units that was trained on the collection as it
is: on MNIST when it is on this machine, and on the bundled digits; for MNIST also to a small
convolutional network. What goes wrong on a pad is tried too: thin and thick pens, slanted and tiny
digits, crumbs beside them, digits cut by the edge, and photos of them on paper. Then the digits of
`tests.hand_drawn`, that no writer of either collection drew.
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
from core.drawing.paper import ink_in_photo
from core.drawing.photo import PhotoError
from core.recipe import preset
from tests.made.hand_drawn import DIGITS, draw, enlarge
from tests.made.on_paper import photograph

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


def photographed(inks: list[np.ndarray]) -> list[np.ndarray]:
    """What is read off a photo of them on ruled paper in shadow; a dot where nothing is found."""
    rng = np.random.default_rng(0)
    found = []
    for ink in inks:
        try:
            found.append(ink_in_photo(photograph(np.pad(ink, 60), rng)))
        except PhotoError:
            found.append(np.full((1, 1), 255, np.uint8))
    return found


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
            "on paper, photographed": accuracies(readers, photographed(inks), y, dataset),
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


def main() -> None:
    library = Library()
    digits = library.load("digits")
    small = networks(digits, SEEDS)
    ways_table(digits, small, "128 units")
    hand_table(digits, small)
    if not library.ready("mnist"):
        print("\nMNIST is not on this machine: download it on the Data page for its table.")
        return
    mnist = library.load("mnist")
    large = networks(mnist, 2, images=30_000)
    ways_table(mnist, large, "128 units")
    ways_table(mnist, [Convolutional(mnist)], "convolutional")
    hand_table(mnist, large)
    inks, labels = redrawn(mnist.x_test[:2000]), mnist.y_test[:2000]
    print_ways(
        "Other people's hands: 2000 MNIST digits redrawn, read by the networks of the digits",
        {"": accuracies(small, inks, labels, digits)},
    )


if __name__ == "__main__":
    with threadpool_limits(1):  # on products this small, threads only wait for each other
        main()
