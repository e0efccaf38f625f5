"""Puts pictures and labels together that lie in files or arrays of their own."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.datasets import vocabulary
from core.datasets.errors import DatasetError
from core.datasets.naming import words
from core.datasets.parts import FilePart
from core.language import message, plural, say

LEFT_OUT = plural(
    "{where}: {count:,} picture without a label was left out.",
    "{where}: {count:,} pictures without labels were left out.",
)
NONE_FITS = message(
    "{where} has {count:,} pictures, but there are no labels that fit: {others}. Add the files "
    "that belong together."
)
COUNT = message("{where} has {count:,}")
NO_LABELS = message(
    "{where} has {count:,} pictures but no labels, so nothing can be learned from it. Add the file "
    "with the labels; from Kaggle, that is the training set."
)
SEVERAL = message(
    "{where} has {count:,} pictures, and several files may be their labels: {others}. Add only the "
    "right one."
)
OTHER_ORDER = message(
    "{where} numbers its labels in another order than they stand in, and {pictures} has no such "
    "numbers. Give both a column “id”, or sort the labels."
)
UNEQUAL = message("{where} has {count:,} pictures and {labels:,} labels.")

_LABEL_WORDS = {*vocabulary.LABEL_COLUMNS.split(), "targets"}
_IN_ORDER = ("train", "", "validation", "test")
"""Which pictures get labels first that say of no split: a training set without is of no use."""


def paired(parts: Sequence[FilePart]) -> tuple[list[FilePart], list[str]]:
    """The parts that have both pictures and labels, and notes on pictures that have none.

    Labels belong to as many pictures of the same split; where several files have as many, the names
    of the files decide, or their order. Raises DatasetError for pictures without labels and for
    what is not clear.
    """
    names = next((part.classes for part in parts if not part.count), ())
    whole = [part for part in parts if part.images is not None and part.labels is not None]
    bare = [part for part in parts if part.images is not None and part.labels is None]
    labels = [part for part in parts if part.images is None and part.labels is not None]
    labels = [_without_header(part, bare) for part in labels]
    pairs = _pairs(bare, labels)
    whole += [_with_labels(bare[one], labels[other]) for one, other in sorted(pairs.items())]
    left = [part for place, part in enumerate(labels) if place not in pairs.values()]
    left = [part for part in left if all(part.count != other.count for other in whole)]
    notes = []
    for part in (part for place, part in enumerate(bare) if place not in pairs):
        if meant := [other for other in left if other.split in (part.split, "")]:
            raise _none_fits(part, meant)
        notes.append(say(LEFT_OUT, where=part.where, count=part.count))
    if not whole:
        raise DatasetError(say(NO_LABELS, where=bare[0].where, count=bare[0].count))
    for part in whole:
        pictures, numbers = map(len, part.pair)
        if pictures != numbers:
            raise DatasetError(say(UNEQUAL, where=part.where, count=pictures, labels=numbers))
    return [part if part.classes else replace(part, classes=names) for part in whole], notes


def _with_labels(part: FilePart, labels: FilePart) -> FilePart:
    assert labels.labels is not None
    return replace(
        part,
        labels=labels.labels[_order(part, labels)],
        classes=labels.classes,
        notes=(*part.notes, *labels.notes),
        readings=part.readings or labels.readings,
        reading=part.reading or labels.reading,
    )


def _order(part: FilePart, labels: FilePart) -> np.ndarray:
    """Where the label of each picture stands: by the numbers that both give their rows, if equal.

    Raises DatasetError where the labels alone have numbers, and in another order.
    """
    rows = np.arange(part.count)
    if labels.ids is None:
        return rows
    order = np.argsort(labels.ids)
    ids = labels.ids[order]
    if part.ids is not None:
        place = np.argsort(part.ids)
        return order[np.argsort(place)] if np.array_equal(part.ids[place], ids) else rows
    if np.array_equal(order, rows) or not np.array_equal(ids - ids[0], rows):
        return rows
    raise DatasetError(say(OTHER_ORDER, where=labels.where, pictures=part.where))


def _none_fits(part: FilePart, labels: Sequence[FilePart]) -> DatasetError:
    others = ", ".join(say(COUNT, where=other.where, count=other.count) for other in labels)
    return DatasetError(say(NONE_FITS, where=part.where, count=part.count, others=others))


def _pairs(bare: Sequence[FilePart], labels: Sequence[FilePart]) -> dict[int, int]:
    """For the place of each part with pictures the place of its labels.

    Those of the same split come first, then those of which one says no split.
    """
    pairs: dict[int, int] = {}
    in_order = sorted(range(len(bare)), key=lambda place: _IN_ORDER.index(bare[place].split))
    for same in (True, False):
        for place in in_order:
            fitting = [
                other
                for other, part in enumerate(labels)
                if other not in pairs.values() and _fit(bare[place], part, same)
            ]
            if place not in pairs and fitting:
                candidates = [labels[other] for other in fitting]
                rivals = [part for part in bare if _fit(part, candidates[0], same)]
                meant = _the_one_meant(bare[place], candidates, is_alone=len(rivals) == 1)
                pairs[place] = fitting[meant]
    return pairs


def _fit(pictures: FilePart, labels: FilePart, same: bool) -> bool:
    splits = {pictures.split, labels.split}
    return pictures.count == labels.count and (len(splits) == 1 if same else "" in splits)


def _the_one_meant(part: FilePart, labels: Sequence[FilePart], is_alone: bool) -> int:
    """Which of these labels belong to `part`; `is_alone` says that no other pictures may have them.

    Those whose file is called most like that of the pictures, and like labels; of several parts
    with pictures, each has its own in the same order.
    """
    of_part = set(words(part.where))
    names = [set(words(other.where)) for other in labels]
    alike = [(len(of_part & name), bool(_LABEL_WORDS & name)) for name in names]
    best = [place for place, score in enumerate(alike) if score == max(alike)]
    first = labels[best[0]]
    if is_alone and any(_differ(first, labels[place]) for place in best):
        others = ", ".join(other.where for other in labels)
        raise DatasetError(say(SEVERAL, where=part.where, count=part.count, others=others))
    return best[0]


def _differ(one: FilePart, other: FilePart) -> bool:
    assert one.labels is not None and other.labels is not None
    return one.classes != other.classes or not np.array_equal(one.labels, other.labels)


def _without_header(labels: FilePart, pictures: Sequence[FilePart]) -> FilePart:
    """The labels without the first, if that one is too many for the pictures and may be a name."""
    counts = {part.count for part in pictures}
    if not labels.maybe_header or labels.count in counts or labels.count - 1 not in counts:
        return labels
    assert labels.labels is not None
    numbers = labels.labels[1:]
    labels = replace(labels, maybe_header=False)
    if not labels.classes:
        return replace(labels, labels=numbers)
    used, numbers = np.unique(numbers, return_inverse=True)
    return replace(labels, labels=numbers, classes=tuple(labels.classes[label] for label in used))
