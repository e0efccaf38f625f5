"""At which depth of folders the classes stand."""

from collections import defaultdict

from core.datasets.arrangement.folders import FEW, Folders
from core.datasets.arrangement.readings import Reading
from core.datasets.naming import UNLABELLED, folded, is_group
from core.language import message, say

ONLY = message("the folders")
OUTER = message("the outer folders")
INNER = message("the inner folders")


def class_readings(folders: Folders) -> tuple[list[Reading], bool]:
    """The depths at which classes may stand, the outermost first, and whether that one is safe."""
    levels = _levels(folders)
    telling = [labels for labels in levels if not all(map(is_group, {*labels.values()}))]
    levels = telling or levels
    safe = True
    while len(levels) > 1:
        outer, inner = levels[0], levels[1]
        if len({folded(outer[picture]) for picture in inner if picture in outer}) > 1:
            safe = not _shares_names(outer, inner)
            break
        if (len(outer) - len(inner)) * FEW > len(inner):
            safe = False
            break
        del levels[0]
    sources = [ONLY] if len(levels) == 1 else [OUTER, *[INNER] * (len(levels) - 1)]
    return [
        Reading(f"folders-{number}", say(sources[number - 1]), labels)
        for number, labels in enumerate(levels, 1)
    ], safe


def _shares_names(outer: dict[int, str], inner: dict[int, str]) -> bool:
    """Whether folders inside of different folders have the same names, so that either may be the
    class: `ali/cat`, `ali/dog`, `sara/cat`, `sara/dog`.
    """
    pairs = {(folded(outer[picture]), folded(name)) for picture, name in inner.items()}
    return len({name for _, name in pairs}) < len(pairs)


def _levels(folders: Folders) -> list[dict[int, str]]:
    """Class names by picture, for each depth at which folders divide the pictures into classes.

    A depth counts the folders that are no splits.
    """
    inside: dict[int, dict[int, str]] = defaultdict(dict)
    beside: dict[int, dict[int, str]] = defaultdict(dict)
    for picture, path in enumerate(folders.of):
        if any(folder.split == UNLABELLED for folder in path):
            continue
        depth, of = 0, beside
        for folder in path:
            if folder.split:
                of = inside
            else:
                depth += 1
                of[depth][picture] = folder.name
    depths = sorted(inside or beside)
    levels = [_together(inside[depth], beside[depth]) for depth in depths]
    levels = [labels for labels in levels if _divides(labels, folders)] or [
        labels for labels in levels if len({*map(folded, labels.values())}) > 1
    ]
    largest = max(map(len, levels), default=0)
    return [labels for labels in levels if 2 * len(labels) >= largest]


def _together(inside: dict[int, str], beside: dict[int, str]) -> dict[int, str]:
    """Classes in splits, with those beside the splits if most of these have the same names."""
    if not inside:
        return beside
    names, others = ({folded(name) for name in labels.values()} for labels in (inside, beside))
    return inside | beside if 2 * len(names & others) > len(others) else inside


def _divides(labels: dict[int, str], folders: Folders) -> bool:
    """Whether there are at least two names, for two pictures each on average, in one split."""
    names_in: dict[str, set[str]] = defaultdict(set)
    for picture, name in labels.items():
        names_in[folders.split(picture)].add(folded(name))
    count = len(set().union(*names_in.values()))
    return 2 <= count <= len(labels) / 2 and max(map(len, names_in.values())) > 1
