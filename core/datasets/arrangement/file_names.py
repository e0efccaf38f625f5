"""What the names of the picture files say: `cat.0.jpg`, `cat (1).jpg`, `0_frog.png`, `3_12.png`."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

from core.datasets.arrangement.file_stems import (
    has_date,
    splits,
    stem_of,
    without_added,
    without_date,
    without_split,
)
from core.datasets.arrangement.readings import Reading
from core.datasets.folder_names import is_group
from core.datasets.naming import folded, split_in, words
from core.datasets.vocabulary import NO_CLASS_IN_FILE_NAME
from core.language import message, say

MOST_NUMBERED = 1000
"""A number in a name is a class only below this; larger ones are dates and counters."""

TEACHABLE = "-!-"
"""Stands between class and number in the samples that Teachable Machine saves."""

WORDS = message("the words in the file names")
FIELD = message("part {number} of the file names")

_KEYWORDS = {"label", "labels", "class", "cls"}

_NO_CLASS = frozenset(NO_CLASS_IN_FILE_NAME.split())
_FIELD = re.compile(r"[^\s._()\[\]{}#,~+-]+")


def class_readings(paths: Mapping[int, PurePosixPath]) -> tuple[list[Reading], bool]:
    """The ways to read classes from the names of the files, and whether the first one is safe.

    `paths` are by picture. A class has at least two pictures, or nobody could tell it from an
    ordinary name.
    """
    full = {picture: stem_of(path) for picture, path in paths.items()}
    stems = without_added(full)
    split_of = dict(zip(paths, splits([*paths.values()]).values(), strict=False))
    finders = [_after_a_keyword, _before_the_numbers, _after_the_number, _before_the_last_number]
    if split_of or stems != full:
        finders.append(_all_of_it)
    dated = any(map(has_date, stems.values()))
    if dated:  # what is left of `2023-05-17 12.30` are no classes, of `cat_2023-05-17_1` may be
        stems = {picture: without_date(stem) for picture, stem in stems.items()}
    if split_of:
        stems = {picture: without_split(stem) for picture, stem in stems.items()}
    names = {
        picture: _FileName(paths[picture].parent / split_of.get(picture, ""), stem)
        for picture, stem in stems.items()
    }
    if all(TEACHABLE in name.stem for name in names.values()):
        classes = {picture: name.stem.split(TEACHABLE)[0] for picture, name in names.items()}
        return [Reading("names", say(WORDS), classes)], True
    for find in finders:
        if labels := _labels(names, find):
            labels = _with_numbers(labels, names) if find is _before_the_numbers else labels
            return _with_single_fields(labels, names)
    return ([], True) if dated else _numbered(names)


class _FileName:
    """The name of a file without its suffix, and its fields: `cat (1)` has "cat" and "1".

    `folder` is its folder, and the split that its name tells. A field such as `person12` says
    nothing of the class.
    """

    def __init__(self, folder: PurePosixPath, stem: str):
        self.folder = folder
        self.stem = stem
        spans = [match.span() for match in _FIELD.finditer(stem)]
        self.spans = [span for span in spans if not is_group(stem[slice(*span)])]
        if self.spans:
            start, end = self.spans[-1]
            if match := re.fullmatch(r"([^\W\d_]+)(\d+)", stem[start:end]):  # cat001
                middle = start + match.end(1)
                self.spans[-1:] = [(start, middle), (middle, end)]
        self.fields = [stem[start:end] for start, end in self.spans]

    def text(self, first: int, last: int) -> str:
        """The fields from `first` to before `last` as they stand in the name."""
        return self.stem[self.spans[first][0] : self.spans[last - 1][1]]


Range = tuple[int, int]
"""The first field, and the one behind the last."""


def _with_numbers(labels: dict[int, str], names: Mapping[int, _FileName]) -> dict[int, str]:
    """The labels with the numbers that belong to them: `apple 6_1` beside `pear_2` is an apple 6.

    Only the last number counts the pictures if not all names end with equally many numbers, and
    each class that this gives has several pictures.
    """
    numbers = {len(names[of].fields) - _before_the_numbers(names[of].fields)[1] for of in labels}
    others = _labels(names, _before_the_last_number) if len(numbers) > 1 else {}
    return others if labels.keys() <= others.keys() else labels


def _after_a_keyword(fields: list[str]) -> Range:
    """id, 7, label, 3 → (3, 4), but 7, class, 3 → (1, 3): a class 3."""
    places = [place for place, field in enumerate(fields) if field.casefold() in _KEYWORDS]
    if len(places) != 1 or places[0] == len(fields) - 1:
        return (0, 0)
    if not any(map(str.isdecimal, fields[: places[0]])):
        return (0, 0)  # IMG class 3
    first = places[0] + (fields[places[0]].casefold() != "class")
    return (first, places[0] + 2)


def _all_of_it(fields: list[str]) -> Range:
    return (0, len(fields))


def _before_the_numbers(fields: list[str]) -> Range:
    """great, pyrenees, 3 → (0, 2); (0, 0) where no number follows a word."""
    last = 0 if fields[:1] and fields[0].isdecimal() else len(fields)
    while last and fields[last - 1].isdecimal():
        last -= 1
    return (0, last) if last < len(fields) else (0, 0)


def _before_the_last_number(fields: list[str]) -> Range:
    """class, 1, 12 → (0, 2)."""
    is_word = len(fields) > 1 and not fields[0].isdecimal()
    return (0, len(fields) - 1) if is_word and fields[-1].isdecimal() else (0, 0)


def _after_the_number(fields: list[str]) -> Range:
    """0, frog → (1, 2)."""
    is_counted = len(fields) > 1 and fields[0].isdecimal() and not fields[1].isdecimal()
    return (1, len(fields)) if is_counted else (0, 0)


def _labels(names: Mapping[int, _FileName], find: Callable[[list[str]], Range]) -> dict[int, str]:
    """The class of each picture whose name has one, or {} where these are no classes."""
    ranges = {picture: find(name.fields) for picture, name in names.items()}
    ranges = {picture: found for picture, found in ranges.items() if found[1]}
    ranges = _without_common_words(names, ranges)
    taken = {picture: names[picture].text(*found) for picture, found in ranges.items()}
    count = Counter(map(folded, taken.values()))
    labels = {picture: name for picture, name in taken.items() if count[folded(name)] > 1}
    if find is not _after_a_keyword and not _are_classes({*labels.values()}):
        return {}
    without_number = {
        picture: name.stem
        for picture, name in names.items()
        if picture not in labels and count[folded(name.stem)] > 1
    }
    return labels | without_number


def _without_common_words(
    names: Mapping[int, _FileName], ranges: dict[int, Range]
) -> dict[int, Range]:
    """`IMG cat`, `IMG dog` → `cat`, `dog`; but `class 1`, `class 2` stay whole."""
    while len(ranges) > 1 and all(last - first > 1 for first, last in ranges.values()):
        if len({folded(names[of].fields[first]) for of, (first, _) in ranges.items()}) > 1:
            break
        shorter = {of: (first + 1, last) for of, (first, last) in ranges.items()}
        if any(names[of].text(*found).isdecimal() for of, found in shorter.items()):
            break
        ranges = shorter
    return ranges


def _are_classes(found: set[str]) -> bool:
    """Whether these can be names of classes: words, and none that cameras or programs write."""
    if len({*map(folded, found)}) < 2:
        return False
    if any(is_group(name) or not _names_something(name) for name in found):
        return False
    if {"valid", "invalid"} <= set(map(folded, found)):
        return True
    splits = sum(split_in(name).split != "" and not split_in(name).rest for name in found)
    return splits == 0 or (splits == 1 and len(found) > 2)


def _names_something(name: str) -> bool:
    """Whether a name has other words than cameras and programs write."""
    return any(not word.isdecimal() and word not in _NO_CLASS for word in words(name))


def _with_single_fields(
    labels: dict[int, str], names: Mapping[int, _FileName]
) -> tuple[list[Reading], bool]:
    """The reading of `labels`, and those of single fields that divide the pictures otherwise."""
    whole = Reading("names", say(WORDS), labels)
    others = []
    if len({len(names[picture].fields) for picture in labels}) == 1:
        for place in range(len(names[next(iter(labels))].fields)):
            column = {picture: names[picture].fields[place] for picture in labels}
            if _could_be_class(column) and _crosses(column, labels, names):
                others.append(Reading(f"names-{place + 1}", say(FIELD, number=place + 1), column))
    return [whole, *others], not others


def _crosses(
    column: dict[int, str], labels: dict[int, str], names: Mapping[int, _FileName]
) -> bool:
    """Whether a field of the name says something else than the words do.

    Either it divides the pictures otherwise than the rest of the name, as colours do in
    `cat_black_1`, `dog_black_2` and `cat_white_3`; or it is a number that is no counter.
    """
    if next(iter(column.values())).isdecimal():
        return not _counts(column, labels, names) and not _part_of(column, labels)
    rests: dict[str, set[str]] = defaultdict(set)
    columns: dict[str, set[str]] = defaultdict(set)
    for picture, name in column.items():
        rest = labels[picture].replace(name, "", 1)
        rests[folded(name)].add(folded(rest))
        columns[folded(rest)].add(folded(name))
    shared = sum(len(names) > 1 for names in columns.values())
    return shared > 0 and any(len(names) > 1 for names in rests.values())


def _part_of(column: dict[int, str], labels: dict[int, str]) -> bool:
    """Whether a field is part of the words: the 1 of `class 1`."""
    return all(name in labels[picture].split() for picture, name in column.items())


def _counts(column: dict[int, str], labels: dict[int, str], names: Mapping[int, _FileName]) -> bool:
    """Whether the numbers tell the pictures of each class in a folder apart."""
    told = {(names[of].folder, folded(labels[of]), number) for of, number in column.items()}
    return len(told) == len(column)


def _numbered(names: Mapping[int, _FileName]) -> tuple[list[Reading], bool]:
    """Classes that are one of the numbers in the names: `3_12.png` is a three."""
    lengths = Counter(len(name.fields) for name in names.values())
    usual = max((length for length in lengths if length > 1), key=lengths.__getitem__, default=0)
    numbers = {picture: name.fields for picture, name in names.items() if len(name.fields) == usual}
    readings = []
    for place in range(usual):
        column = {picture: fields[place] for picture, fields in numbers.items()}
        if not all(map(str.isdecimal, column.values())):
            if len({*map(folded, column.values())}) > 1:
                return [], True  # words that change, as IMG and DSC
        elif _could_be_class(column) and _repeats_in_a_folder(column, names):
            readings.append(Reading(f"names-{place + 1}", say(FIELD, number=place + 1), column))
    if len(readings) != 2:
        return readings, len(readings) < 2
    first, second = readings
    if _restarts(first, second):
        fewer = len(first.classes) < len(second.classes)
        return readings, fewer or not _restarts(second, first)
    return readings[::-1], _restarts(second, first)


def _repeats_in_a_folder(column: Mapping[int, str], names: Mapping[int, _FileName]) -> bool:
    """Whether a number stands in several names of one folder, as a counter's does not."""
    places = [(names[picture].folder, number) for picture, number in column.items()]
    return len(set(places)) < len(places)


def _restarts(classes: Reading, counters: Reading) -> bool:
    """Whether the pictures of each class are numbered from 0 or 1 on without a gap."""
    counted: dict[str, list[int]] = defaultdict(list)
    for picture, name in classes.labels.items():
        counted[folded(name)].append(int(counters.labels[picture]))
    start = min(min(numbers) for numbers in counted.values())
    return start < 2 and all(
        sorted(numbers) == list(range(start, start + len(numbers))) for numbers in counted.values()
    )


def _could_be_class(column: dict[int, str]) -> bool:
    values = {folded(name) for name in column.values()}
    if any(value.isdecimal() and int(value) >= MOST_NUMBERED for value in values):
        return False
    return 2 <= len(values) <= len(column) / 2
