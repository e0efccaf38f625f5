"""Reads pictures that have a file each, with the classes and splits that their arrangement says."""

from collections.abc import Sequence

import numpy as np

from core.datasets.arrangement import Arrangement, LabelTable, arrange
from core.datasets.choices import Choices
from core.datasets.errors import DatasetError
from core.datasets.parts import Contents, FilePart
from core.datasets.readers import pictures
from core.datasets.readers.copied_folders import without_copied_folders
from core.datasets.sources import Member
from core.language import message, say


def read(members: Sequence[Member], tables: Sequence[LabelTable], choices: Choices) -> Contents:
    """One part for each split, with labels in the natural order of the class names.

    Pictures without a class are not read. Raises DatasetError as `arrange` and
    `pictures.decode_all` do, and if no picture of a class can be read.
    """
    members, copied = without_copied_folders(members)
    arrangement = arrange([member.path for member in members], tables, choices.reading)
    index = {name: label for label, name in enumerate(arrangement.classes)}
    chosen = [place for place, name in enumerate(arrangement.labels) if name is not None]
    labelled = [members[place] for place in chosen]
    images, readable, notes = pictures.decode_all(labelled, choices.picture_size)
    labels = np.array([index[arrangement.labels[place] or ""] for place in chosen], np.int64)
    labels = labels[readable]
    _refuse_lost_classes(labels, arrangement)
    origins = [(_source(members[place]), arrangement.splits[place]) for place in chosen]
    parts = []
    for where, split in dict.fromkeys(origins):
        of = np.array([origin == (where, split) for origin in origins])[readable]
        part = FilePart(
            message("one picture a file"),
            where,
            images[of],
            labels[of],
            split,
            classes=arrangement.classes,
            from_files=True,
            notes=(*arrangement.notes, *copied, *notes),
        )
        parts.append(part)
    return Contents(parts, arrangement.readings, arrangement.chosen)


def _source(member: Member) -> str:
    """The archive or the outermost folder that a picture lies in."""
    archive, arrow, _ = member.where.rpartition(" → ")
    return archive if arrow else member.where.split("/")[0]


def _refuse_lost_classes(labels: np.ndarray, arrangement: Arrangement) -> None:
    lost = sorted(set(range(len(arrangement.classes))) - set(labels.tolist()))
    if lost:
        raise DatasetError(
            say(
                "No picture of the class “{name}” can be read. Repair them, or remove the class.",
                name=arrangement.classes[lost[0]],
            )
        )
