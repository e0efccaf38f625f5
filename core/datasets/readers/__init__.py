"""From files to pictures and labels: what a file is, its first bytes decide, not its name."""

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from core.datasets.arrangement.readings import Undecided, listed
from core.datasets.arrangement.tables import LabelTable, PictureNames
from core.datasets.choices import Choices
from core.datasets.errors import DatasetError, NotPictures
from core.datasets.parts import Contents, FilePart
from core.datasets.readers import (
    cifar_binary,
    folders,
    hdf5,
    hugging_face,
    idx,
    label_table,
    matlab,
    numpy_files,
    pickles,
    picture_file,
    table,
    whole_files,
)
from core.datasets.sources import MAX_BYTES, Member, members, zips
from core.datasets.sources.budget import too_large
from core.language import lines, message, plural, say

_READERS = (
    (idx.MAGIC, idx.read),
    (zips.MAGIC, numpy_files.read_npz),
    (numpy_files.NPY, numpy_files.read_npy),
    (matlab.MAGIC, matlab.read),
    (matlab.MAGIC_7_3, matlab.read_7_3),
    (hdf5.MAGIC, hdf5.read),
    (hugging_face.PARQUET, hugging_face.read_parquet),
    (hugging_face.ARROW, hugging_face.read_arrow),
    (pickles.MAGIC, pickles.read),
)
_OTHER_ARCHIVES = ((b"Rar!", "RAR"), (b"\x1f\x9d", "Z"), (b"\x28\xb5\x2f\xfd", "Zstandard"))
_BYSTANDERS = {".md", ".txt", ".html", ".htm", ".bib", ".pdf", ".py", ".ipynb", ".json", ".xml", ""}
_TABLES = {".csv", ".tsv", ".arff"}

NOT_USED = message("{where} was not used: it has no pictures with labels.")
ANOTHER_SIZE = message(
    "{where} was not used: its rows are no pictures of the same size. If they are pictures, add "
    "them separately."
)
PASSED_OVER = plural(
    "{count:,} other file was passed over: {names}.",
    "{count:,} other files were passed over: {names}.",
)
PICTURES_BESIDE = plural(
    "{count:,} picture beside the data, {example}, was left out.",
    "{count:,} pictures beside the data, such as {example}, were left out.",
)


@dataclass
class _Inventory:
    """What lies in the files: pictures of a file each, parts, tables of labels, and the rest.

    `strangers` are the files that are none of these or cannot be read, with the reason. `held` is
    how many bytes the parts take in memory.
    """

    loose: list[Member] = field(default_factory=list)
    parts: list[FilePart] = field(default_factory=list)
    tables: list[LabelTable] = field(default_factory=list)
    strangers: list[tuple[Member, DatasetError]] = field(default_factory=list)
    held: int = 0

    def take(self, parts: list[FilePart], where: str) -> None:
        """Raises DatasetError where all parts together would take more memory than one file may."""
        self.held += sum(part.nbytes for part in parts)
        if self.held > MAX_BYTES:
            raise too_large(where)
        self.parts += parts

    def failure(self) -> DatasetError | None:
        """The first error of a file that should hold data."""
        errors = (error for _, error in self.strangers if not isinstance(error, NotPictures))
        return next(errors, None)


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
        inventory = _take_inventory(found, choices)
        if not inventory.loose:
            return _without_loose(inventory, choices)
        try:
            contents = folders.read(inventory.loose, inventory.tables, choices)
        except Undecided:
            raise
        except DatasetError as problem:
            return _in_spite_of(problem, inventory, choices)
    first, *others = contents.parts
    whole, notes = _whole(inventory.parts)
    whole, unlike = _of_the_same_size(first, whole_files.finished(whole, choices))
    notes += [*unlike, *_passed_over(inventory)]
    parts = [replace(first, notes=(*first.notes, *notes)), *others, *whole]
    return replace(contents, parts=parts)


def _take_inventory(found: list[Member], choices: Choices) -> _Inventory:
    inventory = _Inventory()
    others = []
    for member in found:
        head = b"" if member.is_picture else member.head()
        if member.is_picture or picture_file.is_picture(head):
            inventory.loose.append(member)
        else:
            others.append((member, head))
    names = PictureNames([member.path for member in inventory.loose])
    for member, head in others:
        try:
            if inventory.loose and (labels := label_table.read_if_it_is_one(member, names)):
                inventory.tables.append(labels)
            else:
                inventory.take(_read_one(member, head, choices), member.where)
        except DatasetError as reason:
            if not (inventory.loose or isinstance(reason, NotPictures) or member.is_document):
                raise
            inventory.strangers.append((member, reason))
    return inventory


def _without_loose(inventory: _Inventory, choices: Choices) -> Contents:
    if any(part.images is not None for part in inventory.parts):
        first, *others = whole_files.finished(inventory.parts, choices)
        documents = [member.where for member, _ in inventory.strangers if member.is_document]
        notes = (*first.notes, *_named(documents))
        return Contents([replace(first, notes=notes), *others])
    if inventory.parts:
        raise DatasetError(
            say(
                "{where} has labels but no pictures. Add the file with the pictures too.",
                where=inventory.parts[0].where,
            )
        )
    if inventory.strangers:
        raise inventory.failure() or inventory.strangers[0][1]
    raise DatasetError(say("There are no files in what you added."))


def _in_spite_of(problem: DatasetError, inventory: _Inventory, choices: Choices) -> Contents:
    """The other files alone, if they are complete without the pictures, which have a problem."""
    failure = inventory.failure()
    whole, notes = _whole(whole_files.finished(inventory.parts, choices))
    if not whole or failure:
        raise problem if not failure else DatasetError(lines([str(problem), str(failure)]))
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


def _of_the_same_size(loose: FilePart, parts: list[FilePart]) -> tuple[list[FilePart], list[str]]:
    """The parts if their pictures are as large as the loose ones, else none of them and notes.

    Tables of features beside the pictures that they were made from look like small pictures.
    """
    assert loose.images is not None
    size = loose.images.shape[1:3]
    others = [part for part in parts if part.images is not None and part.images.shape[1:3] != size]
    if not others:
        return parts, []
    return [], [say(ANOTHER_SIZE, where=where) for where in dict.fromkeys(p.where for p in others)]


def _passed_over(inventory: _Inventory) -> list[str]:
    """A note that names files without pictures, except for those that go without saying."""
    names = [
        member.where
        for member, _ in inventory.strangers
        if member.path.suffix.lower() not in _BYSTANDERS
    ]
    return _named(names)


def _named(names: list[str]) -> list[str]:
    return [say(PASSED_OVER, count=len(names), names=listed(names))] if names else []


def _of_one_dataset(found: list[Member], among_others: Iterable[tuple[str, ...]]) -> list[Member]:
    for names in among_others:
        wanted = {name.removesuffix(".gz") for name in names}
        chosen = [member for member in found if member.name in wanted]
        if {member.name for member in chosen} == wanted:
            return chosen
    return found


def _read_one(member: Member, head: bytes, choices: Choices) -> list[FilePart]:
    for signatures, reader in _READERS:
        if head.startswith(signatures) and not member.is_document:
            return reader(member, choices)
    _refuse_known_trouble(member, head)
    if member.path.suffix.lower() in _TABLES or table.is_pixel_table(head):
        return table.read(member, choices)
    if member.path.suffix.lower() == ".bin" and cifar_binary.is_cifar_binary(
        content := member.read()
    ):
        return cifar_binary.read(member, content)
    raise NotPictures(
        say("{where} is no kind of file that we know to hold pictures.", where=member.where)
    )


def _refuse_known_trouble(member: Member, head: bytes) -> None:
    start = head.lstrip().lower()
    is_data = member.path.suffix.lower() not in _BYSTANDERS
    if start.startswith((b"<!doctype", b"<html", b"<?xml")) and is_data:
        raise DatasetError(
            say(
                "{where} is a web page, not data: the network or the site sent a login or "
                "error page instead of the file. Open the address in a browser to see it, "
                "then fetch the file again.",
                where=member.where,
            )
        )
    if start.startswith(b"version https://git-lfs"):
        raise DatasetError(
            say(
                "{where} is only a pointer of Git LFS; the data were not fetched. Run “git "
                "lfs pull” in that repository, or download the file from its web page.",
                where=member.where,
            )
        )
    for signature, kind in _OTHER_ARCHIVES:
        if head.startswith(signature):
            raise NotPictures(
                say(
                    "{where} is a {kind} archive, which we cannot open. Unpack it and add the "
                    "files, or pack them as a zip.",
                    where=member.where,
                    kind=kind,
                )
            )
    if not head and is_data:
        raise DatasetError(say("{where} is empty (0 bytes). Fetch it again.", where=member.where))
