"""What the folders say: which of them are splits, and which hold no pictures of a class."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from pathlib import PurePosixPath
from typing import NamedTuple

from core.datasets.naming import (
    UNLABELLED,
    SplitName,
    folded,
    is_beside,
    is_container,
    is_group,
    plain,
    split_at_end,
    split_in,
    stem_of_part,
    without_neutral,
    words,
)

FEW = 5
"""Pictures beside the others count as strays if they are so many times fewer."""

_MASK = re.compile(
    r"(.+?)[ _.-](?:masks?|segmentation|seg|gt|groundtruth)(?:[\W_]*\d+)?", re.IGNORECASE
)


class Folder(NamedTuple):
    """A folder on the way to a picture; `split` is "" unless it is one."""

    name: str
    split: str


@dataclass(frozen=True)
class Folders:
    """The folders of each picture, from outside to inside, without those that say nothing.

    `doubtful` are names of folders that may be a split or a class.
    """

    of: tuple[tuple[Folder, ...], ...]
    doubtful: tuple[str, ...] = ()

    def split(self, picture: int) -> str:
        """The split a picture lies in, by the innermost folder that is one, or ""."""
        return self._splits[picture]

    @cached_property
    def _splits(self) -> list[str]:
        return [
            next((folder.split for folder in reversed(path) if folder.split), "")
            for path in self.of
        ]


def survey(paths: Sequence[PurePosixPath], doubtful_are_splits: bool = True) -> Folders:
    """The folders of the pictures at `paths`, with those marked that are splits.

    A folder is a split by its name and its siblings: `train` beside `test` is one, `train` beside
    `bus` and `car` is a class if none of them has folders inside. The mask of a picture, beside it
    under the same name, counts as if it lay in a folder of masks.
    """
    walk = _Walk([tuple(map(plain, path.parent.parts)) for path in paths], doubtful_are_splits)
    walk.down(list(range(len(paths))), 0)
    for picture in _masks(paths):
        walk.marked[picture].append(Folder(paths[picture].name, UNLABELLED))
    return Folders(tuple(map(tuple, walk.marked)), tuple(dict.fromkeys(walk.doubtful)))


def _masks(paths: Sequence[PurePosixPath]) -> list[int]:
    """The pictures that are masks of others in the same folder: `a_mask_1.png` of `a.jpg`."""
    stems = {path.with_suffix("") for path in paths}
    found = []
    for picture, path in enumerate(paths):
        match = _MASK.fullmatch(path.stem)
        if match and path.with_name(match[1]) in stems:
            found.append(picture)
    return found


class _Walk:
    """A walk through the folders, from the outermost ones inwards."""

    def __init__(self, names: list[tuple[str, ...]], doubtful_are_splits: bool):
        self.names = names
        self.marked: list[list[Folder]] = [[] for _ in names]
        self.doubtful: list[str] = []
        self._at_root = True
        self._doubtful_are_splits = doubtful_are_splits

    def down(self, pictures: list[int], depth: int, parent: str = "") -> None:
        """Mark the folders at `depth` of pictures that lie in the folder `parent`."""
        children: dict[str, list[int]] = defaultdict(list)
        for picture in pictures:
            if len(self.names[picture]) > depth:
                children[self.names[picture][depth]].append(picture)
        if not children:
            return
        has_loose = sum(map(len, children.values())) < len(pictures)
        again = not has_loose and {*map(folded, children)} == {folded(parent)}
        if again or _says_nothing(tuple(children), has_loose, self._at_root):
            inside = [picture for group in children.values() for picture in group]
            self.down(inside, depth + 1, parent)
            return
        self._at_root = False
        splits = self._splits(children, depth, has_loose)
        for name, group in children.items():
            split, rest = splits.get(name, SplitName("", name))
            for picture in group:
                if split:
                    self.marked[picture].append(Folder(name, split))
                if rest:
                    self.marked[picture].append(Folder(rest, ""))
            self.down(group, depth + 1, name)

    def _splits(
        self, children: dict[str, list[int]], depth: int, has_loose: bool
    ) -> dict[str, SplitName]:
        """Those of the sibling folders that are splits; the rest of the name is a class."""
        said = {name: split for name in children if (split := split_in(name)).split}
        aside = {name: SplitName(UNLABELLED, "") for name in children if is_beside(name)}
        spoken = [word for name in children if name not in aside for word in words(name)]
        aside = {  # `mask` beside `no_mask` is a class
            name: split
            for name, split in aside.items()
            if is_container(name) or name.casefold() not in spoken
        }
        aside |= {name: SplitName(UNLABELLED, "") for name in self._only_splits(children, depth)}
        wrappers = [name for name in children if is_container(name)]
        if len(children) - len(aside) < 2:
            apart = {name: split for name, split in aside.items() if name not in wrappers}
            if wrappers and len(aside) == len(children):  # `images` beside `masks`
                return apart | {name: SplitName("", "") for name in wrappers}
            aside = apart if wrappers or has_loose else {}
        left = {name: group for name, group in children.items() if name not in aside}
        if told := _with_class(left):
            return aside | told
        if len(left) == 1:
            return aside | {name: SplitName(split.split, "") for name, split in said.items()}
        said |= self._unmarked_training(said, left, depth)
        splits_of: dict[str, set[str]] = defaultdict(set)
        for told_split, rest in said.values():
            splits_of[rest.casefold()].add(told_split)
        chosen = {
            name: SplitName(said[name].split, "")
            for name in left
            if name in said
            and (not said[name].rest or len(splits_of[said[name].rest.casefold()]) > 1)
        }
        if {"valid", "invalid"} <= {*map(folded, left)}:
            chosen = {}
        if len({said[name].rest.casefold() for name in chosen} - {""}) > 1:
            self.doubtful.extend(chosen)  # class and split in one name, but not where
            chosen = {}
        others = [name for name in left if name not in chosen]
        if chosen and others and len({split for split, _ in chosen.values()}) == 1:
            in_split = any(folder.split for folder in self.marked[next(iter(left.values()))[0]])
            chosen = {} if in_split else self._beside(chosen, others, left, depth)
        return aside | chosen

    def _only_splits(self, children: dict[str, list[int]], depth: int) -> list[str]:
        """Folders that hold nothing but splits, beside two classes or more that hold pictures.

        They are a copy of the data for another purpose.
        """
        inner = {name: self._inner(group, depth + 1) for name, group in children.items()}
        found = [
            name
            for name, inside in inner.items()
            if len(inside) > 1
            and all(split_in(one).split and not split_in(one).rest for one in inside)
            and not self._inner(children[name], depth + 2)
        ]
        classes = [name for name in inner if not is_beside(name) and name not in found]
        return found if len(classes) > 1 and not any(inner[name] for name in classes) else []

    def _unmarked_training(
        self, said: dict[str, SplitName], left: dict[str, list[int]], depth: int
    ) -> dict[str, SplitName]:
        """The training set that does not say so: `flowers` beside `flowers_test`."""
        rests = {rest.casefold() for _, rest in said.values()}
        if len(rests) != 1 or any(split == "train" for split, _ in said.values()):
            return {}
        (rest,) = rests
        alike = [
            name for name in left if name not in said and without_neutral(name).casefold() == rest
        ]
        if len(alike) != 1:
            return {}
        inner = self._inner(left[alike[0]], depth + 1)
        marked = set().union(*(self._inner(left[name], depth + 1) for name in said if name in left))
        return {alike[0]: SplitName("train", rest)} if inner & marked else {}

    def _beside(
        self,
        chosen: dict[str, SplitName],
        others: list[str],
        children: dict[str, list[int]],
        depth: int,
    ) -> dict[str, SplitName]:
        """The splits if one kind of split only stands among other folders, perhaps classes."""
        inner = {name: self._inner(group, depth + 1) for name, group in children.items()}
        inside = set().union(*(inner[name] for name in chosen))
        if inside and all(is_group(name) or split_in(name).split for name in inside):
            return {}
        if not inside:
            if any(inner[name] for name in others):
                return chosen
            return {name: split for name, split in chosen.items() if _is_no_class(name, others)}
        named_alike = inside & {folded(name) for name in others}
        beside = sum(len(children[name]) for name in others)
        if named_alike or beside * FEW <= sum(len(children[name]) for name in chosen):
            return chosen
        nested = [name for name in others if inner[name]]
        if not nested and len(others) == 1:
            return chosen
        self.doubtful.extend(chosen)
        if not self._doubtful_are_splits:
            return {}
        (split,) = {split for split, _ in chosen.values()}
        missing = "test" if split != "test" else "train"
        return chosen | {name: SplitName(missing, "") for name in nested if inner[name] & inside}

    def _inner(self, pictures: list[int], depth: int) -> set[str]:
        names = {
            folded(self.names[picture][depth])
            for picture in pictures
            if len(self.names[picture]) > depth
        }
        return {name for name in names if not is_container(name)}


def _says_nothing(siblings: tuple[str, ...], has_loose: bool, at_root: bool) -> bool:
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


def _with_class(names: Iterable[str]) -> dict[str, SplitName]:
    """Split and class of each folder, where all names tell both: `train_cat`, `test_cat` …

    Words that all of them begin with say neither: `seg_train_cat`, `seg_test_cat`.
    """
    beginnings = zip(*(re.findall(r"[^\W_]+", folded(name)) for name in names), strict=False)
    common = sum(1 for _ in takewhile(lambda column: len(set(column)) == 1, beginnings))
    for first in (True, False):
        told = {name: split_at_end(name, first, common) for name in names}
        splits = {split for split, _ in told.values()}
        rests = Counter(folded(rest) for _, rest in told.values())
        if "" not in splits and len(splits) > 1 and sum(n > 1 for n in rests.values()) > 1:
            return told
    return {}


def _is_no_class(name: str, others: list[str]) -> bool:
    """Whether pictures in `test` beside class folders are unlabelled, and `test` is no class.

    A `train` may be a class, among vehicles; so may `valid`, beside `invalid`.
    """
    return folded(name).startswith(("test", "validation", "training")) and len(others) > 1
