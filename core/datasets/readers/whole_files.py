"""What is decided when all files with arrays have been read."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.datasets.choices import Choices
from core.datasets.parts import FilePart
from core.datasets.readers.label_lists import LabelList
from core.datasets.readers.resizing import brought_to
from core.language import message, say

ONE_CLASS_EACH = message(
    "Nothing in the files labels the pictures, so each file was taken as one class with the name "
    "of the file."
)


def with_lists(parts: Sequence[FilePart], lists: Sequence[LabelList]) -> list[FilePart]:
    """The parts and those lists that are labels for pictures without, or names for the classes."""
    labels = [part for part in parts if part.labels is not None]
    counts = {part.count for part in parts if part.images is not None and part.labels is None}
    counts -= {part.count for part in labels if part.images is None}
    fitting = [each for each in lists if each.may_be_labels and len(each.entries) in counts]
    added = [each.as_labels() for each in fitting]
    unnamed = [part for part in (*labels, *added) if not part.classes]
    values = [
        value for part in unnamed if part.labels is not None for value in set(part.labels.tolist())
    ]
    count = max(values) + 1 - min(1, *values) if values else 0  # labels may begin with 1
    named = [each for each in lists if each.may_be_names and len(each.entries) == count]
    return [*parts, *added, *(each.as_names() for each in named[:1])]


def finished(parts: Sequence[FilePart], choices: Choices) -> list[FilePart]:
    """The parts with the classes that files are named after, and of the size the visitor chose."""
    named = _labelled_by_file(parts)
    if not choices.picture_size:
        return named
    return [brought_to(part, choices.picture_size) for part in named]


def _labelled_by_file(parts: Sequence[FilePart]) -> list[FilePart]:
    """The parts of files that are a class each, as Quick Draw's `cat.npy` and `dog.npy`, labelled.

    Where there are labels anywhere the names say nothing.
    """
    pictures = [part for part in parts if part.images is not None]
    names = {part.one_class for part in pictures}
    if any(part.labels is not None for part in parts) or "" in names or len(names) < 2:
        return list(parts)
    return [
        replace(
            part,
            labels=np.zeros(part.count, np.int64),
            classes=(part.one_class,),
            notes=(*part.notes, say(ONE_CLASS_EACH)),
        )
        if part.images is not None
        else part
        for part in parts
    ]
