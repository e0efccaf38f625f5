"""The folders of pictures as a tree: what lies in which, and how much."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from core.datasets.folder_names import is_container
from core.datasets.naming import folded, split_in


class FolderTree:
    """The names of the folders of each picture, from the outermost one inwards.

    A depth counts from 0, that of the outermost folder; a picture is its place in `names`.
    """

    def __init__(self, names: Sequence[tuple[str, ...]]):
        self.names = names
        self._sizes = _sizes(names)
        self._among_others = _among_others(names)

    def deeper(self, pictures: Iterable[int], depth: int) -> list[int]:
        """Those of the pictures that have a folder at `depth`."""
        return [picture for picture in pictures if len(self.names[picture]) > depth]

    def inner(self, pictures: Iterable[int], depth: int) -> set[str]:
        """The names of their folders at `depth`, folded, without those that only wrap.

        A folder inside of one with its own name is passed over.
        """
        found: set[str] = set()
        for picture in pictures:
            names = self.names[picture]
            again = len(names) > depth and folded(names[depth]) == folded(names[depth - 1])
            found.update(names[depth + again : depth + again + 1])
        return {folded(name) for name in found if not is_container(name)}

    def size(self, name: str, depth: int) -> int:
        """How many pictures lie in folders of this name at `depth`, wherever these lie."""
        return self._sizes[depth, folded(name)]

    def is_among_others(self, name: str) -> bool:
        """Whether such a folder lies somewhere beside folders that are called like no split."""
        return folded(name) in self._among_others


def _sizes(names: Iterable[tuple[str, ...]]) -> Counter[tuple[int, str]]:
    """How many pictures lie in folders of each name, by the depth of the folder."""
    sizes: Counter[tuple[int, str]] = Counter()
    for path, count in Counter(names).items():
        for depth, name in enumerate(path):
            sizes[depth, folded(name)] += count
    return sizes


def _among_others(names: Iterable[tuple[str, ...]]) -> set[str]:
    """Names of folders that lie somewhere beside folders that are called like no split."""
    siblings: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for path in dict.fromkeys(names):
        for depth, name in enumerate(path):
            siblings[path[:depth]].add(name)
    found: set[str] = set()
    for group in siblings.values():
        if len(group) > 1 and any(not split_in(name).split for name in group):
            found.update(map(folded, group))
    return found
