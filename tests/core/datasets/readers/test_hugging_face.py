"""Hugging Face's tables of pictures: Parquet files, and the Arrow files of save_to_disk."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.made.arrays import NAMES, coloured, found, labels_of, made
from tests.made.layouts import encoded

COLOUR, LABELS = coloured(), labels_of(24)
WORDS = [NAMES[label] for label in LABELS]
PIXELS = COLOUR.reshape(24, -1)
CELLS = [{"bytes": encoded(image), "path": None} for image in COLOUR]
FEATURES = {"image": {"_type": "Image"}, "label": {"_type": "ClassLabel", "names": list(NAMES)}}


def table(columns: dict, features: dict | None = None) -> pa.Table:
    metadata = {"huggingface": json.dumps({"info": {"features": features}})} if features else None
    return pa.table(columns).replace_schema_metadata(metadata)


@pytest.mark.parametrize(
    ("columns", "features"),
    [
        ({"image": CELLS, "label": LABELS}, FEATURES),
        ({"image": CELLS, "label": WORDS}, {"image": {"_type": "Image"}}),
        ({"photo": CELLS, "animal": LABELS},
         {"photo": FEATURES["image"], "animal": FEATURES["label"]}),
        ({"id": range(24), "img": [cell["bytes"] for cell in CELLS], "class": WORDS}, None),
        ({"pixels": COLOUR.reshape(24, -1).tolist(), "label": WORDS}, None),
        ({"image": COLOUR.tolist(), "label": WORDS}, None),
        ({"image": CELLS, "breed": WORDS, "note": ["a text"] * 24}, None),
        ({"image": CELLS, "animal": WORDS}, None),
        ({"label": WORDS, "__index_level_0__": range(24, 0, -1),
          **{f"pixel{n}": column for n, column in enumerate(PIXELS.T)}}, None),
        ({"label": WORDS, **{f"pixel{n}": column for n, column in enumerate(PIXELS.T)}}, None),
    ],
    ids=["names", "words", "typed", "bytes", "rows", "nested", "breed", "animal", "index",
         "columns"],
)  # fmt: skip
def test_columns_of_every_kind(columns, features, inspected, tmp_path):
    pq.write_table(table(columns, features), tmp_path / "train.parquet")
    assert found(inspected(tmp_path / "train.parquet")) == made(COLOUR, LABELS, NAMES)


def test_pictures_of_several_sizes_get_the_size_chosen(inspected, tmp_path):
    cells = [
        {"bytes": encoded(np.full((20 + number, 40, 3), 9, np.uint8)), "path": None}
        for number in range(8)
    ]
    pq.write_table(table({"image": cells, "label": [0, 1] * 4}), tmp_path / "ours.parquet")
    assert inspected(tmp_path / "ours.parquet").dataset.card.shape[:2] == (64, 64)
    assert inspected(tmp_path / "ours.parquet", picture_size=16).dataset.card.shape[:2] == (16, 16)


def test_labels_that_are_missing(inspected, refused, tmp_path):
    """Some: nobody knows what was meant. All: the pictures of a contest's test set."""
    path = tmp_path / "train.parquet"
    pq.write_table(table({"image": CELLS, "label": [None, *LABELS.tolist()[1:]]}), path)
    assert "“label”: 1 of 24 pictures has no label" in refused(path)
    pq.write_table(table({"image": CELLS, "label": [*LABELS.tolist()[:20], -1, -1, -1, -1]}), path)
    assert "4 of 24 pictures have no label" in refused(path)
    pq.write_table(table({"image": CELLS, "label": WORDS}), path)
    pq.write_table(table({"image": CELLS, "label": [-1] * 24}), tmp_path / "test.parquet")
    finding = inspected(path, tmp_path / "test.parquet")
    assert found(finding) == made(COLOUR, LABELS, NAMES)
    assert any("24 pictures without labels were left out" in note for note in finding.notes)


@pytest.mark.parametrize("kind", ["stream", "file"])
def test_a_dataset_saved_to_disk(kind, inspected, tmp_path):
    place = tmp_path / "saved"
    for split, chosen in (("train", slice(0, 16)), ("test", slice(16, 24))):
        (place / split).mkdir(parents=True)
        rows = table({"image": CELLS[chosen], "label": LABELS[chosen]}, FEATURES)
        for part, some in enumerate((rows.slice(0, 5), rows.slice(5))):
            path = place / split / f"data-{part:05}-of-00002.arrow"
            new = pa.ipc.new_stream if kind == "stream" else pa.ipc.new_file
            with new(path, rows.schema) as writer:
                writer.write_table(some)
        (place / split / "state.json").write_text('{"_split": null}')
        (place / split / "dataset_info.json").write_text(json.dumps({"features": FEATURES}))
    (place / "dataset_dict.json").write_text('{"splits": ["train", "test"]}')
    data = inspected(place).dataset
    assert data.card.classes == NAMES
    assert (data.x_train == COLOUR[:16]).all() and (data.y_train == LABELS[:16]).all()
    assert (data.x_test == COLOUR[16:]).all() and (data.y_test == LABELS[16:]).all()


@pytest.mark.parametrize("compression", ["zstd", "lz4"])
def test_packed_arrow_files_are_refused_before_they_are_unpacked(compression, refused, tmp_path):
    rows = table({"image": CELLS, "label": pa.array(WORDS).dictionary_encode()}, FEATURES)
    options = pa.ipc.IpcWriteOptions(compression=compression)
    with pa.ipc.new_stream(tmp_path / "ours.arrow", rows.schema, options=options) as writer:
        writer.write_table(rows)
    assert "without compression" in refused(tmp_path / "ours.arrow")


def test_a_long_text_many_times_takes_no_memory(refused, tmp_path):
    """Parquet writes it once; in a thousand rows it would be a gigabyte."""
    labels = pa.DictionaryArray.from_arrays(pa.array([0] * 1000, pa.int32()), ["a" * 1_000_000])
    pq.write_table(table({"image": CELLS[:1] * 1000, "label": labels}), tmp_path / "ours.parquet")
    assert "more than 1,000 letters" in refused(tmp_path / "ours.parquet")
