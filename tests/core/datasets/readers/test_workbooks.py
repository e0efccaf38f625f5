"""Labels in a workbook of Excel."""

import openpyxl

from tests.made.arrays import NAMES, coloured, found, labels_of, made
from tests.made.layouts import encoded

LABELS = labels_of(12)


def test_a_workbook_labels_the_pictures_beside_it(inspected, tmp_path):
    folder = tmp_path / "ours"
    folder.mkdir()
    book = openpyxl.Workbook()
    book.create_sheet("Labels").append(["Nr", "File", "Label"])
    for number, picture in enumerate(coloured(12)):
        (folder / f"p{number}.png").write_bytes(encoded(picture))
        book["Labels"].append([number, f"p{number}.png", NAMES[LABELS[number]]])
    book.save(folder / "labels.xlsx")
    assert found(inspected(folder)) == made(coloured(12), LABELS, NAMES)


def test_a_damaged_workbook_is_named(refused, tmp_path):
    folder = tmp_path / "ours"
    folder.mkdir()
    for number, picture in enumerate(coloured(12)):
        (folder / f"p{number}.png").write_bytes(encoded(picture))
    (folder / "labels.xlsx").write_bytes(b"PK\x03\x04" + bytes(40))
    assert "labels.xlsx is damaged" in refused(folder)
