"""At which depth of folders the classes stand."""

from collections import defaultdict
from collections.abc import Callable, Mapping

from core.datasets.arrangement.folders import Folders
from core.datasets.arrangement.readings import Reading
from core.datasets.arrangement.walk import FEW
from core.datasets.folder_names import is_group, is_version
from core.datasets.naming import UNLABELLED, folded, natural_order
from core.language import message, say

MOST_SETS = 3
"""Folders with the same folders inside may be training and test set if they are no more."""

ONLY = message("the folders")
OUTER = message("the outer folders")
INNER = message("the inner folders")
BOTH = message("the names of the outer and the inner folders together")
TEST_IS = message("the inner folders, “{name}” being the test set")
VERSION_ALONE = message("the folders in “{name}” alone")


def class_readings(folders: Folders) -> tuple[list[Reading], bool]:
    """The depths at which classes may stand, the outermost first, and whether that one is safe."""
    levels = _levels(folders)
    telling = [labels for labels in levels if not _all_are(is_group, labels)]
    levels = telling or levels
    versions = [labels for labels in levels if _all_are(is_version, labels)]
    if len(levels) > len(versions) > 0:
        levels = [labels for labels in levels if labels not in versions]
        return [*_of_versions(versions[0], levels[0]), *_of_levels(levels)[0]], False
    return _of_levels(levels)


def _all_are(of_kind: Callable[[str], bool], labels: Mapping[int, str]) -> bool:
    return all(map(of_kind, {*labels.values()}))


def _of_versions(versions: Mapping[int, str], labels: Mapping[int, str]) -> list[Reading]:
    """The classes in each of the folders that hold the same pictures in other forms."""
    readings = []
    for name in natural_order(set(versions.values())):
        of = {picture: label for picture, label in labels.items() if versions.get(picture) == name}
        if len({*map(folded, of.values())}) > 1:
            readings.append(Reading(f"version-{name}", say(VERSION_ALONE, name=name), of))
    return readings


def _of_levels(levels: list[dict[int, str]]) -> tuple[list[Reading], bool]:
    safe, crossed = True, False
    while len(levels) > 1:
        outer, inner = levels[0], levels[1]
        if len({folded(outer[picture]) for picture in inner if picture in outer}) > 1:
            safe = not any(_shares_names(outer, deeper) for deeper in levels[1:])
            crossed = _shares_names(outer, inner)
            break
        if (len(outer) - len(inner)) * FEW > len(inner):
            safe = False
            break
        del levels[0]
    sources = [ONLY] if len(levels) == 1 else [OUTER, *[INNER] * (len(levels) - 1)]
    readings = [
        Reading(f"folders-{number}", say(sources[number - 1]), labels)
        for number, labels in enumerate(levels, 1)
    ]
    return readings + (_of_both(*levels[:2]) if crossed else []), safe


def _of_both(outer: Mapping[int, str], inner: Mapping[int, str]) -> list[Reading]:
    """What folders in folders of the same names may mean besides.

    Each may be a class only together with the outer one, as `apple/rotten`; or the outer ones are
    training and test set, in words that the lab does not know.
    """
    within = {picture: name for picture, name in inner.items() if picture in outer}
    together = {picture: f"{outer[picture]} {name}" for picture, name in within.items()}
    readings = [Reading("folders-both", say(BOTH), together)]
    names = natural_order(set(outer.values()))
    for name in names if len(names) <= MOST_SETS else ():
        splits = {n: "test" if outer[n] == name else "train" for n in within}
        source = say(TEST_IS, name=name)
        readings.append(Reading(f"test-{name}", source, within, splits))
    return readings


def _shares_names(outer: Mapping[int, str], inner: Mapping[int, str]) -> bool:
    """Whether folders inside of different folders have the same names, so that either may be the
    class: `ali/cat`, `ali/dog`, `sara/cat`, `sara/dog`.
    """
    pairs = {
        (folded(outer[picture]), folded(name))
        for picture, name in inner.items()
        if picture in outer
    }
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
    if any(folders.split(picture) == "train" for labels in inside.values() for picture in labels):
        beside.clear()  # what lies beside a training set is no part of it
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
