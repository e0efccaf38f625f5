"""All paths: those that come with the lab, and those that a teacher has put into its folder."""

from functools import lru_cache
from pathlib import Path as Folder
from typing import NamedTuple

from core.home import home_folder
from core.language import message, say
from core.path.chapter import Path
from core.path.checks import Cards
from core.path.mistakes import Mistake, PathError
from core.path.reading import published, read_path

SHIPPED = Folder(__file__).with_name("paths")
OWN = "paths"
"""The folder of a lab's home in which its own paths lie, each in a folder."""
MOST_PATHS = 100
MOST_FILES = 1_000
"""Of a path, that are looked at to see whether one has changed."""

TAKEN = message("A path that comes with the lab has this name. Give the folder another one.")


class FoundPath(NamedTuple):
    """A path that is there: `path`, or its `mistakes` if it cannot be read. `name` is its folder's."""

    name: str
    path: Path | None
    mistakes: tuple[Mistake, ...] = ()


def paths(
    home: Folder | None = None, language: str = "", cards: Cards = published
) -> list[FoundPath]:
    """All paths, in this language where they are translated: the lab's, then a home's own by name.

    `cards` gives the cards of the datasets that a path may name.
    """
    shipped = [_found(folder, language, cards) for folder in _folders(SHIPPED)]
    names = {found.name for found in shipped}
    own = [
        _taken(folder) if folder.name in names else _found(folder, language, cards)
        for folder in _folders((home or home_folder()) / OWN)
    ]
    return [*shipped, *own]


def _folders(place: Folder) -> list[Folder]:
    try:
        found = sorted(place.iterdir())
    except OSError:  # nobody has brought a path yet
        return []
    folders = [one for one in found if one.is_dir() and not one.name.startswith((".", "_"))]
    return folders[:MOST_PATHS]


def _taken(folder: Folder) -> FoundPath:
    return FoundPath(folder.name, None, (Mistake(folder.name, 1, say(TAKEN)),))


def _found(folder: Folder, language: str, cards: Cards) -> FoundPath:
    return _read(folder, language, cards, _state(folder))


@lru_cache(256)
def _read(folder: Folder, language: str, cards: Cards, _state: object) -> FoundPath:
    """What is found in a folder. Kept while its state is the same: pages ask again and again."""
    try:
        return FoundPath(folder.name, read_path(folder, language, cards))
    except PathError as error:
        return FoundPath(folder.name, None, error.mistakes)


def _state(folder: Folder) -> tuple[tuple[str, int, int], ...]:
    """What is another when a file of a path was changed: names, times and sizes."""
    state = []
    for pattern in ("*", "*/*"):
        for file in sorted(folder.glob(pattern))[:MOST_FILES]:
            try:
                about = file.stat()
            except OSError:
                continue
            state.append((str(file), about.st_mtime_ns, about.st_size))
    return tuple(state)
