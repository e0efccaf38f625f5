"""What the name of a folder says beside splits and classes: where its pictures come from."""

import re
from collections.abc import Iterable

from core.datasets import vocabulary
from core.datasets.naming import UNLABELLED, folded, says_nothing, split_in, words

_CONTAINERS = frozenset(vocabulary.CONTAINERS.split())
_ALBUMS = frozenset(vocabulary.ALBUMS.split())
_BESIDE = frozenset(vocabulary.BESIDE.split())
_GROUPS = frozenset(vocabulary.GROUPS.split())
_VERSIONS = frozenset(vocabulary.VERSIONS.split())
_NUMBERED_PART = re.compile(
    r"(.*?)(part|batch|chunk|fold|shard|zip|archive|images?|imgs?|pics|photos?)s?[\W_]*\d*[\W_]*"
)
_DOWNLOAD = re.compile(r".*-\d{8}t\d{6}z(-\d+)+( ?\(\d+\))?|onedrive_.*\d{4}|icloud photos.*")
"""Zips that Google Drive, Google Takeout, OneDrive and iCloud make of one's folders."""
_OF_CAMERA = re.compile(rf"[1-9]\d\d({'|'.join(vocabulary.CAMERAS.split())})")
_DATE = re.compile(
    r"(19|20)\d\d[-_.](0[1-9]|1[0-2])([-_.][0-3]\d)?|(19|20)\d\d(0[1-9]|1[0-2])__"
    r"|[0-3]\d[-_.][01]\d[-_.](19|20)\d\d"
)
_SIZE = re.compile(r"\d+ ?x ?\d+")
_COPY_WORDS = "|".join(vocabulary.COPIES.split())
_COPY = re.compile(
    rf"(?:{_COPY_WORDS})\s+(?:of|von|de|di)\s+(?P<after>.+)"
    rf"|(?P<before>.+?)(?:[\s_-]*\(\d+\)|[\s_-]+(?:{_COPY_WORDS})(?:[\s_-]*\(?\d+\)?)?)",
    re.IGNORECASE,
)


def is_container(name: str) -> bool:
    """Whether a folder's name only says that there are pictures in it.

    So do `images`, the folders that cameras make, downloads, and days: `100APPLE`, `2024-01-05`.
    """
    text = name.casefold()
    made = (_DOWNLOAD, _OF_CAMERA, _DATE)
    return text in _CONTAINERS or any(pattern.fullmatch(text) for pattern in made)


def is_album(name: str) -> bool:
    """Whether a folder inside of a phone's DCIM tells where its pictures come from."""
    return words(name)[:1] != [] and words(name)[0] in _ALBUMS


def is_group(name: str) -> bool:
    """Whether a name tells where pictures come from and not what they show: `person_a`."""
    of_name = words(re.sub(r"(?<=[^\W\d_])(?=\d)", " ", name))
    return (
        len(of_name) == 2
        and of_name[0] in _GROUPS
        and (of_name[1].isdecimal() or len(of_name[1]) == 1)
    )


def is_version(name: str) -> bool:
    """Whether a folder holds pictures in another form: `images_augmented`, `raw`, `64x64`."""
    if _SIZE.fullmatch(name.casefold()):
        return True
    spoken = [word for word in words(name) if not says_nothing(word) or word in _VERSIONS]
    return bool(spoken) and _VERSIONS.issuperset(spoken)


def is_beside(name: str) -> bool:
    """Whether a folder among classes is none by its name: `plots`, `unlabelled`, `images`."""
    together = folded(name).replace(" ", "")
    return split_in(name).split == UNLABELLED or together in _BESIDE or is_container(name)


def stem_of_part(name: str) -> str | None:
    """What the numbered parts of one collection have in common, None for other names.

    `HAM10000_images_part_1` and `HAM10000_images_part_2` give the same.
    """
    match = _NUMBERED_PART.fullmatch(name.casefold())
    return match and match[1] + match[2]


def without_copy_mark(name: str) -> str:
    """The name before a system changed it for a copy: `cat (1)`, `cat - Copy` → `cat`."""
    match = _COPY.fullmatch(name)
    return (match["after"] or match["before"]) if match else name


def originals(names: Iterable[str]) -> dict[str, str]:
    """For each of these siblings the one that it is called a copy of, itself for all others."""
    known = {folded(name): name for name in names}
    return {name: known.get(folded(without_copy_mark(name)), name) for name in names}
