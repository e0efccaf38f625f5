"""The library's own form on disk: one folder a dataset, plain `.npy` arrays and a `card.json`.

The card names the four array files, so that replacing this one small file is the moment when a
dataset appears or changes: before it nothing counts, after it everything is there.
"""

import json
import secrets
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from cachetools import LRUCache

from core.atomic_write import atomic_write
from core.datasets.card import Dataset, DatasetCard, Pen
from core.datasets.errors import DatasetError
from core.language import say

ARRAYS = ("x_train", "y_train", "x_test", "y_test")
CARD_FILE = "card.json"
MOST_MAPPED = 64
"""How many arrays stay mapped that nobody uses: those of 16 datasets."""
_STORED_FACTS = ("name", "title", "classes", "shape", "train_counts", "test_counts", "task",
                 "max_value", "source", "licence", "owner", "shared", "domain", "pen",
                 "note")  # fmt: skip

_mapping = threading.Lock()
_mappings: LRUCache[Path, tuple[tuple[int, int], np.ndarray]] = LRUCache(MOST_MAPPED)
"""The arrays read last, each with the time and the size of its file then."""


def is_stored(folder: Path) -> bool:
    """Whether `folder` holds a complete dataset."""
    return (folder / CARD_FILE).is_file()


def content_of(folder: Path) -> str:
    """The checksum a dataset was stored with."""
    return _entry(folder)["content"]


def read_card(folder: Path, published: Mapping[str, DatasetCard]) -> DatasetCard:
    """The card of the dataset in `folder`; facts about a published one come from `published`."""
    return _card(_entry(folder), published)


def read(folder: Path, published: Mapping[str, DatasetCard]) -> Dataset:
    """The dataset in `folder`, its arrays memory-mapped and read-only.

    All who read it in this process share one mapping, which is an open file for each array.
    """
    try:
        return _open(folder, published)
    except FileNotFoundError:
        return _open(folder, published)  # replaced between reading the card and the arrays


def write(folder: Path, dataset: Dataset, content: str) -> None:
    """Store `dataset` in `folder`, in place of what is stored there; all of it or nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    stamp = secrets.token_hex(4)
    names = {array: f"{array}-{stamp}.npy" for array in ARRAYS}
    facts = asdict(dataset.card)
    entry = {fact: facts[fact] for fact in _STORED_FACTS} | {"arrays": names, "content": content}
    previous = _stored_arrays(folder)
    try:
        for array, name in names.items():
            np.save(folder / name, getattr(dataset, array), allow_pickle=False)
        with atomic_write(folder / CARD_FILE) as file:
            file.write(_written(entry))
    except BaseException:
        _remove([folder / name for name in names.values()])
        with suppress(OSError):  # other files may lie there
            folder.rmdir()
        raise
    _remove(previous)


def describe(folder: Path, **facts: object) -> None:
    """Change facts of the card in `folder`; the pictures stay."""
    with atomic_write(folder / CARD_FILE) as file:
        file.write(_written(_entry(folder) | facts))


def delete(folder: Path) -> None:
    """Delete the dataset in `folder`, and first of all its card.

    The folder stays, so that no other dataset gets the name by which runs and links know this one.
    """
    arrays = _stored_arrays(folder)
    (folder / CARD_FILE).unlink(missing_ok=True)
    _remove(arrays)


def size_of(folder: Path) -> int:
    """The bytes that `folder` takes on the disk."""
    return sum(file.stat().st_size for file in folder.iterdir() if file.is_file())


def _written(entry: Mapping[str, object]) -> bytes:
    return json.dumps(entry, ensure_ascii=False, indent=1).encode()


def _entry(folder: Path) -> dict:
    try:
        return json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DatasetError(
            say(
                "The stored dataset in {folder} cannot be read: its {file} is missing or "
                "damaged. Delete that folder and add the dataset again.",
                folder=folder,
                file=CARD_FILE,
            )
        ) from error


def _card(entry: dict, published: Mapping[str, DatasetCard]) -> DatasetCard:
    if entry["name"] in published:
        return replace(published[entry["name"]], note=entry["note"])
    facts: dict[str, Any] = {
        fact: tuple(value) if isinstance(value, list) else value
        for fact, value in entry.items()
        if fact in _STORED_FACTS
    }
    if pen := facts.get("pen"):
        facts["pen"] = Pen(**pen)
    return DatasetCard(**facts, own=True)


def _open(folder: Path, published: Mapping[str, DatasetCard]) -> Dataset:
    entry = _entry(folder)
    card = _card(entry, published)
    try:
        arrays = {array: _mapped(folder / name) for array, name in entry["arrays"].items()}
    except (ValueError, EOFError) as error:
        raise DatasetError(
            say(
                "The stored copy of {title} in {folder} is damaged. Delete that folder and "
                "download or add the dataset again.",
                title=card.title,
                folder=folder,
            )
        ) from error
    return Dataset(**arrays, card=card)


def _mapped(file: Path) -> np.ndarray:
    """The array in a file, mapped once for all who use it."""
    stat = file.stat()
    written = stat.st_mtime_ns, stat.st_size
    with _mapping:
        known = _mappings.get(file)
        if known is None or known[0] != written:
            known = _mappings[file] = (
                written,
                np.load(file, mmap_mode="r", allow_pickle=False),
            )
        return known[1]


def _stored_arrays(folder: Path) -> list[Path]:
    if not is_stored(folder):
        return []
    return [folder / name for name in _entry(folder)["arrays"].values()]


def _remove(files: list[Path]) -> None:
    for file in files:
        with _mapping:
            _mappings.pop(file, None)
        try:
            file.unlink(missing_ok=True)
        except PermissionError:
            continue  # Windows keeps a file that is still mapped; it is no longer named by any card
