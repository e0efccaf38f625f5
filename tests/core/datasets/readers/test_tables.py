"""Tables of pixels as students have them: whatever the columns are called and wherever they are."""

from functools import partial
from pathlib import Path, PurePosixPath

import numpy as np
import pandas as pd
import pytest

from core.datasets import DatasetError
from core.datasets.arrangement import Undecided
from core.datasets.choices import Choices
from core.datasets.errors import NotPictures
from core.datasets.joining import Splits, join
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


def read(*paths: Path, reading: str | None = None) -> Splits:
    parts = []
    for path in paths:
        member = Member(PurePosixPath(path.name), path.name, partial(path.open, "rb"))
        found = table.read(member, Choices(reading=reading))
        assert isinstance(found, list)
        parts += found
    return join(parts)


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
    "R, write.csv": csv(labelled().rename(index=str), index=True, quoting=2),
    "R, write.table": lambda path: path.write_text(
        labelled().rename(index=str).to_csv(sep=" ", quoting=2).removeprefix('"" ')
    ),
    "a comma behind each row": lambda path: path.write_text(
        "".join(f"{line},\n" for line in labelled().to_csv(index=False).splitlines())
    ),
    "a comma behind each row but the names": lambda path: path.write_text(
        labelled().to_csv(index=False, lineterminator=",\n").replace(",\n", "\n", 1)
    ),
    "savetxt with commas": lambda path: np.savetxt(path, labelled().to_numpy(), delimiter=","),
}


WORDED = {
    "words": csv(labelled(values=WORDS)),
    "words, no header": csv(labelled(values=WORDS), header=False),
    "words called anything, after an index": csv(labelled("Tier", 64, WORDS), index=True),
    "a column for each class": csv(
        FRAME.join(pd.DataFrame(np.eye(10, dtype=int)[LABELS], columns=sorted(set(WORDS))))
    ),
}


@pytest.mark.parametrize("save", TABLES.values(), ids=TABLES)
def test_the_label_is_found_and_every_pixel_keeps_its_place(save, tmp_path):
    path = tmp_path / "data.csv"
    save(path)
    images, labels = read(path).train
    assert np.array_equal(labels, LABELS)
    assert np.array_equal(images.reshape(COUNT, -1), ROWS)


@pytest.mark.parametrize("save", WORDED.values(), ids=WORDED)
def test_words_become_classes(save, tmp_path):
    save(path := tmp_path / "data.csv")
    splits = read(path)
    assert splits.classes == tuple(sorted(set(WORDS)))
    assert np.array_equal(np.array(splits.classes)[splits.train[1]], WORDS)
    assert np.array_equal(splits.train[0].reshape(COUNT, -1), ROWS)


def test_words_in_windows_letters(tmp_path):
    csv(labelled(values=np.char.add(WORDS, "chen ä")), encoding="cp1252")(tmp_path / "a.csv")
    assert "catchen ä" in read(tmp_path / "a.csv").classes


NO_NAMES = {"header": False, "index": False}
SERIES = pd.Series(LABELS)
ALONE = {
    "a named column": lambda path: SERIES.to_csv(path, header=["digit"], index=False),
    "a series without a name": lambda path: SERIES.to_csv(path, index=False),
    "a series with its index": lambda path: SERIES.to_csv(path),
    "no header": lambda path: SERIES.to_csv(path, **NO_NAMES),
    "words": lambda path: pd.Series(WORDS).to_csv(path, index=False),
    "one-hot": lambda path: np.savetxt(path, np.eye(10)[LABELS], delimiter=","),
}


@pytest.mark.parametrize("save", ALONE.values(), ids=ALONE)
@pytest.mark.parametrize("index", [False, True], ids=["pixels alone", "pixels and index"])
def test_labels_in_a_table_of_their_own(save, index, tmp_path):
    pd.DataFrame(ROWS).to_csv(tmp_path / "X.csv", index=index)
    save(tmp_path / "y.csv")
    splits = read(tmp_path / "X.csv", tmp_path / "y.csv")
    assert np.array_equal(splits.train[0].reshape(COUNT, -1), ROWS)
    found = splits.train[1]
    expected = WORDS if splits.classes else LABELS
    assert np.array_equal(np.array(splits.classes)[found] if splits.classes else found, expected)


CELLS = {
    "spaces": lambda row: " ".join(map(str, row)),
    "a list": lambda row: str(row.tolist()),
    "fractions": lambda row: " ".join(f"{value / 255:.6f}" for value in row),
}


@pytest.mark.parametrize("write", CELLS.values(), ids=CELLS)
def test_all_pixels_in_one_cell(write, tmp_path):
    cells = pd.DataFrame({"animal": WORDS, "picture": [write(row) for row in ROWS]})
    cells.to_csv(tmp_path / "a.csv", index=False)
    splits = read(tmp_path / "a.csv")
    assert np.array_equal(splits.train[0].reshape(COUNT, -1), ROWS)
    assert np.array_equal(np.array(splits.classes)[splits.train[1]], WORDS)


def test_a_column_says_what_is_for_the_test(tmp_path):
    usage = np.where(np.arange(COUNT) < 30, "train", "test")
    csv(labelled().assign(split=usage))(tmp_path / "a.csv")
    splits = read(tmp_path / "a.csv")
    assert splits.test is not None
    assert np.array_equal(splits.train[1], LABELS[:30])
    assert np.array_equal(splits.test[0].reshape(10, -1), ROWS[30:])


@pytest.mark.parametrize("scaled", [ROWS / 127.5 - 1, ROWS / 255 - 0.5], ids=["USPS", "centred"])
def test_fractions_around_0(scaled, tmp_path):
    np.savetxt(tmp_path / "zip.train", np.column_stack([LABELS, scaled]), fmt="%.5f")
    assert np.array_equal(read(tmp_path / "zip.train").train[0].reshape(COUNT, -1), ROWS)


def test_large_tables_are_taken_apart_piece_by_piece(tmp_path, monkeypatch):
    monkeypatch.setattr("core.datasets.readers.number_columns.AT_ONCE", 1000)
    frame = labelled().astype(object)
    frame.iloc[-1, 1] = "0.0"  # whole numbers, until the last piece
    csv(frame)(tmp_path / "a.csv")
    assert np.array_equal(read(tmp_path / "a.csv").train[0].reshape(COUNT, -1), ROWS)


@pytest.mark.parametrize(
    ("row", "column", "value", "cause"),
    [
        (33, 9, 300, "row 35 has the value 300"),
        (33, 9, -1, "row 35 has the value -1"),
        (33, 9, "x", "row 35 .*“x”"),
        (33, 9, None, "row 35 has an empty cell"),
        (33, 0, None, "row 35 has no label; 1 of 40"),
    ],
)
def test_what_is_wrong_is_said_with_its_row(row, column, value, cause, tmp_path):
    frame = labelled(values=WORDS).astype(object)
    frame.iloc[row, column] = value
    csv(frame)(tmp_path / "a.csv")
    with pytest.raises(DatasetError, match=cause):
        read(tmp_path / "a.csv")


IN_CELLS = FRAME.assign(pixels=[" ".join(map(str, row)) for row in ROWS])[["pixels"]]


@pytest.mark.parametrize("frame", [FRAME, IN_CELLS], ids=["a column a pixel", "pixels in a cell"])
def test_two_columns_that_may_be_the_label_are_asked_about(frame, tmp_path):
    frame = frame.assign(Age=LABELS, sex=LABELS[::-1], name=[f"{n}.jpg" for n in range(COUNT)])
    csv(frame)(tmp_path / "a.csv")
    with pytest.raises(Undecided) as question:
        read(tmp_path / "a.csv")
    assert [reading.key for reading in question.value.readings] == ["column-Age", "column-sex"]
    chosen = read(tmp_path / "a.csv", reading="column-sex")
    assert np.array_equal(chosen.train[1], LABELS[::-1])
    assert np.array_equal(chosen.train[0].reshape(COUNT, -1), ROWS)


def test_a_column_that_names_files_is_no_label(tmp_path):
    csv(FRAME.assign(name=[f"{n}.jpg" for n in range(COUNT)]))(tmp_path / "a.csv")
    with pytest.raises(DatasetError, match="no labels"):
        read(tmp_path / "a.csv")


def test_numbers_of_rows_join_two_tables(tmp_path):
    frame = labelled(values=WORDS).assign(id=np.arange(COUNT))
    csv(frame.drop(columns="label"))(tmp_path / "X.csv")
    csv(frame[["id", "label"]].sample(frac=1, random_state=0))(tmp_path / "y.csv")
    splits = read(tmp_path / "X.csv", tmp_path / "y.csv")
    assert np.array_equal(np.array(splits.classes)[splits.train[1]], WORDS)


def test_a_form_for_answers_labels_nothing(tmp_path):
    form = pd.DataFrame({"ImageId": np.arange(COUNT) + 1, "Label": np.arange(COUNT) % 2})
    csv(form)(tmp_path / "sample_submission.csv")
    with pytest.raises(NotPictures):
        read(tmp_path / "sample_submission.csv")


@pytest.mark.parametrize(
    "columns", [[f"feature {chr(97 + n)}" for n in range(20)], [f"V{n}" for n in range(28)]]
)
def test_a_wide_table_of_something_else(columns, tmp_path):
    measurements = np.random.default_rng(0).normal(size=(10, len(columns)))
    csv(pd.DataFrame(measurements, columns=columns).assign(Class=1))(tmp_path / "a.csv")
    with pytest.raises(NotPictures, match="neither a square"):
        read(tmp_path / "a.csv")


@pytest.mark.parametrize("name", ["pixel{number}", "{row}x{column}"])
def test_columns_in_another_order_are_pixels_by_their_number(tmp_path, name):
    names = [name.format(number=k, row=k // SIDE + 1, column=k % SIDE + 1) for k in range(64)]
    frame = pd.DataFrame(ROWS, columns=names)
    frame = frame[sorted(names, key=lambda each: each[::-1])]
    frame.insert(0, "label", LABELS)
    csv(frame)(tmp_path / "train.csv")
    images, labels = read(tmp_path / "train.csv").train
    assert (images.reshape(COUNT, 64) == ROWS).all()
    assert (labels == LABELS).all()


@pytest.mark.parametrize(
    ("cell", "cause"), [("[0 0 0 ... 0 0 0]", "cut short"), ("[[0 1]\n [2 3]]", "several lines")]
)
def test_arrays_as_numpy_prints_them(cell, cause, tmp_path):
    csv(pd.DataFrame({"label": LABELS, "picture": cell}))(tmp_path / "a.csv")
    with pytest.raises(DatasetError, match=cause):
        read(tmp_path / "a.csv")
