"""From files to pictures and labels: what a file is, its first bytes decide, not its name."""

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from core.datasets.arrangement.picture_names import LabelTable, PictureNames
from core.datasets.arrangement.readings import Undecided, listed
from core.datasets.choices import Choices
from core.datasets.errors import DatasetError
from core.datasets.parts import Contents, FilePart
from core.datasets.readers import folders, labels_in_order, whole_files
from core.datasets.readers.inventory import BYSTANDERS, Inventory, take_inventory
from core.datasets.sources import Member, members
from core.language import lines, message, plural, say

NOT_USED = message("{where} was not used: it has no pictures with labels.")
ANOTHER_SIZE = message(
    "{where} was not used: its rows are no pictures of the same size. If they are pictures, add "
    "them separately."
)
NUMBERS_ONLY = message(
    "{where} was not used: it numbers the classes, and nothing says which of the folders’ names "
    "each number is."
)
PASSED_OVER = plural(
    "{count:,} other file was passed over: {names}.",
    "{count:,} other files were passed over: {names}.",
)
WITHOUT = message("All else was read without it: {problem}")
LABELS_ALONE = message(
    "{where} has labels but no pictures: the pictures themselves are not there. Add them with it."
)
LIST_NOT_USED = message(
    "{where} was not used: it has an entry for each picture, and nothing says which is whose."
)
PICTURES_BESIDE = plural(
    "{count:,} picture beside the data, {example}, was left out.",
    "{count:,} pictures beside the data, such as {example}, were left out.",
)


def read(
    paths: Iterable[Path],
    choices: Choices,
    among_others: Iterable[tuple[str, ...]] = (),
) -> Contents:
    """All pictures and labels in the files, folders and archives of `paths`.

    `choices` are the visitor's. `among_others` are names of files that make one dataset and are
    published among the files of other datasets: where all of them are there, only these are read.
    Raises DatasetError, with the file and where in it, for what is damaged, hostile or unknown;
    beside pictures that can be read without it, such a file is passed over with a note.
    """
    with ExitStack() as stack:
        found = _of_one_dataset(members(paths, stack), among_others)
        inventory = take_inventory(found, choices)
        if not inventory.loose:
            return _without_loose(inventory, choices)
        try:
            tables = [*inventory.tables, *_labels_in_order(inventory)]
            contents = folders.read(inventory.loose, tables, choices)
        except Undecided:
            raise
        except DatasetError as problem:
            return _in_spite_of(problem, inventory, choices)
    first, *others = contents.parts
    whole, notes = _whole(inventory.parts)
    whole, unlike = _of_the_same_kind(first, whole_files.finished(whole, choices))
    notes += [*unlike, *_lists_not_used(inventory), *_passed_over(inventory), *_without(inventory)]
    parts = [replace(first, notes=(*first.notes, *notes)), *others, *whole]
    return replace(contents, parts=parts)


def _labels_in_order(inventory: Inventory) -> list[LabelTable]:
    """The labels that lie beside the pictures in an array or a list, if no table names them.

    Raises DatasetError where it is not clear which label belongs to which picture.
    """
    pictures = [member.path for member in inventory.loose]
    if any(PictureNames(pictures).listed_by(table) for table in inventory.tables):
        return []
    labels = [part for part in inventory.parts if part.images is None and part.labels is not None]
    labels += [each.as_labels() for each in inventory.lists if each.may_be_labels]
    tables = [table for part in labels if (table := labels_in_order.as_table(part, pictures))]
    names = {table.where for table in tables}
    inventory.parts = [part for part in inventory.parts if part.where not in names]
    inventory.lists = [each for each in inventory.lists if each.where not in names]
    return tables


def _lists_not_used(inventory: Inventory) -> list[str]:
    """A note for each list that may be labels of the pictures and was not used."""
    count = len(inventory.loose)
    unused = [each for each in inventory.lists if each.may_be_labels and len(each.entries) == count]
    return [say(LIST_NOT_USED, where=each.where) for each in unused]


def _without_loose(inventory: Inventory, choices: Choices) -> Contents:
    parts = whole_files.with_lists(inventory.parts, inventory.lists)
    if not _whole(parts)[0] and (failure := inventory.failure()):
        raise failure
    if any(part.images is not None for part in parts):
        first, *others = whole_files.finished(parts, choices)
        documents = [member.where for member, _ in inventory.strangers if member.is_document]
        notes = (*first.notes, *_named(documents), *_without(inventory))
        return Contents([replace(first, notes=notes), *others])
    if parts:
        reasons = [str(reason) for member, reason in inventory.strangers if _matters(member)]
        raise DatasetError(lines([say(LABELS_ALONE, where=parts[0].where), *reasons[:1]]))
    if inventory.strangers:
        matter = [reason for member, reason in inventory.strangers if _matters(member)]
        raise matter[0] if matter else inventory.strangers[0][1]
    if inventory.lists:
        raise DatasetError(say(LABELS_ALONE, where=inventory.lists[0].where))
    raise DatasetError(say("There are no files in what you added."))


def _in_spite_of(problem: DatasetError, inventory: Inventory, choices: Choices) -> Contents:
    """The other files alone, if they are complete without the pictures, which have a problem."""
    failure = inventory.failure()
    whole, notes = _whole(whole_files.with_lists(inventory.parts, inventory.lists))
    if not whole or failure:
        raise problem if not failure else DatasetError(lines([str(problem), str(failure)]))
    whole = whole_files.finished(whole, choices)
    count = len(inventory.loose)
    aside = say(PICTURES_BESIDE, count=count, example=inventory.loose[0].where)
    return Contents([replace(whole[0], notes=(*whole[0].notes, aside, *notes)), *whole[1:]])


def _whole(parts: list[FilePart]) -> tuple[list[FilePart], list[str]]:
    """The parts if they have pictures and labels, else none of them and a note."""
    pictures = any(part.images is not None for part in parts)
    labels = any(part.labels is not None for part in parts)
    if pictures and labels:
        return parts, []
    names = dict.fromkeys(part.where for part in parts)
    return [], [say(NOT_USED, where=where) for where in names]


def _of_the_same_kind(loose: FilePart, parts: list[FilePart]) -> tuple[list[FilePart], list[str]]:
    """The parts if they may be more of the loose pictures, else none of them and notes.

    Tables of features beside the pictures that they were made from look like small pictures, and
    small copies of the pictures in a table only number the classes that the folders name.
    """
    pictures = [part for part in parts if part.images is not None]
    others = [part for part in pictures if part.sides != loose.sides]
    sentence = ANOTHER_SIZE
    if not others and not all(map(str.isdecimal, loose.classes)):
        others = [part for part in pictures if not part.classes]
        sentence = NUMBERS_ONLY
    if not others:
        return parts, []
    return [], [say(sentence, where=where) for where in dict.fromkeys(p.where for p in others)]


def _passed_over(inventory: Inventory) -> list[str]:
    """A note that names files without pictures, except for those that go without saying."""
    names = [
        member.where for member, _ in inventory.strangers if not member.problem and _matters(member)
    ]
    return _named(names)


def _matters(member: Member) -> bool:
    """Whether a file without pictures is more than what goes without saying."""
    return member.path.suffix.lower() not in BYSTANDERS


def _without(inventory: Inventory) -> list[str]:
    """Why archives could not be unpacked: what they hold is missing."""
    problems = [str(member.problem) for member, _ in inventory.strangers if member.problem]
    return [say(WITHOUT, problem=problem) for problem in problems]


def _named(names: list[str]) -> list[str]:
    return [say(PASSED_OVER, count=len(names), names=listed(names))] if names else []


def _of_one_dataset(found: list[Member], among_others: Iterable[tuple[str, ...]]) -> list[Member]:
    for names in among_others:
        wanted = {name.removesuffix(".gz") for name in names}
        chosen = [member for member in found if member.name in wanted]
        if {member.name for member in chosen} == wanted:
            return chosen
    return found
