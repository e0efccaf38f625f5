"""Tells the mistakes of a path, for whoever writes one: `python -m core.path FOLDER`.

It ends with 1 if there are any.
"""

import argparse
import sys
from pathlib import Path as Folder

from core.datasets import Library
from core.language import message, plural, say
from core.path.files import shown_name
from core.path.mistakes import PathError
from core.path.reading import read_path

NO_FOLDER = message("{folder} is no folder.")
IS_WELL = plural(
    "“{title}” is well: one chapter, about {minutes} minutes.",
    "“{title}” is well: {count} chapters, about {minutes} minutes.",
)


def main(arguments: list[str]) -> int:
    """Print the mistakes of a folder's path, or that there are none → the exit code."""
    parser = argparse.ArgumentParser(prog="python -m core.path", description=__doc__)
    parser.add_argument("folder", type=Folder)
    folder = parser.parse_args(arguments).folder
    if not folder.is_dir():
        print(say(NO_FOLDER, folder=shown_name(str(folder))))
        return 1
    try:
        path = read_path(folder, cards=Library().card)
    except PathError as error:
        print("\n".join(mistake.in_words for mistake in error.mistakes))
        return 1
    print(say(IS_WELL, title=path.title, count=len(path.chapters), minutes=path.minutes))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
