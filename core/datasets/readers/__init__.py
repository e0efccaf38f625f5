"""From files to pictures and labels: what a file is, its first bytes decide, not its name."""

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from core.datasets.choices import Choices
from core.datasets.errors import DatasetError, NotPictures
from core.datasets.parts import FilePart
from core.datasets.readers import (
    arrays,
    cifar_binary,
    folders,
    idx,
    parquet,
    pickles,
    picture_file,
    table,
)
from core.datasets.sources import Member, members
from core.language import say

_READERS = (
    (idx.MAGIC, idx.read),
    ((b"PK\x03\x04", b"PK\x05\x06"), arrays.read_npz),
    ((b"\x93NUMPY",), arrays.read_npy),
    ((b"MATLAB 5.0",), arrays.read_mat),
    ((b"PAR1",), parquet.read),
    ((b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05", b"(dp", b"(lp", b"((l"), pickles.read),
)
_OTHER_ARCHIVES = (
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!", "RAR"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
)
_BYSTANDERS = {".md", ".txt", ".html", ".htm", ".bib", ".pdf", ".py", ".ipynb", ".json", ".xml", ""}
_TABLES = {".csv", ".tsv", ".arff"}


def read(
    paths: Iterable[Path],
    choices: Choices,
    among_others: Iterable[tuple[str, ...]] = (),
) -> list[FilePart]:
    """All pictures and labels in the files, folders and archives of `paths`.

    `choices` are the visitor's. `among_others` are names of files that make one dataset and are
    published among the files of other datasets: where all of them are there, only these are read.
    Raises DatasetError, with the file and where in it, for what is damaged, hostile or unknown.
    """
    parts: list[FilePart] = []
    loose: list[Member] = []
    labellings: list[table.Labelling] = []
    passed_over: list[NotPictures] = []
    with ExitStack() as stack:
        for member in _of_one_dataset(members(paths, stack), among_others):
            head = b"" if member.is_picture else member.head()
            if member.is_picture or picture_file.is_picture(head):
                loose.append(member)
                continue
            try:
                content = _read_one(member, head, choices)
            except NotPictures as reason:
                passed_over.append(reason)
                continue
            if isinstance(content, table.Labelling):
                labellings.append(content)
            else:
                parts.extend(content)
        if loose:
            parts.extend(folders.read(loose, labellings, choices.picture_size))
    if any(part.images is not None for part in parts):
        return parts
    raise DatasetError(_why_nothing(parts, labellings, passed_over))


def _of_one_dataset(found: list[Member], among_others: Iterable[tuple[str, ...]]) -> list[Member]:
    for names in among_others:
        wanted = {name.removesuffix(".gz") for name in names}
        chosen = [member for member in found if member.name in wanted]
        if {member.name for member in chosen} == wanted:
            return chosen
    return found


def _read_one(member: Member, head: bytes, choices: Choices) -> list[FilePart] | table.Labelling:
    for signatures, reader in _READERS:
        if head.startswith(signatures):
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
            raise DatasetError(
                say(
                    "{where} is a {kind} archive, which we cannot open. Unpack it and add the "
                    "files, or pack them as a zip.",
                    where=member.where,
                    kind=kind,
                )
            )
    if not head and is_data:
        raise DatasetError(say("{where} is empty (0 bytes). Fetch it again.", where=member.where))


def _why_nothing(
    parts: list[FilePart], labellings: list[table.Labelling], passed_over: list[NotPictures]
) -> str:
    if labellings:
        return say(
            "{where} names pictures and their labels, but the pictures themselves are "
            "not there. Add them together with the table.",
            where=labellings[0].where,
        )
    if parts:
        return say(
            "{where} has labels but no pictures. Add the file with the pictures too.",
            where=parts[0].where,
        )
    if passed_over:
        return str(passed_over[0])
    return say("There are no files in what you added.")
