"""All paths: those that come with the lab, and those that a teacher has put into its folder."""

from contextlib import suppress
from functools import lru_cache
from pathlib import Path as Folder
from typing import NamedTuple

from core.datasets import Library
from core.home import home_folder
from core.language import message, say
from core.path.chapter import Path
from core.path.files import is_folder, listed, shown_name
from core.path.mistakes import PathError, PathMistake
from core.path.reading import MOST_FILES, MOST_LANGUAGES, languages_in, read_path

SHIPPED = Folder(__file__).with_name("paths")
OWN = "paths"
"""The folder of a lab's home in which its own paths lie, each in a folder."""
MOST_PATHS = 100

TAKEN = message("A path that comes with the lab has this name. Give the folder another one.")


class FoundPath(NamedTuple):
    """A path that is there, by the name of its folder.

    `mistakes` says what is wrong with it. Then `path` is as it was read before they were made, or
    None if this lab has not read it so since it was started.
    """

    name: str
    path: Path | None
    mistakes: tuple[PathMistake, ...] = ()


def paths(home: Folder | None = None, language: str = "") -> list[FoundPath]:
    """All paths, in this language where they are translated: the lab's, then a home's own by name.

    They may be about all datasets of that home.
    """
    home = home or home_folder()
    datasets = tuple(Library(home).names())
    shipped = [_found(folder, language, home, datasets) for folder in _folders(SHIPPED)]
    names = {found.name for found in shipped}
    own = [
        _taken(folder) if folder.name in names else _found(folder, language, home, datasets)
        for folder in _folders(home / OWN)
    ]
    return [*shipped, *own]


def path_named(name: str, home: Folder | None = None, language: str = "") -> Path | None:
    """The path of this name, as `paths` finds it; None if there is none.

    Also None if it has mistakes, and this process has not read it before they were made.
    """
    home = home or home_folder()
    folders = (*_folders(SHIPPED), *_folders(home / OWN))
    folder = next((one for one in folders if one.name == name), None)
    if folder is None:
        return None
    return _found(folder, language, home, tuple(Library(home).names())).path


def _folders(place: Folder) -> list[Folder]:
    try:
        found = [place / one.name for one in listed(place, MOST_FILES)]
    except OSError:  # nobody has brought a path yet
        return []
    folders = [one for one in found if is_folder(one) and not one.name.startswith((".", "_"))]
    return folders[:MOST_PATHS]


def _taken(folder: Folder) -> FoundPath:
    return FoundPath(folder.name, None, (PathMistake(folder.name, 1, say(TAKEN)),))


_well: dict[tuple[Folder, str], Path] = {}
"""The last reading without mistakes, by folder and language: a class may stand in it meanwhile."""


def _found(folder: Folder, language: str, home: Folder, datasets: tuple[str, ...]) -> FoundPath:
    found = _read(folder, language, home, (_files(folder), datasets))
    if found.path is None:
        return found._replace(path=_well.get((folder, language)))
    _well[folder, language] = found.path
    return found


@lru_cache(4 * MOST_PATHS)
def _read(folder: Folder, language: str, home: Folder, _state: object) -> FoundPath:
    """What is found in a folder. Kept while its state is the same: pages ask again and again."""
    try:
        return FoundPath(folder.name, read_path(folder, language, Library(home).card))
    except PathError as error:
        return FoundPath(shown_name(folder.name), None, error.mistakes)


def _files(folder: Folder) -> tuple[tuple[str, int, int], ...]:
    """What is another when a file of a path was changed: names, times and sizes."""
    files = []
    with suppress(OSError):
        for place in (folder, *(folder / one for one in languages_in(folder)[:MOST_LANGUAGES])):
            for file in listed(place, MOST_FILES):
                about = file.stat(follow_symlinks=False)
                files.append((file.path, about.st_mtime_ns, about.st_size))
    return tuple(files)
