"""Lists and dicts of Python to named arrays, without taking more memory than their file is large.

A pickle can name the same list a thousand times at no cost. As an array it would be there a
thousand times: so what it would take is counted before.
"""

from collections.abc import Iterator, Mapping
from typing import TypeGuard

import numpy as np

from core.datasets.errors import NotPictures
from core.datasets.readers.resizing import stacked
from core.language import say

SPLITS = {2: ("train", "test"), 3: ("train", "validation", "test")}
_NUMBERS = {int, float, bool}
NUMBERED = (2, 4, 6)
"""How many arrays a tuple has that lists pictures and labels of one split or more."""


def arrays_in(content: object, name: str, side: int | None, most: int) -> dict[str, np.ndarray]:
    """The arrays in nested dicts, tuples and lists, by paths that name them; `name` if it is one.

    Besides dicts of arrays there may be pictures and labels in a tuple, two or three of these for
    the splits, and a list with a tuple or a dict for each picture. Pictures of several sizes are
    scaled to `side`. Raises NotPictures for anything else and for what would take more than `most`
    bytes: nothing that is written out once does.
    """
    arrays: dict[str, np.ndarray] = {}
    for key, value in _named(content, ""):
        most -= _size(value, most)
        if most < 0:
            raise NotPictures(say("“{key}” holds the same things over and over.", key=key or name))
        array = _array(value, key or name, side)
        if array is not None:
            arrays[key or name] = array
    return arrays


def _named(content: object, path: str) -> Iterator[tuple[str, object]]:
    if isinstance(content, np.ndarray) and content.dtype == object:
        content = (content.reshape(-1) if 1 in content.shape else content).tolist()
    parts = content if isinstance(content, Mapping) else _parts(content)
    if not parts:
        yield path, content
    for key, value in parts.items():
        yield from _named(value, f"{path}/{text(key)}" if path else text(key))


def text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _parts(content: object) -> dict[str, object]:
    """A tuple or list of several arrays as a dict of them; empty where it is a single one."""
    if not _is_list(content) or not content:
        return {}
    if len(content) in SPLITS and all(_are_several(item) for item in content):
        return dict(zip(SPLITS[len(content)], content, strict=True))
    if all(isinstance(item, Mapping) for item in content):
        return {text(key): [item.get(key) for item in content] for key in content[0]}
    if _are_several(content):
        return {f"arr_{number}": item for number, item in enumerate(content)}
    if all(_is_list(item) and len(item) == 2 for item in content) and {
        _depth(item) for item in content[0]
    } not in ({0}, {1}, {2}):
        return {f"arr_{number}": [item[number] for item in content] for number in (0, 1)}
    return {}


def _are_several(content: object) -> bool:
    """Whether a tuple lists arrays of pictures and of labels, and not one picture after another."""
    if not _is_list(content) or len(content) not in NUMBERED:
        return False
    depths = {_depth(item) for item in content}
    if 0 in depths:
        return False
    if len(depths) > 1:
        return True
    rows, labels = content[:2]
    return depths == {2} and len(rows) == len(labels) and len(rows[0]) != len(labels[0])


def _is_list(content: object) -> TypeGuard[list | tuple]:
    return isinstance(content, list | tuple)


def _depth(content: object) -> int:
    """How many dimensions it has, as far as the first element says."""
    if _is_list(content):
        return 1 + (_depth(content[0]) if len(content) else 0)
    return content.ndim if isinstance(content, np.ndarray) else 0


def _size(content: object, most: int) -> int:
    """How many bytes the content takes in a pickle at least; stops counting beyond `most`."""
    if isinstance(content, np.ndarray):
        return content.nbytes
    if not _is_list(content):
        return len(content) if isinstance(content, str | bytes) else 1
    if set(map(type, content)) <= _NUMBERS:
        return len(content)
    total = 0
    for item in content:
        total += _size(item, most - total)
        if total > most:
            break
    return total


def _array(content: object, key: str, side: int | None) -> np.ndarray | None:
    """The content as one array of numbers or texts; None for a single number, text or nothing."""
    if isinstance(content, np.ndarray):
        return content.view(np.ndarray)
    if not _is_list(content) or not content:
        return None
    items = list(content)
    if all(isinstance(item, np.ndarray) and item.ndim >= 2 for item in items):
        return stacked(items, side)
    if _depth(items) == 1 and not set(map(type, items)) <= _NUMBERS:
        row = np.empty(len(items), object)  # texts, perhaps with None for what is missing
        row[:] = items
        return row
    try:
        values = np.array(items, np.float64)
    except (ValueError, TypeError) as error:
        raise NotPictures(say("“{key}” is no array of numbers.", key=key)) from error
    return values.astype(np.int64) if (values == np.rint(values)).all() else values
