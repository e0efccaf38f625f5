"""Classes whose names differ in case, spaces or the form of their accents are one class."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.datasets.naming import ONE_CLASS, folded, natural_order, plain
from core.datasets.parts import FilePart
from core.language import say


def with_one_spelling(
    parts: Sequence[FilePart], classes: tuple[str, ...]
) -> tuple[list[FilePart], tuple[str, ...], list[str]]:
    """The same parts with such classes as one, called as most pictures call it; and notes."""
    alike: dict[str, list[int]] = defaultdict(list)
    for label, name in enumerate(classes):
        alike[folded(name)].append(label)
    labels_of_all = np.concatenate([part.pair[1] for part in parts])
    if len(alike) == len(classes) or labels_of_all.max() >= len(classes):
        return list(parts), classes, []
    counts = np.bincount(labels_of_all, minlength=len(classes))
    usual = {max(labels, key=lambda label: counts[label]): labels for labels in alike.values()}
    names = natural_order({plain(classes[label]) for label in usual})
    order = np.empty(len(classes), np.int64)
    for label, labels in usual.items():
        order[labels] = names.index(plain(classes[label]))
    notes = [
        say(ONE_CLASS, names="”, “".join(classes[label] for label in labels))
        for labels in usual.values()
        if len(labels) > 1
    ]
    return [replace(p, labels=order[p.pair[1]], classes=names) for p in parts], names, notes
