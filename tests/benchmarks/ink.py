"""How well a network reads drawings, by the way they are prepared.

Run: python -m tests.benchmarks.ink

Test pictures are redrawn as solid strokes at random size and place on a pad of 280 × 280, as if a
hand had drawn them, and given to a network of 128 units that was trained on the collection as it
is: on MNIST when it is on this machine, and on the bundled digits. Then the digits of
`tests.hand_drawn`, that no writer of either collection drew.
"""

from collections.abc import Callable

import numpy as np
from scipy import ndimage
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

from core.datasets import Dataset, Library
from core.ink import WAYS, prepare
from tests.hand_drawn import DIGITS, draw, enlarge

SEEDS = 5
PENS = (16, 22, 28, 34)
SLANTS = (-0.1, 0.0, 0.1, 0.2)


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


def accuracies(
    readers: list[MLPClassifier], inks: list[np.ndarray], labels: np.ndarray, dataset: Dataset
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


def ways_table(dataset: Dataset, readers: list[MLPClassifier], count: int = 1000) -> None:
    x, y = dataset.x_test[:count], dataset.y_test[:count]
    clean = np.mean([reader.score(scaled(x, dataset), y) for reader in readers])
    inks = redrawn(x)
    print_ways(
        f"{dataset.card.title}: {len(x)} test pictures, {clean:.3f} as they are; redrawn:",
        {
            "with their own stroke": accuracies(readers, inks, y, dataset),
            "pen 1.1 px thinner": accuracies(readers, with_pen(inks, -1.1), y, dataset),
            "pen 1.7 px thicker": accuracies(readers, with_pen(inks, 1.7), y, dataset),
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
    ways_table(digits, small)
    hand_table(digits, small)
    if not library.ready("mnist"):
        print("\nMNIST is not on this machine: download it on the Data page for its table.")
        return
    mnist = library.load("mnist")
    large = networks(mnist, 2, images=30_000)
    ways_table(mnist, large)
    hand_table(mnist, large)
    inks, labels = redrawn(mnist.x_test[:2000]), mnist.y_test[:2000]
    print_ways(
        "Other people's hands: 2000 MNIST digits redrawn, read by the networks of the digits",
        {"": accuracies(small, inks, labels, digits)},
    )


if __name__ == "__main__":
    with threadpool_limits(1):  # on products this small, threads only wait for each other
        main()
