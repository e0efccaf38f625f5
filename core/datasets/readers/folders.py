"""Reads pictures that have a file each; the class is the name of the folder, or in a table."""

import re
from pathlib import PurePosixPath

import numpy as np

from core.datasets.errors import DatasetError
from core.datasets.naming import natural_order, split_of
from core.datasets.parts import FilePart
from core.datasets.readers import pictures
from core.datasets.readers.table import Labelling
from core.datasets.sources import Member
from core.language import message, plural, say

UNKNOWN_CLASS = plural(
    "{count:,} picture, {example}, has no class. Put the pictures of each class into a folder of "
    "its own, named after the class.",
    "{count:,} pictures, such as {example}, have no class. Put the pictures of each class into a "
    "folder of its own, named after the class.",
)

_CLASS_IN_NAME = re.compile(r"^\d+_([A-Za-z][\w -]*)$")


def read(
    members: list[Member], labellings: list[Labelling], size: int | None = None
) -> list[FilePart]:
    """One part for each split, with labels in the natural order of the class names.

    Pictures of one size up to 128×128 keep it; others are cropped and scaled to `size`×`size`
    pixels (64 where nobody says). Grey pictures get one channel, coloured ones three.
    """
    classes_of = _classes_of(members, labellings)
    classes = natural_order(set(classes_of))
    index = {name: label for label, name in enumerate(classes)}
    images, readable, notes = pictures.decode_all(members, size)
    labels = np.array([index[name] for name in classes_of], np.int64)[readable]
    _refuse_lost_classes(labels, classes)
    splits = np.array([split_of(member.path.parent) for member in members])[readable]
    where = _common_folder(members)
    return [
        FilePart(
            message("one picture a file"),
            where,
            images[splits == split],
            labels[splits == split],
            split,
            classes=classes,
            from_files=True,
            notes=notes,
        )
        for split in sorted(set(splits.tolist()))
    ]


def _class_of(path: PurePosixPath, labellings: list[Labelling]) -> str | None:
    for table in labellings:
        for key in (path.name, path.stem, "/".join(path.parts[-2:]), "/".join(path.parts[-3:])):
            if key in table.labels:
                return table.labels[key]
    folder = path.parent.name
    if folder and not split_of(PurePosixPath(folder)):
        return folder
    match = _CLASS_IN_NAME.match(path.stem)
    return match[1] if match else None


def _classes_of(members: list[Member], labellings: list[Labelling]) -> list[str]:
    """The class name of each picture; DatasetError if one has none, or all have the same."""
    classes_of, unknown = [], []
    for member in members:
        name = _class_of(member.path, labellings)
        if name is None:
            unknown.append(member)
        else:
            classes_of.append(name)
    if unknown:
        raise DatasetError(
            say(
                UNKNOWN_CLASS,
                count=len(unknown),
                example=unknown[0].where,
            )
        )
    if len(set(classes_of)) < 2:
        raise DatasetError(
            say(
                "All {count:,} pictures lie in one folder, “{folder}”, so there is one class "
                "only. A network needs at least two: one folder for each class.",
                count=len(members),
                folder=classes_of[0],
            )
        )
    return classes_of


def _refuse_lost_classes(labels: np.ndarray, classes: tuple[str, ...]) -> None:
    lost = sorted(set(range(len(classes))) - set(labels.tolist()))
    if lost:
        raise DatasetError(
            say(
                "No picture of the class “{name}” can be read. Repair them, or remove the class.",
                name=classes[lost[0]],
            )
        )


def _common_folder(members: list[Member]) -> str:
    return members[0].where.split("/")[0].split(" → ")[0]
