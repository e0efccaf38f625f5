"""Joins the parts that were read from files into a training set and a test set, if there is one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.datasets import levels, orientation
from core.datasets.copies import without_copies
from core.datasets.errors import DatasetError
from core.datasets.naming import natural_order
from core.datasets.pairing import paired
from core.datasets.parts import FilePart
from core.datasets.spelling import with_one_spelling
from core.language import say

SEED = 0

ImagesAndLabels = tuple[np.ndarray, np.ndarray]
"""Pictures uint8 `(n, height, width, channels)` and their labels int64 `(n,)`."""


@dataclass(frozen=True)
class Splits:
    """Joined parts. `test` is None where the files do not tell training from test pictures.

    `classes` names the labels where the files do, `format` is the files' format where only one
    dataset has it.
    """

    train: ImagesAndLabels
    test: ImagesAndLabels | None
    classes: tuple[str, ...]
    format: str
    from_files: bool
    notes: tuple[str, ...]


def join(parts: Sequence[FilePart]) -> Splits:
    """Put pictures together with their labels, and the parts of each split with each other.

    Raises DatasetError for pictures without labels and for parts that do not fit together.
    """
    parts, notes = paired(_distinct(levels.in_bytes(parts)))
    parts, classes = _with_common_classes(_upright(parts))
    parts, classes, one_class = with_one_spelling(parts, classes)
    parts, twice = without_copies(parts)
    shapes = {part.pair[0].shape[1:]: part for part in parts}
    if len(shapes) > 1:
        sizes = ", ".join(f"{part.where}: {_shown(shape)}" for shape, part in shapes.items())
        raise DatasetError(
            say("The pictures have different sizes ({sizes}). Add them separately.", sizes=sizes)
        )
    train, test = _by_split(parts)
    return Splits(
        train=_concatenated(train),
        test=_concatenated(test) if test else None,
        classes=classes,
        format=next((part.format for part in parts if part.format), ""),
        from_files=any(part.from_files for part in parts),
        notes=tuple(
            dict.fromkeys(
                [*notes, *one_class, *twice, *(note for part in parts for note in part.notes)]
            )
        ),
    )


def _upright(parts: list[FilePart]) -> list[FilePart]:
    """The parts with rows and columns exchanged where their characters lie on their side."""
    characters = [part for part in parts if orientation.may_be_characters(part.pair[0].shape[1:])]
    shape = characters[0].pair[0].shape[1:] if characters else None
    characters = [part for part in characters if part.pair[0].shape[1:] == shape]
    if not characters or not orientation.lie_on_their_side(characters):
        return parts
    note = say(
        "The characters lay on their side, rows and columns exchanged, as EMNIST publishes them; "
        "they were turned upright."
    )
    return [
        replace(part, images=part.pair[0].transpose(0, 2, 1, 3), notes=(*part.notes, note))
        if part.pair[0].shape[1:] == shape
        else part
        for part in parts
    ]


def _distinct(parts: list[FilePart]) -> list[FilePart]:
    """Each part once: Kaggle's copy of MNIST, for one, holds all four files twice."""
    kept: list[FilePart] = []
    for part in parts:
        if not part.count or not any(_same(part, other) for other in kept):
            kept.append(part)
    return kept


def _same(part: FilePart, other: FilePart) -> bool:
    return (
        part.split == other.split
        and part.classes == other.classes
        and _equal(part.labels, other.labels)
        and _equal(part.images, other.images)
    )


def _equal(array: np.ndarray | None, other: np.ndarray | None) -> bool:
    if array is None or other is None:
        return array is other
    return np.array_equal(array, other)


def _with_common_classes(parts: list[FilePart]) -> tuple[list[FilePart], tuple[str, ...]]:
    """The same parts with labels in one order of class names, and those names."""
    orders = {part.classes for part in parts}
    if len(orders) > 1 and all(name.isdecimal() for order in orders for name in order):
        parts = [part if part.classes else _named_by_numbers(part) for part in parts]
        orders = {part.classes for part in parts}
    if len(orders) == 1:
        return parts, orders.pop()
    if () in orders:
        raise DatasetError(
            say(
                "Some of the files name their classes and others only number them, so it is "
                "not clear which number is which class. Add them separately."
            )
        )
    names = natural_order(set().union(*orders))
    index = {name: label for label, name in enumerate(names)}
    return [
        replace(part, labels=np.array([index[name] for name in part.classes])[part.labels])
        for part in parts
    ], names


def _named_by_numbers(part: FilePart) -> FilePart:
    """The part with its numbers as class names, as folders called 0 to 9 have them."""
    values, labels = np.unique(part.pair[1], return_inverse=True)
    return replace(part, labels=labels, classes=tuple(map(str, values.tolist())))


def _by_split(parts: list[FilePart]) -> tuple[list[FilePart], list[FilePart]]:
    """The training parts and the test parts.

    Validation pictures are added to the training set, or are the test set if there is no other.
    Files whose names do not say which set they are count as the set that is missing.
    """
    of = {
        split: sorted((part for part in parts if part.split == split), key=lambda part: part.rank)
        for split in ("train", "validation", "test", "")
    }
    test = of["test"] or (of["validation"] if of["train"] or of[""] else [])
    train = of["train"] + (of["validation"] if test is not of["validation"] else []) + of[""]
    return (train, test) if train else (test, [])


def _concatenated(parts: list[FilePart]) -> ImagesAndLabels:
    """All pictures in one array and all labels in another, both in C order.

    Pictures stored as separate colour planes are brought to channels-last by the same copy.
    """
    images, labels = zip(*(part.pair for part in parts), strict=True)
    all_labels = np.concatenate(labels)
    all_images = np.empty((len(all_labels), *images[0].shape[1:]), np.uint8)
    return np.concatenate(images, out=all_images), all_labels


def _shown(shape: tuple[int, ...]) -> str:
    return "×".join(str(side) for side in shape)


def shuffled(split: ImagesAndLabels) -> ImagesAndLabels:
    """The dataset in an order that is random but always the same.

    Files come sorted by class; a validation split of the last pictures would have one class only.
    """
    images, labels = split
    order = np.random.default_rng(SEED).permutation(len(labels))
    return images[order], labels[order]
