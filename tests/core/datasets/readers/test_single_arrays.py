"""One picture in each `.npy`, as others have it in each PNG."""

from pathlib import PurePosixPath

import numpy as np
import pytest

from core.datasets.readers.single_arrays import pictures_among
from core.datasets.sources import Member
from tests.made.arrays import NAMES, coloured, found, grey, labels_of, made

COUNT = 16
LABELS = labels_of(COUNT)
COLOUR, GREY = coloured(COUNT), grey(COUNT)


def save(folder, name: str, pictures):
    for number, (picture, label) in enumerate(zip(pictures, LABELS, strict=True)):
        path = folder / name.format(name=NAMES[label], number=number)
        path.parent.mkdir(parents=True, exist_ok=True)
        np.save(path, picture)
    return folder


@pytest.mark.parametrize(
    ("pictures", "expected"),
    [
        (COLOUR, COLOUR),
        (COLOUR.transpose(0, 3, 1, 2), COLOUR),
        (GREY, GREY),
        (GREY / 255, GREY),
        (GREY.astype(np.int64), GREY),
    ],
    ids=["colour", "colours first", "grey", "fractions", "int64"],
)
@pytest.mark.parametrize("name", ["{name}/{number:03}.npy", "all/{name}_{number}.npy"])
def test_folders_and_names_are_the_classes(name, pictures, expected, inspected, tmp_path):
    folder = save(tmp_path / "ours", name, pictures)
    assert found(inspected(folder)) == made(expected, LABELS, NAMES)


def test_a_table_names_the_files(inspected, tmp_path):
    folder = save(tmp_path / "ours", "pictures/{number}.npy", GREY)
    rows = [f"{number}.npy,{NAMES[label]}" for number, label in enumerate(LABELS)]
    (folder / "labels.csv").write_text("\n".join(["file,label", *rows]))
    assert found(inspected(folder)) == made(GREY, LABELS, NAMES)


@pytest.mark.parametrize(
    "shapes",
    [
        {
            "x_train_1.npy": (40, 144),
            "x_train_2.npy": (40, 144),
            "y_1.npy": (40,),
            "y_2.npy": (40,),
        },
        {f"{name}1.npy": (40, 784) for name in NAMES},
        {f"{name}1.npy": (40 + n, 784) for n, name in enumerate(NAMES)},
        {f"{name}1.npy": (40, 28, 28) for name in NAMES},
        {"cat/1.npy": (28, 28), "dog/1.npy": (28, 28)},
        {f"{name}.npy": (28, 28) for name in NAMES},
    ],
)
def test_arrays_of_many_pictures_are_not_taken_for_one(shapes, tmp_path):
    members = []
    for name, shape in shapes.items():
        np.save(tmp_path / "a.npy", np.zeros(shape, np.uint8))
        head = (tmp_path / "a.npy").read_bytes()[:512]
        members.append((Member(PurePosixPath(name), name, tmp_path.open), head))
    assert pictures_among(members) == []
