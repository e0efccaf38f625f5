"""What file and folder names say: which split, which class."""

import re
from functools import lru_cache
from pathlib import PurePosixPath

_SPLITS = {
    "train": ("train", "training", "trn", "xtrain", "ytrain"),
    "test": ("test", "testing", "tst", "t10k", "eval", "xtest", "ytest"),
    "validation": ("val", "valid", "validation", "dev", "xval", "yval"),
}
_SPLIT_OF_WORD = {word: split for split, words in _SPLITS.items() for word in words}


@lru_cache
def split_of(path: PurePosixPath) -> str:
    """The split a path names ("train", "test", "validation"), innermost part first, or ""."""
    for part in reversed(path.parts):
        for word in words(part):
            if word in _SPLIT_OF_WORD:
                return _SPLIT_OF_WORD[word]
    return ""


def words(name: str) -> list[str]:
    """`FacesTrain_images-idx3` → `["faces", "train", "images", "idx3"]`; t10k stays whole."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return re.findall(r"[a-z0-9]+", spaced.lower())


def natural_order(names: set[str]) -> tuple[str, ...]:
    """Names in the order people expect: numbers by value, else alphabetical, case aside."""
    if all(name.isdecimal() for name in names):
        return tuple(sorted(names, key=int))
    return tuple(sorted(names, key=lambda name: (name.casefold(), name)))
