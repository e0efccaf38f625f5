"""What lies in the files: what each one is, its first bytes decide, not its name."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from core.datasets.arrangement.picture_names import LabelTable, PictureNames
from core.datasets.choices import Choices
from core.datasets.errors import DatasetError, NotPictures
from core.datasets.parts import FilePart
from core.datasets.readers import (
    arrow_files,
    cifar_binary,
    hdf5,
    hugging_face,
    idx,
    json_arrays,
    label_lists,
    label_table,
    matlab,
    npy,
    numbered_pictures,
    numpy_files,
    pickles,
    picture_file,
    single_arrays,
    stl10,
    svmlight,
    table,
    workbooks,
)
from core.datasets.readers.label_lists import LabelList
from core.datasets.sources import MAX_BYTES, Member, zips
from core.datasets.sources.budget import too_large
from core.language import message, say

_READERS = (
    (idx.MAGIC, idx.read),
    (zips.MAGIC, numpy_files.read_npz),
    (matlab.MAGIC, matlab.read),
    (matlab.MAGIC_7_3, matlab.read_7_3),
    (hdf5.MAGIC, hdf5.read),
    (arrow_files.PARQUET, hugging_face.read_parquet),
    (arrow_files.ARROW, hugging_face.read_arrow),
    (pickles.MAGIC, pickles.read),
)
_ARCHIVES = {".zip", ".7z", ".tar", ".tgz", ".tbz2", ".txz"}
_OF_R = (b"RDX", b"X\n\x00\x00", b"A\n3\n", b"A\n2\n")
_OTHER_SHEETS = {".xls", ".ods", ".numbers"}
_OTHER_ARCHIVES = ((b"Rar!", "RAR"), (b"\x1f\x9d", "Z"), (b"\x28\xb5\x2f\xfd", "Zstandard"))
BYSTANDERS = {".md", ".txt", ".html", ".htm", ".bib", ".pdf", ".py", ".ipynb", ".json", ".xml", ""}
_TABLES = {".csv", ".tsv", ".arff"}


OF_R = message(
    "{where} is a file of R, which we cannot open. Save the numbers in R with write.csv, or with "
    "the package “arrow” as Parquet."
)
ANOTHER_SHEET = message("{where} is a sheet that we cannot open. Save it as CSV or as .xlsx.")


@dataclass
class Inventory:
    """What lies in the files: pictures of a file each, parts, tables of labels, and the rest.

    `lists` may be labels or names of classes. `strangers` are the files that are none of these or
    cannot be read, with the reason. `held` is how many bytes the parts take in memory.
    """

    loose: list[Member] = field(default_factory=list)
    parts: list[FilePart] = field(default_factory=list)
    tables: list[LabelTable] = field(default_factory=list)
    lists: list[LabelList] = field(default_factory=list)
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


def take_inventory(found: list[Member], choices: Choices) -> Inventory:
    """Reads all files but the pictures that have one each.

    Raises DatasetError for a file that cannot be read, unless pictures or other archives may do
    without it: then it is among the strangers.
    """
    inventory = Inventory()
    others: list[tuple[Member, bytes]] = []
    closed: list[tuple[Member, DatasetError]] = []
    for member in found:
        if member.problem:
            closed.append((member, member.problem))
            continue
        head = b"" if member.is_picture else member.head()
        if member.is_picture or picture_file.is_picture(head):
            inventory.loose.append(member)
        else:
            others.append((member, head))
    arrays = single_arrays.pictures_among(others)
    inventory.loose += arrays
    names = PictureNames([member.path for member in inventory.loose])
    for member, problem in closed:
        if not (inventory.loose or _is_archive(member)):
            raise problem
        inventory.strangers.append((member, problem))
    of_pictures = set(arrays)
    label_counts = single_arrays.rows_among(others)
    others.sort(key=lambda other: other[0].path.suffix.lower() not in label_lists.SUFFIXES)
    for given, head in others:
        if given in of_pictures:
            continue
        member = given
        try:
            if member.path.suffix.lower() == workbooks.SUFFIX:
                member = workbooks.as_csv(member)
                head = member.head()
            if inventory.loose and (labels := label_table.read_if_it_is_one(member, names)):
                inventory.tables.append(labels)
            elif labels_alone := label_lists.read(member):
                inventory.lists.append(labels_alone)
                label_counts |= {len(labels_alone.entries)} if labels_alone.may_be_labels else set()
            else:
                parts = _read_one(member, head, choices, label_counts)
                inventory.take(parts, member.where)
        except DatasetError as reason:
            if not (inventory.loose or isinstance(reason, NotPictures) or given.is_document):
                raise
            inventory.strangers.append((given, reason))
    _name_numbered_pictures(inventory, names, {member.where: member for member, _ in others})
    return inventory


def _name_numbered_pictures(
    inventory: Inventory, names: PictureNames, members: Mapping[str, Member]
) -> None:
    """Put names for the numbers into tables that number the pictures, and into such lists."""
    numbering = numbered_pictures.numbering(inventory.tables, names)
    if not numbering:
        return
    tables: dict[str, LabelTable] = {table.where: table for table in inventory.tables}
    for each in inventory.lists:
        with suppress(DatasetError):  # not every list is a table
            tables[each.where] = label_table.read(members[each.where])
    named = {
        where: found
        for where, table in tables.items()
        if (found := numbered_pictures.with_names(table, numbering.name_of, names))
    }
    used = {*named, numbering.table.where} if named else {}
    others = [table for table in inventory.tables if table.where not in used]
    inventory.tables = [*others, *named.values()]
    inventory.lists = [each for each in inventory.lists if each.where not in named]


def _is_archive(member: Member) -> bool:
    """Whether it is called an archive: its name may go on behind that, as `.tar.gz` or `.zip.001`.

    A file of data that is packed alone is not; nothing can be done without it.
    """
    return not _ARCHIVES.isdisjoint(suffix.lower() for suffix in member.path.suffixes)


def _read_one(
    member: Member, head: bytes, choices: Choices, label_counts: set[int]
) -> list[FilePart]:
    if head.startswith(npy.MARK):
        return numpy_files.read_npy(member, choices, label_counts)
    for signatures, reader in _READERS:
        if head.startswith(signatures) and not member.is_document:
            return reader(member, choices)
    _refuse_known_trouble(member, head)
    if member.path.suffix.lower() == ".json":
        return json_arrays.read(member, choices)
    svmlight.refuse(member, head)
    if member.path.suffix.lower() in _TABLES or table.is_pixel_table(head):
        return table.read(member, choices)
    if member.path.suffix.lower() == ".bin":
        content = member.read()
        if stl10.is_stl10(member, content):
            return stl10.read(member, content)
        if cifar_binary.is_cifar_binary(content):
            return cifar_binary.read(member, content)
    raise NotPictures(
        say("{where} is no kind of file that we know to hold pictures.", where=member.where)
    )


def _refuse_known_trouble(member: Member, head: bytes) -> None:
    start = head.lstrip().lower()
    is_data = member.path.suffix.lower() not in BYSTANDERS
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
    if head.startswith(_OF_R):
        raise NotPictures(say(OF_R, where=member.where))
    if member.path.suffix.lower() in _OTHER_SHEETS:
        raise NotPictures(say(ANOTHER_SHEET, where=member.where))
    if not head and is_data:
        raise DatasetError(say("{where} is empty (0 bytes). Fetch it again.", where=member.where))
