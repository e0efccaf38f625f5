"""Tables and lists that speak of pictures by numbers, which another one gives them."""

import pytest

from core.datasets.inspection import Inspection
from tests.made.arrays import NAMES, coloured, found, labels_of, made
from tests.made.layouts import encoded

COUNT = 16
PICTURES, LABELS = coloured(COUNT), labels_of(COUNT)
TRAINING = [number % 5 != 0 for number in range(COUNT)]
FILES = [f"{label + 1:03}.{NAMES[label]}/{number}.png" for number, label in enumerate(LABELS)]


def lines(cells, first: str = "") -> str:
    """A line for each picture, with its number from 1 on."""
    return first + "".join(f"{number} {cell}\n" for number, cell in enumerate(cells, 1))


def save(folder, files):
    for name, picture in zip(files, PICTURES, strict=True):
        path = folder / "images" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(encoded(picture))
    (folder / "images.txt").write_text(lines(files))
    (folder / "classes.txt").write_text(lines(NAMES))
    return folder


def splits(finding: Inspection) -> tuple[int, int]:
    return len(finding.dataset.x_train), len(finding.dataset.x_test)


def test_cub_200(inspected, tmp_path):
    folder = save(tmp_path / "CUB_200", FILES)
    (folder / "image_class_labels.txt").write_text(lines(LABELS + 1))
    (folder / "train_test_split.txt").write_text(lines(map(int, TRAINING)))
    (folder / "bounding_boxes.txt").write_text(lines(f"{n}.0 2.0 8.0 9.0" for n in range(COUNT)))
    finding = inspected(folder)
    names = tuple(f"{label + 1:03}.{name}" for label, name in enumerate(NAMES))
    assert found(finding) == made(PICTURES, LABELS, names)
    assert splits(finding) == (sum(TRAINING), COUNT - sum(TRAINING))
    assert found(finding) != made(PICTURES, LABELS[::-1], names)
    trained = {picture.tobytes() for picture in finding.dataset.x_train}
    assert [picture.tobytes() in trained for picture in PICTURES] == TRAINING


def test_the_class_stands_by_number_alone(inspected, tmp_path):
    """No folder and no name of a file tells it."""
    folder = save(tmp_path / "birds", [f"bird{number}.png" for number in range(COUNT)])
    (folder / "image_class_labels.txt").write_text(lines(NAMES[label] for label in LABELS))
    assert found(inspected(folder)) == made(PICTURES, LABELS, NAMES)


@pytest.mark.parametrize("first", ["id,label\n", ""])
def test_two_tables_of_numbers(first, inspected, tmp_path):
    folder = save(tmp_path / "ours", [f"p{number}.png" for number in range(COUNT)])
    (folder / "images.txt").unlink()
    head = first.replace("label", "file")
    rows = [f"{n + 1},p{n}.png" for n in range(COUNT)]
    (folder / "files.csv").write_text(head + "\n".join(rows))
    rows = [f"{n + 1},{NAMES[LABELS[n]]}" for n in reversed(range(COUNT))]
    (folder / "labels.csv").write_text(first + "\n".join(rows))
    assert found(inspected(folder)) == made(PICTURES, LABELS, NAMES)


def test_a_list_of_numbers_without_the_names_is_no_split(inspected, tmp_path):
    folder = save(tmp_path / "CUB_200", [file.replace("/", "/bird_") for file in FILES])
    (folder / "images.txt").unlink()
    (folder / "train_test_split.txt").write_text(lines(map(int, TRAINING)))
    finding = inspected(folder)
    assert {*finding.dataset.card.classes} == {file.split("/")[0] for file in FILES}
    assert any("train_test_split.txt was not used" in note for note in finding.notes)


def test_celeba_numbers_the_splits(inspected, tmp_path):
    folder = tmp_path / "celeba"
    files = [f"{number:06}.png" for number in range(COUNT)]
    save(folder, files)
    (folder / "images.txt").unlink()
    (folder / "classes.txt").unlink()
    numbers = [0] * 10 + [1] * 2 + [2] * 4
    for name, cells in (
        ("identity_CelebA.txt", LABELS + 100),
        ("list_eval_partition.txt", numbers),
    ):
        rows = zip(files, cells, strict=True)
        (folder / name).write_text("".join(f"{file} {cell}\n" for file, cell in rows))
    finding = inspected(folder)
    assert found(finding) == made(PICTURES, LABELS, ("100", "101", "102", "103"))
    assert splits(finding) == (12, 4)


def test_classes_of_several_words(inspected, tmp_path):
    """FGVC-Aircraft: the name of a picture, and the rest of the line."""
    names = ("Boeing 717", "A340", "Cessna 172 Skyhawk", "DC-10")
    folder = save(tmp_path / "aircraft", [f"{number + 50:07}.png" for number in range(COUNT)])
    (folder / "images.txt").unlink()
    (folder / "classes.txt").unlink()
    for split, part in (("train", range(0, 12)), ("test", range(12, COUNT))):
        rows = [f"{number + 50:07} {names[LABELS[number]]}\n" for number in part]
        (folder / f"images_variant_{split}.txt").write_text("".join(rows))
    finding = inspected(folder)
    assert found(finding) == made(PICTURES, LABELS, names)
    assert splits(finding) == (12, 4)
