"""Tables of pixels as students have them: whatever the columns are called and wherever they are."""

from pathlib import Path, PurePosixPath

import numpy as np
import pandas as pd
import pytest

from core.datasets import DatasetError
from core.datasets.choices import Choices
from core.datasets.joining import join
from core.datasets.readers import table
from core.datasets.sources import Member

COUNT, SIDE = 40, 8
LABELS = np.arange(COUNT) * 7 % 10
WORDS = np.array(["cat", "dog", "eel", "fox", "gnu", "hen", "ibis", "jay", "kiwi", "lynx"])[LABELS]


def rows() -> np.ndarray:
    """Pictures with a bright round middle and empty corners, as digits have them."""
    generator = np.random.default_rng(0)
    place = (np.arange(SIDE) - (SIDE - 1) / 2) ** 2
    round_ = np.clip(1 - np.sqrt(place[:, None] + place) / SIDE * 2.2, 0, 1).ravel()
    values = round_ * generator.integers(120, 256, (COUNT, 1)) * generator.uniform(0.7, 1, (1, 64))
    return values.astype(np.uint8)


ROWS = rows()
FRAME = pd.DataFrame(ROWS, columns=[f"pixel{number}" for number in range(64)])


def read(path: Path):
    member = Member(PurePosixPath(path.name), path.name, lambda: path.open("rb"))
    parts = table.read(member, Choices())
    assert isinstance(parts, list)
    return parts


def labelled(name="label", place=0, values=LABELS) -> pd.DataFrame:
    frame = FRAME.copy()
    frame.insert(place, name, values)
    return frame


def csv(frame: pd.DataFrame, **options):
    return lambda path: frame.to_csv(path, **{"index": False} | options)


def numbered_columns(place: int) -> pd.DataFrame:
    frame = labelled(place=place)
    frame.columns = range(65)
    return frame


HEADLESS = {"header": False}
TABLES = {
    "label first": csv(labelled()),
    "label last": csv(labelled(place=64)),
    "label in the middle": csv(labelled(place=30)),
    "called digit": csv(labelled("digit")),
    "called anything": csv(labelled("Was es ist", 64)),
    "no header": csv(labelled(), **HEADLESS),
    "no header, label last": csv(labelled(place=64), **HEADLESS),
    "no header, an index": csv(labelled(), header=False, index=True),
    "integer names, label first": csv(numbered_columns(0)),
    "integer names, label last": csv(numbered_columns(64)),
    "an index": csv(labelled(), index=True),
    "an index and integer names": csv(pd.DataFrame(ROWS).assign(label=LABELS), index=True),
    "an index saved twice": lambda path: labelled().reset_index().to_csv(path),
    "an id": csv(labelled().assign(id=np.arange(COUNT) + 100)),
    "names that went through a headless file": csv(
        labelled().rename(columns=dict(enumerate([]))), sep=","
    ),
    "names of rows and columns": csv(
        pd.DataFrame(ROWS, columns=[f"{r}x{c}" for r in range(8) for c in range(8)]).assign(
            label=LABELS
        )
    ),
    "quoted": csv(labelled(), quoting=1),
    "semicolons": csv(labelled(), sep=";"),
    "tabs": csv(labelled(), sep="\t"),
    "Windows": csv(labelled(), lineterminator="\r\n"),
    "byte order mark": csv(labelled(), encoding="utf-8-sig"),
    "byte order mark, no header": csv(labelled(), encoding="utf-8-sig", header=False),
    "UTF-16": csv(labelled(), encoding="utf-16"),
    "fractions": csv((labelled() / [1, *[255] * 64]).round(6)),
    "whole numbers with a point": csv(labelled().astype(float)),
    "decimal commas": csv((labelled() / [1, *[255] * 64]).round(6), sep=";", decimal=","),
    "savetxt": lambda path: np.savetxt(path, labelled().to_numpy()),
    "savetxt with commas": lambda path: np.savetxt(path, labelled().to_numpy(), delimiter=","),
}


@pytest.mark.parametrize("save", TABLES.values(), ids=TABLES)
def test_the_label_is_found_and_every_pixel_keeps_its_place(save, tmp_path):
    path = tmp_path / "data.csv"
    save(path)
    splits = join(read(path))
    images, labels = splits.train
    assert np.array_equal(labels, LABELS)
    assert np.array_equal(images.reshape(COUNT, -1), ROWS)
