"""Reads pictures that have a file each; the class is the name of the folder, or in a table."""

import io
import re
from collections import Counter
from pathlib import PurePosixPath

import numpy as np

from core.datasets.errors import DatasetError
from core.datasets.naming import natural_order, split_of
from core.datasets.parts import FilePart
from core.datasets.readers import pictures
from core.datasets.readers.table import Labelling
from core.datasets.sources import MAX_BYTES, Member
from core.language import message, plural, say

USUAL_SIZE = 64
LARGEST_KEPT = 128
SAMPLE = 40
SHOWN = 5

RESIZED = plural(
    "{count:,} picture was cropped and scaled to {height}×{width}.",
    "{count:,} pictures were cropped and scaled to {height}×{width}.",
)
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
    target = (size, size) if size else _common_size(members) or (USUAL_SIZE, USUAL_SIZE)
    images, resized = _decode(members, target)
    labels = np.array([index[name] for name in classes_of], np.int64)
    splits = np.array([split_of(member.path.parent) for member in members])
    notes: tuple[str, ...] = ()
    if resized:
        notes = (say(RESIZED, count=resized, height=target[0], width=target[1]),)
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


def _common_size(members: list[Member]) -> tuple[int, int] | None:
    step = max(1, len(members) // SAMPLE)
    sizes: Counter[tuple[int, int]] = Counter()
    for member in members[::step]:
        with member.open() as stream:
            try:
                sizes[pictures.size_of(stream, member.where)] += 1
            except DatasetError:
                continue  # a damaged file is reported when it is decoded
    if not sizes:
        return None
    (height, width), _ = sizes.most_common(1)[0]
    return (height, width) if len(sizes) == 1 and max(height, width) <= LARGEST_KEPT else None


def _decode(members: list[Member], size: tuple[int, int]) -> tuple[np.ndarray, int]:
    if len(members) * size[0] * size[1] * 3 > MAX_BYTES:
        raise DatasetError(
            say(
                "{count:,} pictures of {height}×{width} pixels need more than 2 GB. Choose a "
                "smaller size.",
                count=len(members),
                height=size[0],
                width=size[1],
            )
        )
    images = np.empty((len(members), *size, 3), np.uint8)
    bad, resized = [], 0
    for position, member in enumerate(members):
        content = io.BytesIO(member.read())
        try:
            images[position], changed = pictures.read_at_size(content, member.where, size)
            resized += changed
        except DatasetError as error:
            bad.append(str(error))
            if len(bad) == SHOWN:
                break
    if bad:
        advice = say("Remove or repair them and add the rest again.")
        raise DatasetError("\n".join([*bad, advice]))
    return pictures.grey_if_grey(images), resized


def _common_folder(members: list[Member]) -> str:
    return members[0].where.split("/")[0].split(" → ")[0]
