"""The files of runs in the folder `artifacts`: their networks and snapshots."""

import os
from collections import Counter
from contextlib import suppress
from pathlib import Path


def artifact_sizes(home: Path) -> Counter[str]:
    """The bytes of the files of each run, by its id; 0 for one without files.

    `os.scandir` and no paths: there may be a hundred thousand files.
    """
    sizes: Counter[str] = Counter()
    with suppress(FileNotFoundError), os.scandir(home / "artifacts") as entries:
        for entry in entries:
            if entry.is_dir():
                with suppress(FileNotFoundError), os.scandir(entry) as files:
                    sizes[entry.name] += sum(map(_size, files))
            else:
                sizes[entry.name.removesuffix(".npz")] += _size(entry)
    return sizes


def _size(file: "os.DirEntry[str]") -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:  # it was deleted just now
        return 0
