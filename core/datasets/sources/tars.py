"""The members of tar archives."""

import tarfile
from contextlib import ExitStack
from functools import partial
from typing import IO

from core.datasets.sources.archive import at_hand, check_name, inside, is_junk
from core.datasets.sources.budget import MAX_MEMBERS, Budget, too_large
from core.datasets.sources.member import Member, reading
from core.datasets.sources.name_encodings import encoding_of


def is_tar(head: bytes) -> bool:
    return head[257:262] == b"ustar"


def members(member: Member, stack: ExitStack, budget: Budget) -> list[Member]:
    """The files in a tar archive."""
    infos: list[tarfile.TarInfo] = []
    with reading(member.where):
        archive = tarfile.TarFile(fileobj=at_hand(member, stack))
        for info in archive:
            infos.append(info)
            if len(infos) > MAX_MEMBERS:
                raise too_large(member.where)
    budget.take(sum(info.size for info in infos), member.where, len(infos))
    for info in infos:
        check_name(info.name, not (info.isfile() or info.isdir()), member.where)
    # Bytes of a name that are no UTF-8 come as surrogates.
    encoding = encoding_of([info.name.encode("utf-8", "surrogateescape") for info in infos])
    found = []
    for info in infos:
        name = info.name.encode("utf-8", "surrogateescape").decode(encoding, "replace")
        path, where = inside(member, name)
        if info.isfile() and not is_junk(path):
            found.append(Member(path, where, partial(_file_in, archive, info)))
    return found


def _file_in(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    stream = archive.extractfile(info)
    assert stream is not None  # None only for folders and links, which `members` leaves out
    return stream
