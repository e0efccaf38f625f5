"""What is decided when all files with arrays have been read."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.datasets.choices import Choices
from core.datasets.parts import FilePart
from core.datasets.readers.resizing import brought_to
from core.language import message, say

ONE_CLASS_EACH = message(
    "Nothing in the files labels the pictures, so each file was taken as one class with the name "
    "of the file."
)


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
