"""Chooses among what folders, tables and file names say of the classes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from core.datasets.arrangement import file_names, folder_classes, told
from core.datasets.arrangement.folders import Folders, survey
from core.datasets.arrangement.readings import Reading, listed
from core.datasets.arrangement.told import Told
from core.datasets.naming import UNLABELLED, split_in
from core.language import message, say

WITHOUT = message("{source}, with “{names}” left out")
AMONG = message("{source}, with “{names}” among the classes")


@dataclass(frozen=True)
class RankedReadings:
    """The ways to read the classes, the likeliest first; it is taken unasked if it is `safe`."""

    readings: tuple[Reading, ...]
    safe: bool


def choose(paths: Sequence[PurePosixPath], where: Folders, tables: Told) -> RankedReadings:
    """The ways to read the classes of the pictures at `paths`.

    What a table says in a column called “label” counts most, and the folders are read together with
    it where they speak of the same classes. Then come folders, and last the names of the files.
    """
    by_folders, safe = folder_classes.class_readings(where)
    by_names: list[Reading] = []
    if not tables.sure and (not by_folders or _are_splits(by_folders[0])):
        by_names, sure = _by_names(paths, where)
        by_folders, safe = [*by_names, *by_folders], sure if by_names else safe
    if where.doubtful or where.maybe_classes:
        by_folders, safe = [*_in_words(by_folders, where), *_if_classes(paths, where)], False
    if not tables.readings:
        return RankedReadings(tuple(by_folders), safe)
    agreeing = [
        merged
        for table in tables.readings
        for folder in by_folders
        if (merged := told.with_folders(table, folder, tables.sure))
    ]
    if agreeing:
        return RankedReadings((agreeing[0],), True)
    if not by_folders:
        return RankedReadings(tuple(tables.readings), tables.sure or len(tables.readings) == 1)
    if not tables.sure and by_names:
        return RankedReadings((*by_names, *tables.readings), False)
    if not tables.sure:
        return RankedReadings(tuple(by_folders), safe)
    if not tables.readings[0].labels.keys() & by_folders[0].labels.keys():
        return RankedReadings((*by_folders, *tables.readings), False)
    if _covers_more(tables.readings[0], by_folders[0]):
        return RankedReadings((*tables.readings, *by_folders), True)
    return RankedReadings((*by_folders, *tables.readings), safe)


def _covers_more(table: Reading, folder: Reading) -> bool:
    return 2 * len(table.labels) >= len(folder.labels)


def _by_names(paths: Sequence[PurePosixPath], where: Folders) -> tuple[list[Reading], bool]:
    """What the names of the files say, if most pictures that are not for the test have a class."""
    splits = [where.split(picture) for picture in range(len(paths))]
    chosen = {picture: path for picture, path in enumerate(paths) if splits[picture] != UNLABELLED}
    readings, sure = file_names.class_readings(chosen)
    learned = [picture for picture in chosen if splits[picture] != "test"] or list(chosen)
    enough = [
        reading
        for reading in readings
        if 2 * sum(picture in reading.labels for picture in learned) >= len(learned)
    ]
    return enough, sure


def _are_splits(reading: Reading) -> bool:
    """Whether one of the classes has the name of a split, as `train` beside `extra`."""
    return any(split.split and not split.rest for split in map(split_in, reading.classes))


def _in_words(readings: Sequence[Reading], where: Folders) -> list[Reading]:
    """The readings with words that tell them from those of `_if_classes`."""
    if where.doubtful:
        return [replace(reading, source=say(folder_classes.INNER)) for reading in readings]
    names = listed(where.maybe_classes)
    return [
        replace(reading, source=say(WITHOUT, source=reading.source, names=names))
        for reading in readings
    ]


def _if_classes(paths: Sequence[PurePosixPath], where: Folders) -> list[Reading]:
    """The classes if a folder such as `train` is no split but a class among others."""
    other = survey(paths, (*where.doubtful, *where.maybe_classes))
    splits = {picture: other.split(picture) for picture in range(len(paths))}
    readings, _ = folder_classes.class_readings(other)
    if where.doubtful:
        source = say(folder_classes.OUTER)
        return [replace(one, key="outermost", source=source, splits=splits) for one in readings[:1]]
    names = listed(where.maybe_classes)
    return [
        replace(
            reading,
            key=f"with-{reading.key}",
            source=say(AMONG, source=reading.source, names=names),
            splits=splits | dict(reading.splits),
        )
        for reading in readings
    ]
