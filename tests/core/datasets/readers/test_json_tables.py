"""Labels in JSON, in all the forms people write them."""

import json
from pathlib import Path

import pandas as pd
import pytest

from core.datasets.readers import json_tables
from tests.made.arrays import NAMES, coloured, found, labels_of, made
from tests.made.layouts import encoded

COUNT = 12
PICTURES = coloured(COUNT)
LABELS = labels_of(COUNT)
FILES = [f"p{number:02}.png" for number in range(COUNT)]
WORDS = [NAMES[label] for label in LABELS]
PAIRS = dict(zip(FILES, WORDS, strict=True))


def coco(*more: tuple[int, int]) -> dict:
    objects = [*enumerate(LABELS.tolist()), *more]
    return {
        "images": [{"id": 7 + n, "file_name": file} for n, file in enumerate(FILES)],
        "annotations": [{"image_id": 7 + n, "category_id": c, "bbox": [1, 2]} for n, c in objects],
        "categories": [{"id": n, "name": name} for n, name in enumerate(NAMES)],
    }  # fmt: skip


FORMS = {
    "a file, a label": PAIRS,
    "a file, a list with its label": {file: [word] for file, word in PAIRS.items()},
    "a class, its files": {name: [f for f in FILES if PAIRS[f] == name] for name in NAMES},
    "records": [{"image": file, "label": word, "width": 12} for file, word in PAIRS.items()],
    "records, among other things": {
        "version": "1",
        "data": [{"file": file, "class": word, "box": [1, 2]} for file, word in PAIRS.items()],
    },
    "records by file": {file: {"label": word} for file, word in PAIRS.items()},
    "pairs": {"labels": [[file, word] for file, word in PAIRS.items()]},
    "pandas, columns": {
        "file": {str(n): file for n, file in enumerate(FILES)},
        "label": {str(n): word for n, word in enumerate(WORDS)},
    },
    "pandas, split": {
        "columns": ["file", "label"],
        "index": list(range(COUNT)),
        "data": [[file, word] for file, word in PAIRS.items()],
    },
    "pandas, values": [[file, word] for file, word in PAIRS.items()],
    "columns as lists": {"file": FILES, "label": WORDS},
    "COCO, one object a picture": coco(),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_form_names_file_and_label(form):
    rows = json_tables.rows(json_tables.content(json.dumps(form)))
    assert {row[0]: row[1] for row in rows if row[0] in PAIRS} == PAIRS


def test_a_record_in_each_line():
    records = [{"file_name": file, "label": word} for file, word in PAIRS.items()]
    rows = json_tables.rows(json_tables.content("\n".join(map(json.dumps, records))))
    assert rows == [("file_name", "label"), *PAIRS.items()]


NESTED = '[{"objects": [{"x": 1}, {"x": 2}], "meta": {}}]'


@pytest.mark.parametrize(
    "text", ["", "{", "[" * 100_000, "3", "null", "[]", "{}", '["a", "b"]', NESTED]
)
def test_what_is_no_table(text):
    assert json_tables.rows(json_tables.content(text)) == []


@pytest.mark.parametrize(
    "form",
    [["ant", "bee", "cow"], {"0": "ant", "1": "bee", "2": "cow"}, {"cow": 3, "ant": 1, "bee": 2}],
)
def test_names_in_the_order_of_their_numbers(form):
    assert json_tables.entries(form) == ["ant", "bee", "cow"]


def save(folder: Path, form) -> Path:
    (folder / "pictures").mkdir(parents=True)
    for file, picture in zip(FILES, PICTURES, strict=True):
        (folder / "pictures" / file).write_bytes(encoded(picture))
    (folder / "labels.json").write_text(json.dumps(form))
    return folder


def test_pictures_are_labelled_by_a_json_file(inspected, tmp_path):
    folder = save(tmp_path / "ours", PAIRS)
    assert found(inspected(folder)) == made(PICTURES, LABELS, NAMES)


@pytest.mark.parametrize(
    "form", [coco((0, 1)), {file: [word, "wild"] for file, word in PAIRS.items()}]
)
def test_several_classes_of_one_picture_are_refused(form, refused, tmp_path):
    assert "p00.png two classes" in refused(save(tmp_path / "ours", form))


@pytest.mark.parametrize("orient", ["records", "columns", "split", "values"])
def test_pixels_in_the_fields_of_a_table(orient, inspected, tmp_path):
    frame = pd.DataFrame(PICTURES.reshape(COUNT, -1)).add_prefix("pixel")
    frame.insert(0, "label", LABELS)
    frame.to_json(tmp_path / "ours.json", orient=orient)
    assert found(inspected(tmp_path / "ours.json")) == made(PICTURES, LABELS)


def test_pixels_in_lists(inspected, tmp_path):
    content = {"data": PICTURES.reshape(COUNT, -1).tolist(), "labels": LABELS.tolist(), "ids": [7]}
    (tmp_path / "ours.json").write_text(json.dumps(content))
    assert found(inspected(tmp_path / "ours.json")) == made(PICTURES, LABELS)
