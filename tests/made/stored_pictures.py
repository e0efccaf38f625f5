"""Pictures and labels in arrays and tables, stored in ways that chance chooses."""

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from tests.made.arrays import coloured

WORDS = ("ant", "bee", "cow", "dog", "elk")
KEYS = (
    ("x", "y"), ("images", "labels"), ("data", "target"), ("arr_0", "arr_1"), ("imgs", "classes"),
    ("features", "label"), ("a", "b"), ("inputs", "outputs"),
)  # fmt: skip
COLUMNS = ("pixel{}", "{}", "")
"""What columns of pixels are called: by a number, like numbers, or nothing."""


class Stored(NamedTuple):
    """The truth: pictures `(n, h, w, c)` and the names of their classes; `how` they are stored."""

    images: np.ndarray
    names: tuple[str, ...]
    how: tuple[str, ...]


def store(seed: int, folder: Path) -> Stored:
    chance = np.random.default_rng(seed)
    images, edge = _pictures(chance)
    count, classes = len(images), int(chance.integers(2, 6))
    labels = np.concatenate([np.arange(classes).repeat(3), chance.integers(0, classes, count)])
    labels = chance.permutation(labels[:count])
    if chance.random() < 0.3:
        labels = np.sort(labels)
    kept = _as_table if seed % 2 else _as_arrays
    names, *how = kept(chance, folder, images, labels)
    return Stored(images, tuple(names[label] for label in labels), (edge, *how))


def _pictures(chance: np.random.Generator) -> tuple[np.ndarray, str]:
    count, side = int(chance.integers(20, 40)), int(chance.choice([8, 10, 12]))
    images = coloured(count, side)[..., : int(chance.choice([1, 3]))].copy()
    edge = str(chance.choice(["bright", "dark", "noise"]))
    if edge == "dark":
        images[:, [0, -1]] = images[:, :, [0, -1]] = 0
    if edge == "noise":
        images[:, [0, -1]] = chance.integers(0, 4, images[:, [0, -1]].shape)
    images[:, 4, 4], images[:, 4, 5] = np.arange(count)[:, None], 255
    return images, edge


def _as_arrays(chance, folder, images, labels):
    flat = images.reshape(len(images), -1)
    layouts: dict[str, Callable[[], np.ndarray]] = {
        "last": lambda: images,
        "first": lambda: images.transpose(0, 3, 1, 2),
        "flat": lambda: flat,
        "planes": lambda: images.transpose(0, 3, 1, 2).reshape(flat.shape),
        "pictures last": lambda: np.moveaxis(images, 0, -1),
        "pictures in columns": lambda: flat.T,
    }
    scales = {"uint8": (1, np.uint8), "fractions": (255, np.float32), "int64": (1, np.int64)}
    names = WORDS if chance.random() < 0.5 else tuple(map(str, range(len(WORDS))))
    words = np.array(names)[labels]
    forms = {"numbers": labels, "a column": labels[:, None], "floats": labels.astype(float),
             "one-hot": np.eye(labels.max() + 1)[labels]}  # fmt: skip
    layout, scale, form = (str(chance.choice(list(of))) for of in (layouts, scales, forms))
    divisor, dtype = scales[scale]
    values = (layouts[layout]() / divisor).astype(dtype)
    targets = words if names == WORDS else forms[form]
    keys = KEYS[chance.integers(len(KEYS))]
    packed = str(chance.choice(["npz", "pickled dict", "pickled tuple"]))
    if packed == "npz":
        np.savez(folder / "ours.npz", **dict(zip(keys, (values, targets), strict=True)))
    else:
        content = dict(zip(keys, (values, targets), strict=True))
        pair = tuple(content.values())
        (folder / "ours.pkl").write_bytes(pickle.dumps(pair if "tuple" in packed else content))
    return names, layout, scale, form, *keys, packed


def _as_table(chance, folder, images, labels):
    values = images.reshape(len(images), -1)
    names = WORDS if chance.random() < 0.4 else tuple(map(str, range(len(WORDS))))
    columns = COLUMNS[chance.integers(len(COLUMNS))]
    frame = pd.DataFrame(values)
    if columns:
        frame.columns = [columns.format(number + 1) for number in range(values.shape[1])]
    place = int(chance.choice([0, values.shape[1]]))
    called = "0" if place == 0 else str(values.shape[1] + 1)
    label = str(chance.choice(["label", "Digit", "what"])) if columns == "pixel{}" else called
    frame.insert(place, label, np.array(names)[labels], allow_duplicates=True)
    separator, index = str(chance.choice([",", ";", "\t"])), bool(chance.random() < 0.3)
    frame.to_csv(folder / "ours.csv", sep=separator, index=index, header=bool(columns))
    return names, columns, label, separator, f"index {index}"
