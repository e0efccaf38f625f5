"""How pictures of a file each are arranged: from paths and tables to classes and splits.

Nothing here opens a file. Folders, tables and the names of the files each give ways to read the
classes (`Reading`); where they leave more than one, somebody may choose.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from core.datasets.arrangement import file_stems
from core.datasets.arrangement.choice import RankedReadings, choose
from core.datasets.arrangement.folders import Folders, survey
from core.datasets.arrangement.known_names import classes_in_names
from core.datasets.arrangement.picture_names import LabelTable, PictureNames
from core.datasets.arrangement.readings import Reading, Undecided, listed, one_spelling
from core.datasets.arrangement.told import Told, told_by_tables
from core.datasets.errors import DatasetError
from core.datasets.naming import ONE_CLASS, UNLABELLED, folded, natural_order, plain
from core.language import lines, message, plural, say

SHOWN = 4
FEW = 3

LEFT_OUT = plural(
    "{count:,} picture without a class was left out: {places}.",
    "{count:,} pictures without a class were left out: {places}.",
)
PLACE = message("{folder} ({count:,})")
LOOK_ALIKE = message(
    "“{name}” is written in several ways that look alike; they were taken for one class."
)
NOT_USED = message("Not used, as the classes are those of {source}: {where}.")
OTHERWISE = message(
    "The classes are those of {source}. They could also be read from {other}: {classes}."
)
NO_CLASS = plural(
    "{count:,} picture, {example}, has no class. Put the pictures of each class into a folder of "
    "its own, named after the class.",
    "{count:,} pictures, such as {example}, have no class. Put the pictures of each class into a "
    "folder of its own, named after the class.",
)
ONE_FOLDER = message(
    "All {count:,} pictures lie in one folder, “{folder}”, so there is one class only. A network "
    "needs at least two: one folder for each class."
)

TEST_NUMBERED = message(
    "The training pictures name their classes ({train}), the test pictures only number them "
    "({test}). Name the classes in the same way in both."
)
TRAINING_NUMBERED = message(
    "The test pictures name their classes ({test}), the training pictures only number them "
    "({train}). Name the classes in the same way in both."
)
OTHER_CLASSES = message(
    "The training pictures have the classes {train}, the test pictures others: {test}. Name the "
    "classes in the same way in both."
)

__all__ = ["Arrangement", "LabelTable", "Reading", "Undecided", "arrange"]


@dataclass(frozen=True)
class Arrangement:
    """The class and the split of each picture, in the order of the paths; None is left out.

    `readings` are the ways to read the classes, `chosen` is the key of the one taken.
    """

    labels: tuple[str | None, ...]
    splits: tuple[str, ...]
    classes: tuple[str, ...]
    readings: tuple[Reading, ...]
    chosen: str
    notes: tuple[str, ...]


def arrange(
    paths: Sequence[PurePosixPath], tables: Sequence[LabelTable], wanted: str | None = None
) -> Arrangement:
    """Classes and splits of the pictures at `paths`, with the help of `tables`.

    `wanted` is the key of a reading. Raises Undecided where there are several that may be meant and
    none is wanted, and DatasetError for contradictions and for pictures without classes.
    """
    folders = survey(paths)
    tables_say = told_by_tables(tables, PictureNames(paths), folders)
    choice = choose(paths, folders, tables_say)
    reading, note = _taken(choice, wanted)
    if reading is None:
        raise tables_say.failures[0] if tables_say.failures else _no_classes(paths, tables_say)
    named, of_names = classes_in_names(paths, folders, reading.labels)
    spelling = one_spelling(reading.labels.values())
    label_of = {**reading.labels, **named}
    labels = tuple(
        spelling[folded(label_of[picture])] if picture in label_of else None
        for picture in range(len(paths))
    )
    splits = _splits(paths, folders, tables_say, reading)
    labels = _without_made_up_class(labels, splits)
    if len(set(filter(None, labels))) < 2:
        raise _no_classes(paths, tables_say)
    _refuse_other_classes(labels, splits)
    return Arrangement(
        labels,
        splits,
        natural_order(set(filter(None, labels))),
        choice.readings,
        reading.key,
        (
            *note,
            *reading.notes,
            *_unused(tables_say, reading),
            *tables_say.notes,
            *map(str, tables_say.failures),
            *_spelling_notes(paths, reading, folders),
            *of_names,
            *_left_out(paths, labels),
        ),
    )


def _without_made_up_class(
    labels: tuple[str | None, ...], splits: Sequence[str]
) -> tuple[str | None, ...]:
    """The labels without that of the test pictures, if they have a single one, which is their own.

    `test/unknown` is the only folder there: Keras reads pictures without a class only from one.
    """
    train, test = _classes_of(labels, splits)
    if len(train) < 2 or len(test) != 1 or set(test) & set(train):
        return labels
    return tuple(
        None if split == "test" else label for label, split in zip(labels, splits, strict=True)
    )


def _classes_of(
    labels: Sequence[str | None], splits: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The classes of the training pictures, and those of the test pictures."""
    pairs = list(zip(labels, splits, strict=True))
    train = {label for label, split in pairs if label is not None and split != "test"}
    test = {label for label, split in pairs if label is not None and split == "test"}
    return natural_order(train), natural_order(test)


def _refuse_other_classes(labels: Sequence[str | None], splits: Sequence[str]) -> None:
    """Raise DatasetError if training and test pictures have no class in common."""
    train, test = _classes_of(labels, splits)
    if not train or not test or {*map(folded, train)} & {*map(folded, test)}:
        return
    numbered = [all(folded(name).isdecimal() for name in of) for of in (train, test)]
    sentence = OTHER_CLASSES
    if numbered[0] != numbered[1]:
        sentence = TEST_NUMBERED if numbered[1] else TRAINING_NUMBERED
    raise DatasetError(say(sentence, train=listed(train, SHOWN), test=listed(test, SHOWN)))


def _taken(choice: RankedReadings, wanted: str | None) -> tuple[Reading | None, list[str]]:
    """The reading that is wanted or safe, and a note if it is not the only one."""
    if not choice.readings:
        return None, []
    for reading in choice.readings:
        if reading.key == wanted:
            return reading, []
    if not choice.safe:
        raise Undecided(choice.readings)
    first, *others = choice.readings
    return first, [
        say(OTHERWISE, source=first.source, other=other.source, classes=listed(other.classes))
        for other in others[:1]
    ]


def _splits(
    paths: Sequence[PurePosixPath], folders: Folders, tables: Told, reading: Reading
) -> tuple[str, ...]:
    """By the folder, else by the table, else by the name of the file."""
    by_folder = [
        reading.splits.get(picture, folders.split(picture)) for picture in range(len(paths))
    ]
    by_folder = ["" if split == UNLABELLED else split for split in by_folder]
    if not any(by_folder) and not tables.splits:
        by_name = file_stems.splits(paths)
        return tuple(by_name.get(picture, "") for picture in range(len(paths)))
    return tuple(split or tables.splits.get(picture, "") for picture, split in enumerate(by_folder))


def _unused(tables: Told, reading: Reading) -> list[str]:
    """The tables with labels, if the classes are read elsewhere."""
    is_used = any(of_table.key == reading.key for of_table in tables.readings)
    if is_used or not tables.labelled:
        return []
    return [say(NOT_USED, where=listed(tables.labelled), source=reading.source)]


def _spelling_notes(
    paths: Sequence[PurePosixPath], reading: Reading, folders: Folders
) -> list[str]:
    """Which classes were spelled in several ways: by case, by characters that look alike, or as the
    copy of a folder.
    """
    spellings: dict[str, set[str]] = defaultdict(set)
    for name in reading.labels.values():
        spellings[folded(name)].add(name)
    written: dict[str, set[str]] = defaultdict(set)
    for part in {part for path in paths for part in path.parent.parts}:
        written[folded(part)].add(part)
    notes = [
        say(ONE_CLASS, names=f"{original}”, “{copy}")
        for original, copy in folders.copies
        if folded(original) in spellings
    ]
    for key, names in spellings.items():
        if len(names) > 1:
            notes.append(say(ONE_CLASS, names="”, “".join(sorted(names))))
        elif len({part for part in written[key] if plain(part) in names}) > 1:
            notes.append(say(LOOK_ALIKE, name=names.pop()))
    return notes


def _left_out(paths: Sequence[PurePosixPath], labels: Sequence[str | None]) -> list[str]:
    """A note that counts the pictures without a class and names them, or their folders if many."""
    left_out: dict[PurePosixPath, list[PurePosixPath]] = defaultdict(list)
    for path, label in zip(paths, labels, strict=True):
        if label is None:
            left_out[path.parent].append(path)
    if not left_out:
        return []
    shown: list[str] = []
    for folder, pictures in sorted(left_out.items(), key=lambda item: -len(item[1])):
        if len(pictures) > FEW:
            shown.append(say(PLACE, folder=folder, count=len(pictures)))
        else:
            shown.extend(str(picture) for picture in pictures)
    count = sum(map(len, left_out.values()))
    return [say(LEFT_OUT, count=count, places=listed(shown, SHOWN))]


def _no_classes(paths: Sequence[PurePosixPath], tables: Told) -> DatasetError:
    """Why there are no classes, and why no table has them."""
    folders = {path.parent for path in paths}
    reason = say(NO_CLASS, count=len(paths), example=paths[0])
    if len(folders) == 1 and (folder := folders.pop().name):
        reason = say(ONE_FOLDER, count=len(paths), folder=folder)
    return DatasetError(lines([reason, *tables.notes]))
