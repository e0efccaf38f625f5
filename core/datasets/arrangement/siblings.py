"""What the names of folders say that lie side by side."""

from collections import Counter
from collections.abc import Iterable
from itertools import takewhile

from core.datasets.folder_names import is_beside, is_container, stem_of_part
from core.datasets.naming import UNLABELLED, WORD, SplitName, folded, split_at_end, split_in, words

_ALSO_CLASSES = {"train", "val", "valid", "dev", "eval", "evaluation", "exam"}


def one_begins_the_other(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def may_be_class(name: str) -> bool:
    """Whether a name for a split or for pictures of another kind may be that of a class.

    `test` may, `test_images` and `unlabelled` may not.
    """
    split, spoken = split_in(name).split, words(name)
    is_of_words = all(map(str.isalpha, spoken)) and not any(map(is_container, spoken))
    return not split or (split != UNLABELLED and is_of_words)


def only_wrap(siblings: tuple[str, ...], has_loose: bool, at_root: bool) -> bool:
    """Whether folders are only wrapped around the pictures: `images`, or `part_1` and `part_2`."""
    containers = sum(map(is_container, siblings))
    if containers == len(siblings):
        return True
    if not containers and not has_loose and all(map(is_beside, siblings)):
        return True
    if len(siblings) == 1:
        return at_root and not has_loose
    stems = {stem_of_part(name) for name in siblings}
    return len(stems) == 1 and None not in stems


def with_class(names: Iterable[str]) -> dict[str, SplitName]:
    """Split and class of each folder, where all names tell both: `train_cat`, `test_cat` …

    Words that all of them begin with say neither: `seg_train_cat`, `seg_test_cat`.
    """
    beginnings = zip(*(WORD.findall(folded(name)) for name in names), strict=False)
    common = sum(1 for _ in takewhile(lambda column: len(set(column)) == 1, beginnings))
    for first in (True, False):
        told = {name: split_at_end(name, first, common) for name in names}
        splits = {split for split, _ in told.values()}
        rests = Counter(folded(rest) for _, rest in told.values())
        if "" not in splits and len(splits) > 1 and sum(n > 1 for n in rests.values()) > 1:
            return told
    return {}


def is_no_class(name: str, others: list[str]) -> bool:
    """Whether pictures in `test` beside class folders are unlabelled, and `test` is no class.

    A `train` may be a class, among vehicles; so may `valid`, beside `invalid`, and `Val`, a name.
    """
    return folded(name) not in _ALSO_CLASSES and len(others) > 1
