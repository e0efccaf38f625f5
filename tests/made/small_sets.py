"""Small sets in the place of large ones, in a library that takes them for the published ones."""

from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

from core.datasets import CARDS, Library
from tests.made.layouts import Published, fer_csv, idx_gz, published_as


def add_small_sets(home: Path, folder: Path) -> None:
    """Add a small MNIST and FER-2013 from files like theirs, which are written into `folder`."""
    for name, train, test, files in (("mnist", 1200, 300, idx_gz), ("fer2013", 700, 300, fer_csv)):
        data = enlarged_digits(name, train, test)
        (folder / name).mkdir()
        library = Library(home, {**CARDS, name: data.card})
        assert library.add([files(data, folder / name)]) == name


def enlarged_digits(name: str, train: int, test: int) -> Published:
    """The bundled digits at the size of the pictures of a dataset, as many as it has classes."""
    shape, classes, digits = CARDS[name].shape, CARDS[name].num_classes, load_digits()
    known = np.flatnonzero(digits.target < classes)[: train + test]
    factor = shape[0] // 8
    images = np.kron(digits.images[known] / 16 * 255, np.ones((factor, factor)))
    edge = (shape[0] - 8 * factor) // 2
    images = np.pad(images, ((0, 0), (edge, edge), (edge, edge))).astype(np.uint8)[..., np.newaxis]
    labels = digits.target[known]
    return published_as(name, images[:train], labels[:train], images[train:], labels[train:])
