"""Lists beside arrays or pictures: labels in their order, or the names of the classes."""

import json

import numpy as np
import pytest

from tests.made.arrays import NAMES, coloured, found, grey, labels_of, made
from tests.made.layouts import encoded

COUNT = 24
PICTURES, LABELS = grey(COUNT), labels_of(COUNT)
WORDS = [NAMES[label] for label in LABELS]
NUMBERS = list(map(str, LABELS.tolist()))


def lines(entries) -> str:
    return "\n".join(map(str, entries)) + "\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("labels.txt", lines(NUMBERS)),
        ("labels.txt", lines(f"{label:.18e}" for label in LABELS)),
        ("labels.txt", str(LABELS.tolist())),
        ("labels.txt", lines(" ".join(map(str, row)) for row in np.eye(4)[LABELS])),
        ("labels.json", json.dumps(LABELS.tolist())),
        ("labels.json", json.dumps({"labels": LABELS.tolist()})),
        ("labels.csv", lines(["label", *NUMBERS])),
        ("labels.csv", lines(NUMBERS)),
        (
            "labels.csv",
            lines(["id,label", *(f"{n + 1},{label}" for n, label in enumerate(LABELS))]),
        ),
    ],
)
def test_numbers(name, text, inspected, tmp_path):
    np.save(tmp_path / "images.npy", PICTURES)
    (tmp_path / name).write_text(text)
    assert found(inspected(tmp_path / "images.npy", tmp_path / name)) == made(PICTURES, LABELS)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("labels.txt", lines(WORDS)),
        ("labels.txt", lines(f"{n}: {word}" for n, word in enumerate(WORDS))),
        ("labels.json", json.dumps(WORDS)),
        ("labels.csv", lines(["label", *WORDS])),
        ("labels.csv", lines(["Tier", *WORDS])),
        ("labels.csv", lines(WORDS)),
        ("labels.csv", lines(["label,class_name", *(f"{NAMES.index(w)},{w}" for w in WORDS)])),
    ],
)
def test_words(name, text, inspected, tmp_path):
    np.save(tmp_path / "images.npy", PICTURES)
    (tmp_path / name).write_text(text)
    finding = inspected(tmp_path / "images.npy", tmp_path / name)
    assert found(finding) == made(PICTURES, LABELS, NAMES)


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("classes.txt", lines(NAMES)),
        ("labels.txt", lines(f"{n} {name}" for n, name in enumerate(NAMES))),
        ("class_names.json", json.dumps(dict(enumerate(NAMES)))),
        ("class_indices.json", json.dumps({name: n for n, name in enumerate(NAMES)})),
    ],
)
def test_names_of_the_classes(name, text, first, inspected, tmp_path):
    np.savez(tmp_path / "ours.npz", x=PICTURES, y=LABELS + first)
    (tmp_path / name).write_text(text)
    finding = inspected(tmp_path / "ours.npz", tmp_path / name)
    assert found(finding) == made(PICTURES, LABELS, NAMES)


@pytest.mark.parametrize(
    "text", [lines(f"Line {n} of a text" for n in range(COUNT)), lines([*NAMES, "elk"]), "Read me."]
)
def test_other_texts_change_nothing(text, inspected, refused, tmp_path):
    (tmp_path / "README.txt").write_text(text)
    np.savez(tmp_path / "ours.npz", x=PICTURES, y=LABELS)
    finding = inspected(tmp_path / "ours.npz", tmp_path / "README.txt")
    assert found(finding) == made(PICTURES, LABELS)
    np.save(tmp_path / "images.npy", PICTURES)
    assert "no labels" in refused(tmp_path / "images.npy", tmp_path / "README.txt")


# --- for pictures that have a file each ----------------------------------------------------------


def save_pictures(folder, name: str):
    (folder / "pictures").mkdir(parents=True)
    for number, picture in enumerate(coloured(COUNT)):
        (folder / "pictures" / name.format(number)).write_bytes(encoded(picture))
    return folder


@pytest.mark.parametrize("name", ["labels.npy", "labels.txt"])
def test_labels_in_the_order_of_the_names(name, inspected, tmp_path):
    folder = save_pictures(tmp_path / "ours", "image_{:04}.png")
    np.save(folder / name, LABELS) if name.endswith("npy") else np.savetxt(folder / name, LABELS)
    assert found(inspected(folder)) == made(coloured(COUNT), LABELS)


def test_an_order_that_is_not_clear_is_refused(refused, tmp_path):
    """As text, 10.png comes before 2.png."""
    folder = save_pictures(tmp_path / "ours", "{}.png")
    np.save(folder / "labels.npy", LABELS)
    sentence = refused(folder)
    assert "labels.npy" in sentence and "“10.png” or “2.png” may come first" in sentence
