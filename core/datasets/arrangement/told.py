"""What all tables together say: the class and the split of the pictures that they list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.datasets.arrangement.folders import Folders
from core.datasets.arrangement.label_columns import TableLabels, is_class_index, table_labels
from core.datasets.arrangement.picture_names import LabelTable, PictureNames
from core.datasets.arrangement.readings import Reading
from core.datasets.arrangement.tables import Listing, listing
from core.datasets.errors import DatasetError
from core.datasets.naming import folded
from core.language import message, plural, say

A_FORM = message("{where} is a form for answers, so its labels were not used.")
MADE_UP = message(
    "{where} gives all its pictures, which are for the test, one label; that was not used."
)
AN_INDEX = message("{where} numbers the classes; it labels no pictures.")
NO_PICTURES = message("{where} names no picture that is there, so it was not used.")
NO_LABELS = message("{where} has no column with classes, so it was not used.")
COVERS = plural(
    "{where} labels {count:,} of {total:,} pictures.",
    "{where} labels {count:,} of {total:,} pictures.",
)
UNMATCHED = plural(
    "{where}: {count:,} row names a picture that is not there.",
    "{where}: {count:,} rows name pictures that are not there.",
)


@dataclass
class Told:
    """What tables say of pictures, by their numbers.

    `readings` are the ways to read classes from their columns; `sure` says that the first is what
    is meant, and `labelled` are the tables they stand in. `splits` has the split of pictures whose
    table belongs to one. `failures` say why a table that names pictures cannot be used.
    """

    readings: list[Reading] = field(default_factory=list)
    sure: bool = False
    labelled: list[str] = field(default_factory=list)
    splits: dict[int, str] = field(default_factory=dict)
    failures: list[DatasetError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def told_by_tables(tables: Sequence[LabelTable], names: PictureNames, folders: Folders) -> Told:
    """Read all tables. Raises DatasetError where two of them contradict each other."""
    told = Told()
    lists: list[Listing] = []
    labelled: list[TableLabels] = []
    for table in tables:
        try:
            found = None if table.is_submission else listing(table, names, folders)
            labels = found and table_labels(found)
        except DatasetError as failure:
            told.failures.append(failure)
            continue
        if found is None:
            sentence = A_FORM if table.is_submission else NO_PICTURES
            told.notes.append(say(sentence, where=table.where))
        elif not labels:
            lists.append(found)
            if not any(found.splits):
                told.notes.append(say(NO_LABELS, where=table.where))
        elif reason := _no_labels(labels, len(names.paths), folders):
            told.notes.append(say(reason, where=table.where))
        else:
            labelled.append(labels)
            lists.append(found)
    known = [labels for labels in labelled if labels.known]
    told.readings, joined = _readings(known or labelled, len(names.paths))
    told.sure = bool(known) and joined
    told.labelled = [labels.listing.table.where for labels in labelled]
    told.splits = _splits(lists, names)
    return told


def _no_labels(labels: TableLabels, pictures: int, folders: Folders) -> str:
    """Why a table with labels labels no pictures after all, "" if it does."""
    of = labels.readings[0].labels
    meant = {*labels.listing.splits}
    within = [n for n in range(pictures) if meant == {""} or folders.split(n) in meant]
    if is_class_index(labels.listing, of, len(within)):
        return AN_INDEX
    splits = {
        folders.split(picture) or split
        for picture, split in zip(labels.listing.pictures, labels.listing.splits, strict=True)
    }
    one_label = len({folded(label) for label in of.values()}) == 1
    return MADE_UP if one_label and splits == {"test"} and len(of) > 1 else ""


def _readings(labelled: list[TableLabels], total: int) -> tuple[list[Reading], bool]:
    """The readings of all tables, those of one column in several tables together.

    Columns of other names join them if they speak of the same pictures or classes; the second value
    says whether all did.
    """
    readings: list[Reading] = []
    joined = True
    for key in dict.fromkeys(reading.key for labels in labelled for reading in labels.readings):
        parts: list[tuple[Listing, Reading]] = []
        others: list[tuple[Listing, Reading]] = []
        for labels in labelled:
            own = next((one for one in labels.readings if one.key == key), None)
            (parts if own else others).append((labels.listing, own or labels.readings[0]))
        fitting = [part for part in others if any(_fit(part[1], own) for _, own in parts)]
        joined = joined and len(fitting) == len(others)
        readings.append(_together(key, [*parts, *fitting], total))
    return readings, joined


def _fit(one: Reading, other: Reading) -> bool:
    """Whether two readings have a picture or a class in common."""
    names, other_names = ({folded(name) for name in of.labels.values()} for of in (one, other))
    return bool(one.labels.keys() & other.labels.keys() or names & other_names)


def _together(key: str, parts: list[tuple[Listing, Reading]], total: int) -> Reading:
    labels: dict[int, str] = {}
    told_by: dict[int, Listing] = {}
    notes: list[str] = []
    for listed, reading in parts:
        for picture, label in _in_the_same_words(reading.labels, labels).items():
            if folded(labels.setdefault(picture, label)) != folded(label):
                raise _contradiction(listed, told_by[picture], picture, label, labels[picture])
            told_by[picture] = listed
        where = listed.table.where
        notes.append(say(COVERS, where=where, count=len(reading.labels), total=total))
        if listed.unmatched:
            notes.append(say(UNMATCHED, where=where, count=listed.unmatched))
    source = next(reading.source for _, reading in parts if reading.key == key)
    return Reading(key, source, labels, notes=tuple(dict.fromkeys(notes)))


def _in_the_same_words(labels: Mapping[int, str], others: Mapping[int, str]) -> Mapping[int, str]:
    """The labels in the words of `others` where both divide all pictures in the same way.

    Two tables may number the same classes from 0 and from 1 on.
    """
    names = _renamed(others, labels)
    ours, theirs = ({*map(folded, of.values())} for of in (labels, others))
    if ours == theirs or not ours <= names.keys():
        return labels
    return {picture: names[folded(label)] for picture, label in labels.items()}


def _contradiction(
    one: Listing, other: Listing, picture: int, label: str, other_label: str
) -> DatasetError:
    return DatasetError(
        say(
            "{one} says that {name} is “{label}”, and {other} says “{other_label}”. Leave out the "
            "table that is wrong.",
            one=one.table.where,
            name=one.rows[one.pictures.index(picture)][one.file_column],
            label=label,
            other=other.table.where,
            other_label=other_label,
        )
    )


def _splits(lists: list[Listing], names: PictureNames) -> dict[int, str]:
    """The split of each picture whose table tells it; DatasetError where two tables disagree."""
    splits: dict[int, str] = {}
    told_by: dict[int, Listing] = {}
    for listed in lists:
        for picture, split in zip(listed.pictures, listed.splits, strict=True):
            if not split:
                continue
            if splits.setdefault(picture, split) != split:
                raise DatasetError(
                    say(
                        "{one} and {other} both list {name}, one for “{split}” and the other for "
                        "“{other_split}”.",
                        one=told_by[picture].table.where,
                        other=listed.table.where,
                        name=names.paths[picture],
                        split=splits[picture],
                        other_split=split,
                    )
                )
            told_by[picture] = listed
    return splits


def with_folders(table: Reading, folder: Reading, sure: bool) -> Reading | None:
    """Both readings in one where they speak of the same classes, None where they do not.

    The same classes have the same names, or other names for the same division, as `n0144` and
    “goldfish”. Raises DatasetError where they have the same names and contradict each other, if it
    is `sure` that the table means the classes.
    """
    ours, theirs = ({folded(name) for name in of.labels.values()} for of in (table, folder))
    both = table.labels.keys() & folder.labels.keys()
    if 2 * len(ours & theirs) >= min(len(ours), len(theirs)):
        for picture in sorted(both):
            if folded(table.labels[picture]) != folded(folder.labels[picture]):
                if not sure:
                    return None
                raise DatasetError(
                    say(
                        "{source} says “{label}” of a picture that lies in the folder “{folder}”. "
                        "Leave out the table, or put the pictures into the right folders.",
                        source=table.source,
                        label=table.labels[picture],
                        folder=folder.labels[picture],
                    )
                )
        return _merged(table, folder, {})
    if _are_numbers(table) and not _are_numbers(folder):
        if names := _renamed(folder.labels, table.labels):
            labels = {picture: names[folded(name)] for picture, name in table.labels.items()}
            return _merged(replace(table, labels=labels), folder, {})
    elif names := _renamed(table.labels, folder.labels):
        return _merged(table, folder, names)
    return None


def _are_numbers(reading: Reading) -> bool:
    return all(folded(name).isdecimal() for name in reading.labels.values())


def _renamed(labels: Mapping[int, str], others: Mapping[int, str]) -> dict[str, str]:
    """For each class of `others` what `labels` call it, {} where they divide otherwise."""
    pairs = {
        (folded(labels[picture]), folded(others[picture]))
        for picture in labels.keys() & others.keys()
    }
    names = {other: label for label, other in pairs}
    if len(pairs) < 2 or len(names) < len(pairs) or len(set(names.values())) < len(pairs):
        return {}
    shown = {folded(label): label for label in labels.values()}
    return {other: shown[label] for other, label in names.items()}


def _merged(table: Reading, folder: Reading, names: Mapping[str, str]) -> Reading:
    of_folders = {picture: names.get(folded(name), name) for picture, name in folder.labels.items()}
    labels = of_folders | dict(table.labels)
    return Reading(table.key, table.source, labels, notes=table.notes)
