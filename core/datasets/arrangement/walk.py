"""A walk through the folders of pictures: which are splits, and which say nothing of the class."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import NamedTuple

from core.datasets.arrangement.folder_tree import FolderTree
from core.datasets.arrangement.siblings import (
    is_no_class,
    may_be_class,
    one_begins_the_other,
    only_wrap,
    with_class,
)
from core.datasets.errors import DatasetError
from core.datasets.folder_names import is_album, is_beside, is_container, is_group, originals
from core.datasets.naming import (
    UNLABELLED,
    SplitName,
    folded,
    split_in,
    without_neutral,
    words,
)
from core.language import message, say

FEW = 5
"""Pictures beside the others count as strays if they are so many times fewer."""
ALIKE = 2
"""A folder may be a class if it is at most so many times smaller or larger than the others."""

FOLDS = message(
    "“{one}” and “{other}” each have a training and a test set, as for a cross-validation: the "
    "same pictures train in one and test in the other. Add one of these folders alone."
)


class Folder(NamedTuple):
    """A folder on the way to a picture; `split` is "" unless it is one."""

    name: str
    split: str


class Walk:
    """A walk through the folders, from the outermost ones inwards.

    `names` are the folders of each picture, `classes` the names of folders that are classes.
    What is found is described at `Folders`.
    """

    def __init__(self, names: list[tuple[str, ...]], classes: Collection[str]):
        self._tree = FolderTree(names)
        self.marked: list[list[Folder]] = [[] for _ in names]
        self.doubtful: list[str] = []
        self.maybe_classes: list[str] = []
        self.copies: list[tuple[str, str]] = []
        self._at_root = True
        self._classes = {*map(folded, classes)}
        self._are_splits: dict[tuple[int, str], set[bool]] = defaultdict(set)

    def down(self, pictures: list[int], depth: int, parent: str = "") -> None:
        """Mark the folders at `depth` of pictures that lie in the folder `parent`."""
        names, children = self._tree.names, self._children(pictures, depth)
        if not children:
            return
        inside = [picture for group in children.values() for picture in group]
        has_loose = len(inside) < len(pictures)
        again = not has_loose and {*map(folded, children)} == {folded(parent)}
        in_phone = depth > 0 and all(names[n][depth - 1].casefold() == "dcim" for n in inside)
        albums = in_phone and all(map(is_album, children))
        has_class = not self._classes.isdisjoint(map(folded, children))
        wraps = albums or only_wrap(tuple(children), has_loose, self._at_root)
        if again or (wraps and not has_class):
            self._refuse_folds(children, depth)
            self.down(inside, depth + 1, parent)
            return
        self._at_root = False
        splits = self._splits(children, depth, has_loose)
        for name, group in children.items():
            split, rest = splits.get(name, SplitName("", name))
            self._are_splits[depth, name].add(bool(split))
            for picture in group:
                if split:
                    self.marked[picture].append(Folder(name, split))
                if rest:
                    self.marked[picture].append(Folder(rest, ""))
            self.down(group, depth + 1, name)

    def read_both_ways(self) -> list[str]:
        """Names of folders that were taken for a split in one place and for a class in another."""
        both = [name for (_, name), are in self._are_splits.items() if len(are) > 1]
        return [name for name in both if may_be_class(name)]

    def _children(self, pictures: list[int], depth: int) -> dict[str, list[int]]:
        """The pictures in each folder at `depth`; what is called a copy of one belongs to it."""
        names, inside = self._tree.names, self._tree.deeper(pictures, depth)
        original = originals(dict.fromkeys(names[picture][depth] for picture in inside))
        self.copies += [(of, name) for name, of in original.items() if of != name]
        children: dict[str, list[int]] = defaultdict(list)
        for picture in inside:
            children[original[names[picture][depth]]].append(picture)
        return children

    def _refuse_folds(self, children: Mapping[str, list[int]], depth: int) -> None:
        """Raise DatasetError if two folders called `fold` have splits of their own inside."""
        folds = [
            name
            for name, group in children.items()
            if "fold" in name.casefold()
            and len({split_in(one).split for one in self._tree.inner(group, depth + 1)} - {""}) > 1
        ]
        if len(folds) > 1:
            raise DatasetError(say(FOLDS, one=folds[0], other=folds[1]))

    def _splits(
        self, children: dict[str, list[int]], depth: int, has_loose: bool
    ) -> dict[str, SplitName]:
        """Those of the sibling folders that are splits, without those that may be classes."""
        found = self._by_their_names(children, depth, has_loose)
        self.maybe_classes += self._maybe_classes(found, children, depth)
        return {name: split for name, split in found.items() if folded(name) not in self._classes}

    def _maybe_classes(
        self, found: Mapping[str, SplitName], children: Mapping[str, list[int]], depth: int
    ) -> list[str]:
        """Folders such as `test` or `figures` beside classes that hold about as many pictures.

        All have no folders inside, or such of the same names. Folders of one name count together,
        wherever they lie.
        """
        others = [name for name in children if name not in found]
        if len(others) < 2:
            return []
        inner = {name: self._tree.inner(group, depth + 1) for name, group in children.items()}
        inside = set().union(*(inner[name] for name in others))
        sizes = [self._tree.size(name, depth) for name in others]
        return [
            name
            for name, split in found.items()
            if (inner[name] & inside if inside else not inner[name])
            and not split.rest
            and may_be_class(name)
            and min(sizes) <= self._tree.size(name, depth) * ALIKE
            and self._tree.size(name, depth) <= max(sizes) * ALIKE
        ]

    def _by_their_names(
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
            is_around = any(
                self._tree.deeper(children[name], depth + 1) for name in children.keys() - aside
            )
            aside = apart if wrappers or has_loose or is_around else {}
        left = {name: group for name, group in children.items() if name not in aside}
        if told := with_class(left):
            return aside | told
        if len(left) == 1:
            return aside | {
                name: SplitName(split.split, "")
                for name, split in said.items()
                if self._tree.inner(children[name], depth + 1)
                or not (split.rest or self._tree.is_among_others(name))
            }
        said |= self._unmarked_training(said, left, depth)
        splits_of: dict[str, set[str]] = defaultdict(set)
        for told_split, rest in said.values():
            splits_of[rest.casefold()].add(told_split)
        chosen = {
            name: SplitName(said[name].split, "")
            for name in left
            if name in said
            and (
                not said[name].rest
                or len(splits_of[said[name].rest.casefold()]) > 1
                or self._is_flat_beside_its_classes(name, left, depth)
            )
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
        inner = {name: self._tree.inner(group, depth + 1) for name, group in children.items()}
        found = [
            name
            for name, inside in inner.items()
            if len(inside) > 1
            and all(split_in(one).split and not split_in(one).rest for one in inside)
            and not self._tree.inner(children[name], depth + 2)
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
        inner = self._tree.inner(left[alike[0]], depth + 1)
        marked = set().union(
            *(self._tree.inner(left[name], depth + 1) for name in said if name in left)
        )
        return {alike[0]: SplitName("train", rest)} if inner & marked else {}

    def _is_flat_beside_its_classes(
        self, name: str, children: Mapping[str, list[int]], depth: int
    ) -> bool:
        """Whether `kaggle_simpson_testset` without folders stands beside `simpsons_dataset` with
        folders: the only other one, and called alike.
        """
        others = [other for other in children if other != name]
        if len(others) != 1 or self._tree.inner(children[name], depth + 1):
            return False
        pairs = [(one, two) for one in words(split_in(name).rest) for two in words(others[0])]
        alike = any(min(map(len, pair)) > 3 and one_begins_the_other(*pair) for pair in pairs)
        return alike and len(self._tree.inner(children[others[0]], depth + 1)) > 1

    def _beside(
        self,
        chosen: dict[str, SplitName],
        others: list[str],
        children: dict[str, list[int]],
        depth: int,
    ) -> dict[str, SplitName]:
        """The splits if one kind of split only stands among other folders, perhaps classes."""
        inner = {name: self._tree.inner(group, depth + 1) for name, group in children.items()}
        inside = set().union(*(inner[name] for name in chosen))
        if inside and all(is_group(name) or split_in(name).split for name in inside):
            return {}
        if not inside:
            if any(inner[name] for name in others):
                return chosen
            return {name: split for name, split in chosen.items() if is_no_class(name, others)}
        named_alike = inside & {folded(name) for name in others}
        beside = sum(len(children[name]) for name in others)
        if named_alike or beside * FEW <= sum(len(children[name]) for name in chosen):
            return chosen
        nested = [name for name in others if inner[name]]
        if not nested and len(others) == 1:
            return chosen
        self.doubtful.extend(chosen)
        if self._classes.issuperset(map(folded, chosen)):
            return {}
        (split,) = {split for split, _ in chosen.values()}
        missing = "test" if split != "test" else "train"
        return chosen | {name: SplitName(missing, "") for name in nested if inner[name] & inside}
