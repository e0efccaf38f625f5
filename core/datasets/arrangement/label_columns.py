"""Which column of a table holds the class, and which tables hold none."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from core.datasets import vocabulary
from core.datasets.arrangement.readings import Reading
from core.datasets.arrangement.tables import Listing
from core.datasets.errors import DatasetError
from core.datasets.naming import folded, plain, split_in
from core.language import message, say

_LABEL_COLUMNS = tuple(vocabulary.LABEL_COLUMNS.split())
_PLAIN_LABEL_COLUMNS = frozenset(vocabulary.PLAIN_LABEL_COLUMNS.split())
_NO_CLASSES = frozenset([*vocabulary.MEASUREMENTS.split(), *vocabulary.SPLIT_COLUMNS.split()])
_NOTHING = {"", "nan", "none", "null", "n/a", "?"}

COLUMN = message("the column “{column}” of {where}")
ONE_HOT = message("the columns of {where}, one for each class")


@dataclass(frozen=True)
class TableLabels:
    """The ways to read classes from a table. The first is meant if `known`: its name says so."""

    listing: Listing
    readings: tuple[Reading, ...]
    known: bool


def table_labels(listing: Listing) -> TableLabels | None:
    """The columns of a table that may hold the classes of the pictures, None where none does.

    Raises DatasetError for a table that gives one picture two classes.
    """
    columns = [column for column in range(len(listing.rows[0])) if column != listing.file_column]
    if not listing.header:
        return _without_header(listing, columns)
    labels = {column: _labels(listing, column) for column in columns}
    known = [column for column in columns if listing.name(column) in _LABEL_COLUMNS]
    known = [column for column in known if labels[column] or _refuse_two_classes(listing, column)]
    known.sort(key=lambda column: _LABEL_COLUMNS.index(listing.name(column)))
    if known:
        return _of_known_columns(listing, known, labels)
    if one_hot := _one_hot(listing, columns):
        reading = Reading("table-columns", say(ONE_HOT, where=listing.table.where), one_hot)
        rivals = [
            _reading(listing, column, labels[column])
            for column in columns
            if _divides(labels[column])
            and listing.name(column) not in _NO_CLASSES
            and not {*map(folded, labels[column].values())} <= {"0", "1"}
        ]
        return TableLabels(listing, (reading, *rivals), known=not rivals)
    readings = tuple(
        _reading(listing, column, labels[column])
        for column in columns
        if _divides(labels[column]) and listing.name(column) not in _NO_CLASSES
    )
    return TableLabels(listing, readings, known=False) if readings else None


def _of_known_columns(
    listing: Listing, known: list[int], labels: dict[int, dict[int, str]]
) -> TableLabels:
    """The first of the columns, in the words of another; those that divide otherwise are offered.

    The first is what is meant if it is alone or simply called “label” or “class”.
    """
    first, *others = known
    chosen = labels[first]
    rivals = []
    for column in others:
        if not one_to_one(chosen, labels[column]):
            rivals.append(_reading(listing, column, labels[column]))
        elif _are_numbers(chosen) and set(labels[column]) == set(chosen):
            chosen = labels[column]
    sure = not rivals or listing.name(first) in _PLAIN_LABEL_COLUMNS
    return TableLabels(listing, (_reading(listing, first, chosen), *rivals), known=sure)


def _without_header(listing: Listing, columns: list[int]) -> TableLabels | None:
    """The only other column of a table without column names, or the one that may be the class.

    Words beside the name of the picture are the class if all else are numbers, as in Tiny ImageNet,
    where a box in the picture follows.
    """
    if len(columns) == 1:
        (column,) = columns
        labels = _labels(listing, column)
        if not labels:
            _refuse_two_classes(listing, column)
            return None
        if _counts(labels):
            return None
        return TableLabels(listing, (_reading(listing, column, labels),), known=True)
    of = {column: _labels(listing, column) for column in columns}
    dividing = [
        column for column in columns if _divides(of[column]) and not _tells_split(of[column])
    ]
    words = [column for column in dividing if not _are_numbers(of[column])]
    if words == [listing.file_column + 1]:
        return TableLabels(listing, (_reading(listing, words[0], of[words[0]]),), known=True)
    readings = tuple(_reading(listing, column, of[column]) for column in dividing)
    return TableLabels(listing, readings, known=len(readings) == 1) if readings else None


def _counts(labels: Mapping[int, str]) -> bool:
    """Whether labels only number the rows: 1, 2, 3 … and no number twice."""
    numbers = [folded(label) for label in labels.values()]
    first = int(numbers[0]) if numbers[0].isdecimal() else -1
    return len(numbers) > 2 and numbers == [str(first + n) for n in range(len(numbers))]


def _tells_split(labels: Mapping[int, str]) -> bool:
    return all(split_in(label).split and not split_in(label).rest for label in labels.values())


def _reading(listing: Listing, column: int, labels: Mapping[int, str]) -> Reading:
    source = say(COLUMN, column=listing.title(column), where=listing.table.where)
    return Reading(f"column-{listing.name(column)}", source, labels)


def _labels(listing: Listing, column: int) -> dict[int, str]:
    """The cell of each picture in this column, empty ones left out; {} if a picture has two."""
    labels: dict[int, str] = {}
    cells = Counter(folded(row[column]) for row in listing.rows)
    named = listing.name(column) in _LABEL_COLUMNS
    classes = {name for name in ("none", "null") if named and cells[name] > 1}
    for row, picture in zip(listing.rows, listing.pictures, strict=True):
        label = plain(row[column])
        if label.casefold() in _NOTHING - classes:
            continue
        if folded(labels.setdefault(picture, label)) != folded(label):
            return {}
    return labels


def _refuse_two_classes(listing: Listing, column: int) -> bool:
    """Raise DatasetError if the column gives one picture two classes; False if it is empty."""
    first: dict[int, tuple[str, ...]] = {}
    for row, picture in zip(listing.rows, listing.pictures, strict=True):
        before = first.setdefault(picture, row)
        if folded(before[column]) != folded(row[column]):
            raise DatasetError(
                say(
                    "{where} gives {name} two classes, “{one}” and “{other}”. A picture can have "
                    "one class here.",
                    where=listing.table.where,
                    name=row[listing.file_column],
                    one=before[column],
                    other=row[column],
                )
            )
    return False


def _are_numbers(labels: Mapping[int, str]) -> bool:
    return all(folded(label).replace(".", "", 1).isdecimal() for label in set(labels.values()))


def one_to_one(labels: Mapping[int, str], others: Mapping[int, str]) -> bool:
    """Whether two labellings divide the pictures that both have in the same way."""
    pairs = {(folded(labels[picture]), folded(others[picture]))
             for picture in labels.keys() & others.keys()}  # fmt: skip
    ones, twos = Counter(one for one, _ in pairs), Counter(two for _, two in pairs)
    return len(pairs) > 1 and len(ones) == len(twos) == len(pairs)


def _one_hot(listing: Listing, columns: list[int]) -> dict[int, str]:
    """The name of the column that has a 1, where each row has exactly one 1 among zeros."""
    if not listing.header:
        return {}
    binary = [
        column for column in columns if {folded(row[column]) for row in listing.rows} <= {"0", "1"}
    ]
    labels: dict[int, str] = {}
    for row, picture in zip(listing.rows, listing.pictures, strict=True):
        ones = [column for column in binary if folded(row[column]) == "1"]
        if len(ones) != 1:
            return {}
        labels[picture] = listing.title(ones[0])
    return labels if len(binary) > 1 else {}


def _divides(labels: Mapping[int, str]) -> bool:
    """Whether these may be classes: at least two, repeated, and no measurements."""
    values = {folded(label) for label in labels.values()}
    numbers = [value for value in values if value.replace(".", "", 1).isdecimal()]
    fractions = any("." in number for number in numbers)
    return 2 <= len(values) <= len(labels) / 2 and not fractions


def is_class_index(listing: Listing, labels: Mapping[int, str], pictures: int) -> bool:
    """Whether a table numbers the classes: each label once, and few rows for `pictures`, all that
    it could mean.

    Its numbers can be names of pictures by chance: 0.png, 1.png and 2.png beside three classes. It
    may also list one example of each class.
    """
    values = Counter(folded(label) for label in labels.values())
    may_be = listing.bare or not any(listing.splits)
    return may_be and max(values.values()) == 1 and 2 * len(listing.rows) < pictures
