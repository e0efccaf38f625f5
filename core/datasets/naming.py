"""What single names say: which split, which class, and in which order names stand."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import PurePosixPath
from typing import NamedTuple

from core.datasets import vocabulary
from core.language import message

ONE_CLASS = message("“{names}” were taken for one class.")
UNLABELLED = "unlabelled"
"""The split of pictures that were put aside for a network to label."""

_NEUTRAL = frozenset(vocabulary.NEUTRAL.split())
_COMPOUNDED = frozenset(word for word in _NEUTRAL if len(word) > 2 or not word.isascii())
_CONTAINERS = frozenset(vocabulary.CONTAINERS.split())
_BESIDE = frozenset(vocabulary.BESIDE.split())
_GROUPS = frozenset(vocabulary.GROUPS.split())
_NUMBERED_PART = re.compile(
    r"(.*?)(part|batch|chunk|fold|shard|zip|archive|images?|imgs?|pics|photos?)s?[\W_]*\d*$"
)


class SplitName(NamedTuple):
    """A name that tells of a split, and the words that it holds besides."""

    split: str
    rest: str


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


_SPLIT_OF_WORD = {
    _without_accents(word): split
    for split, text in vocabulary.SPLITS.items()
    for word in text.split()
}


def split_of(path: PurePosixPath) -> str:
    """The split a path names ("train", "test", "validation"), innermost part first, or ""."""
    for part in reversed(path.parts):
        if split := split_in(part).split:
            return "" if split == UNLABELLED else split
    return ""


@lru_cache(maxsize=4096)
def split_in(name: str) -> SplitName:
    """The split that a single name tells of, "" for none or several, and its other words.

    `seg_train` → ("train", "seg"), `trainset` → ("train", ""), `beaker` → ("", "beaker"). Words
    such as "images" and numbers are no other words.
    """
    found, rest = set(), []
    spoken = _written_together(_cased_words(name))
    for word in spoken:
        if split := _split_of_word(word):
            found.add(split)
        elif not _adds_nothing(word):
            rest.append(word)
    if found == {"train", "validation"}:
        found = {"train"}
    if len(found) != 1:
        return SplitName("", name)
    return SplitName(found.pop(), " ".join(rest))


def without_neutral(name: str) -> str:
    """The words of a name besides "images", numbers and the like: `flowers_dataset` → `flowers`."""
    return " ".join(word for word in _cased_words(name) if not _adds_nothing(word))


def _adds_nothing(word: str) -> bool:
    """Whether a word beside that of a split says no more: `images`, a number, the A of `test_A`."""
    plain_word = word.casefold().rstrip("0123456789")
    return plain_word in _NEUTRAL or len(plain_word) < 2


def split_at_end(name: str, first: bool, after: int = 0) -> SplitName:
    """The split that the first word of a name tells of, or the last, and what stands beside it.

    `train_great_dane` → ("train", "great_dane"). The words before the number `after` are passed
    over.
    """
    spans = [match.span() for match in re.finditer(r"[^\W_]+", name)][after:]
    if first and len(spans) > 2 and name[slice(*spans[0])].isdecimal():
        spans = spans[1:]  # 01_train_cat
    if len(spans) < 2:
        return SplitName("", name)
    start, end = spans[0] if first else spans[-1]
    split = _split_of_word(name[start:end])
    others = spans[1:] if first else spans[:-1]
    while len(others) > 1 and name[slice(*others[0])].casefold() in _NEUTRAL:
        others = others[1:]
    return SplitName(split, name[others[0][0] : others[-1][1]]) if split else SplitName("", name)


def _written_together(parts: list[str]) -> list[str]:
    """`["hold", "out"]` → `["holdout"]`, where only both together are a word for a split."""
    whole: list[str] = []
    for part in parts:
        if whole and _without_accents(whole[-1] + part) in ("holdout", "heldout"):
            whole[-1] += part
        else:
            whole.append(part)
    return whole


@lru_cache(maxsize=4096)
def _split_of_word(word: str) -> str:
    """`train`, `train2017`, `trainset`, `Trainingsdaten` → "train"."""
    plain_word = _without_accents(word)
    for form in (plain_word, plain_word.rstrip("0123456789")):
        if form in _SPLIT_OF_WORD:
            return _SPLIT_OF_WORD[form]
        for known, split in _SPLIT_OF_WORD.items():
            before, after = form.removesuffix(known), form.removeprefix(known)
            if (form.startswith(known) and after in _COMPOUNDED) or (
                form.endswith(known) and before in _COMPOUNDED
            ):
                return split
    return ""


def words(name: str) -> list[str]:
    """`FacesTrain_images-idx3` → `["faces", "train", "images", "idx3"]`; t10k stays whole."""
    return [word.casefold() for word in _cased_words(name)]


def _cased_words(name: str) -> list[str]:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", unicodedata.normalize("NFC", name))
    return re.findall(r"[^\W_]+", spaced)


def is_container(name: str) -> bool:
    """Whether a folder's name only says that there are pictures in it: `images`, `JPEGImages`."""
    return name.casefold() in _CONTAINERS


def is_group(name: str) -> bool:
    """Whether a name tells where pictures come from and not what they show: `person_a`."""
    of_name = words(re.sub(r"(?<=[^\W\d_])(?=\d)", " ", name))
    return (
        len(of_name) == 2
        and of_name[0] in _GROUPS
        and (of_name[1].isdecimal() or len(of_name[1]) == 1)
    )


def is_beside(name: str) -> bool:
    """Whether a folder among classes is none by its name: `plots`, `unlabelled`, `images`."""
    return split_in(name).split == UNLABELLED or folded(name) in _BESIDE or is_container(name)


def stem_of_part(name: str) -> str | None:
    """What the numbered parts of one collection have in common, None for other names.

    `HAM10000_images_part_1` and `HAM10000_images_part_2` give the same.
    """
    match = _NUMBERED_PART.match(name.casefold())
    return match and match[1] + match[2]


def plain(name: str) -> str:
    """A name as it is shown: composed Unicode (NFC), without spaces around it."""
    if name.isascii() and " " not in name:
        return name  # most are like that
    return " ".join(unicodedata.normalize("NFC", name).split())


@lru_cache(maxsize=65536)
def folded(name: str) -> str:
    """The same text for names that mean the same: `Cat` and `cat`, `07`, `7` and `7.0`.

    Single letters stay apart: `A` and `a` are two classes of a set of letters.
    """
    text = plain(name)
    if len(text) == 1 and text.isalpha():
        return text
    text = text.casefold()
    if re.fullmatch(r"[0-9]+(\.0+)?", text):
        return str(int(text.split(".")[0]))
    return unicodedata.normalize("NFC", text)


def natural_order(names: Iterable[str]) -> tuple[str, ...]:
    """Names in the order people expect: numbers in them by value, case aside."""
    return tuple(sorted(names, key=_natural_key))


def _natural_key(name: str) -> tuple:
    pieces = re.split(r"(\d+)", name.casefold())
    return [int(piece) if place % 2 else piece for place, piece in enumerate(pieces)], name
