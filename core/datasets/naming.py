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

WORD = re.compile(
    r"(?:[^\W_]|[\u0900-\u0dff\u0e31-\u0e4e]"
    r"|[\u200d\ufe0f\u2600-\u27bf\U0001f000-\U0001faff\U000e0020-\U000e007f])+"
)
"""Letters, digits, emoji, and the vowel signs of India and Thailand, which are no letters."""
_NOT_SHOWN = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_JOINERS = re.compile("[\u200c\u200d]")
_ONE_LETTER = str.maketrans("\u064a\u0649\u0643", "\u06cc\u06cc\u06a9")
"""Arabic and Persian keyboards write yeh and kaf in two ways that look alike."""
_SIZE = re.compile(r"\d+(x\d+)+")


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
_NEUTRAL = frozenset(vocabulary.NEUTRAL.split())
_COMPOUNDED = tuple(
    _without_accents(word)
    for word in vocabulary.NEUTRAL.split()
    if len(word) > 2 or not word.isascii()
)


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
        elif not says_nothing(word):
            rest.append(word)
    if found == {"train", "validation"}:
        found = {"train"}
    if len(found) != 1:
        return SplitName("", name)
    return SplitName(found.pop(), " ".join(rest))


def without_neutral(name: str) -> str:
    """The words of a name besides "images", numbers and the like: `flowers_dataset` → `flowers`."""
    return " ".join(word for word in _cased_words(name) if not says_nothing(word))


def says_nothing(word: str) -> bool:
    """Whether a word beside that of a split says no more: `images`, a number, the A of `test_A`."""
    text = unicodedata.normalize("NFC", word.casefold()).rstrip("0123456789")
    one_letter = text.isascii() and len(text) < 2
    return text in _NEUTRAL or one_letter or bool(_SIZE.fullmatch(word))


def split_at_end(name: str, first: bool, after: int = 0) -> SplitName:
    """The split that the first word of a name tells of, or the last, and what stands beside it.

    `train_great_dane` → ("train", "great_dane"). The words before the number `after` are passed
    over.
    """
    spans = [match.span() for match in WORD.finditer(name)][after:]
    while len(spans) > 2 and _is_filler(name[slice(*spans[-1])]):
        spans.pop()  # cat Train Images
    if first and len(spans) > 2 and name[slice(*spans[0])].isdecimal():
        spans = spans[1:]  # 01_train_cat
    for count in (1, 2):  # huấn luyện are two words
        told, others = (spans[:count], spans[count:]) if first else (spans[-count:], spans[:-count])
        split = _split_of_word("".join(name[slice(*span)] for span in told)) if others else ""
        if split:
            while len(others) > 1 and _is_filler(name[slice(*others[0])]):
                others = others[1:]
            return SplitName(split, name[others[0][0] : others[-1][1]])
    return SplitName("", name)


def _is_filler(word: str) -> bool:
    """Whether a word between split and class says nothing: `train images 32x32 cat`."""
    text = unicodedata.normalize("NFC", word.casefold())  # with accents: thé is not “the”
    return text in _NEUTRAL or bool(_SIZE.fullmatch(word))


def _written_together(parts: list[str]) -> list[str]:
    """`["hold", "out"]` → `["holdout"]`, where only both together are a word for a split."""
    whole: list[str] = []
    for part in parts:
        apart = whole and not (_split_of_word(whole[-1]) or _split_of_word(part))
        if apart and _without_accents(whole[-1] + part) in _SPLIT_OF_WORD:
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
            if (form.startswith(known) and _is_neutral(form.removeprefix(known))) or (
                form.endswith(known) and _is_neutral(form.removesuffix(known))
            ):
                return split
    return ""


def _is_neutral(text: str) -> bool:
    """Whether nothing is written there but words such as "data" and "set"."""
    return not text or any(
        text.startswith(word) and _is_neutral(text.removeprefix(word)) for word in _COMPOUNDED
    )


def words(name: str) -> list[str]:
    """`FacesTrain_images-idx3` → `["faces", "train", "images", "idx3"]`; t10k stays whole."""
    return [word.casefold() for word in _cased_words(name)]


def _cased_words(name: str) -> list[str]:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", unicodedata.normalize("NFC", name))
    return WORD.findall(spaced)


def plain(name: str) -> str:
    """A name as it is shown: composed Unicode (NFC), no spaces around it, nothing invisible."""
    if name.isascii() and " " not in name:
        return name  # most are like that
    return " ".join(_NOT_SHOWN.sub("", unicodedata.normalize("NFC", name)).split())


@lru_cache(maxsize=65536)
def folded(name: str) -> str:
    """The same text for names that mean the same: `Cat` and `cat`, `hot_dog` and `hot dog`, `07`,
    `7`, `7.0` and `۷`.

    Single letters stay apart: `A` and `a` are two classes of a set of letters.
    """
    text = unicodedata.normalize("NFKC", _JOINERS.sub("", plain(name)).translate(_ONE_LETTER))
    if len(text) == 1 and text.isalpha():
        return text
    text = text.casefold()
    if re.fullmatch(r"\d+(\.0+)?", text):
        return str(int(text.split(".")[0]))
    return unicodedata.normalize("NFC", re.sub(r"(?<=[^\W_])[\s_-]+(?=[^\W_])", " ", text))


def natural_order(names: Iterable[str]) -> tuple[str, ...]:
    """Names in the order people expect: numbers in them by value, case aside."""
    return tuple(sorted(names, key=_natural_key))


def _natural_key(name: str) -> tuple:
    pieces = re.split(r"(\d+)", name.casefold())
    return [int(piece) if place % 2 else piece for place, piece in enumerate(pieces)], name
