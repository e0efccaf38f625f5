"""HDF5 files and those of MATLAB, which since version 7.3 are HDF5."""

import struct
import zlib
from pathlib import Path

import h5py
import numpy as np
import pytest
from scipy.io import savemat

from tests.made.arrays import NAMES, coloured, found, grey, labels_of, made

GREY, COLOUR, LABELS = grey(), coloured(), labels_of(24)


def hdf5(path: Path, arrays: dict) -> Path:
    with h5py.File(path, "w") as file:
        for name, values in arrays.items():
            file.create_dataset(name, data=values, compression="gzip")
    return path


def test_groups_are_splits(inspected, tmp_path):
    """USPS: train/data, train/target, test/data, test/target; fractions in rows."""
    rows = GREY.reshape(24, -1) / np.float32(255)
    arrays = {
        "train/data": rows[:16], "train/target": LABELS[:16],
        "test/data": rows[16:], "test/target": LABELS[16:],
    }  # fmt: skip
    finding = inspected(hdf5(tmp_path / "usps.h5", arrays))
    assert found(finding) == made(GREY, LABELS)
    assert (finding.dataset.x_test[..., 0] == GREY[16:]).all()


def test_cats_and_others_in_two_files(inspected, tmp_path):
    """Coursera's: train_catvnoncat.h5 and test_catvnoncat.h5, each with list_classes."""
    names = np.array([b"non-cat", b"cat"])
    cats = LABELS % 2
    for split, chosen in (("train", slice(0, 16)), ("test", slice(16, 24))):
        arrays = {
            f"{split}_set_x": COLOUR[chosen], f"{split}_set_y": cats[chosen], "list_classes": names,
        }  # fmt: skip
        hdf5(tmp_path / f"{split}_catvnoncat.h5", arrays)
    finding = inspected(tmp_path / "train_catvnoncat.h5", tmp_path / "test_catvnoncat.h5")
    assert found(finding) == made(COLOUR, cats, ("non-cat", "cat"))
    assert finding.dataset.card.train_count == 16


def test_a_group_for_each_class_with_a_dataset_for_each_picture(inspected, tmp_path):
    arrays = {f"{NAMES[label]}/{number}": COLOUR[number] for number, label in enumerate(LABELS)}
    assert found(inspected(hdf5(tmp_path / "ours.h5", arrays))) == made(COLOUR, LABELS, NAMES)


def test_texts_as_labels(inspected, tmp_path):
    words = [NAMES[label] for label in LABELS]
    finding = inspected(hdf5(tmp_path / "ours.h5", {"images": COLOUR, "labels": words}))
    assert found(finding) == made(COLOUR, LABELS, NAMES)


def test_numbers_in_another_file_are_refused(refused, tmp_path):
    """The other file could be anybody's."""
    secret = tmp_path / "secret"
    secret.write_bytes(bytes(24 * 144))
    with h5py.File(tmp_path / "ours.h5", "w") as file:
        file.create_dataset("y", data=LABELS)
        file.create_dataset("x", (24, 12, 12), "u1", external=[(str(secret), 0, 24 * 144)])
    assert "from another file" in refused(tmp_path / "ours.h5")
    with h5py.File(tmp_path / "linked.h5", "w") as file:
        file["y"] = LABELS
        file["x"] = h5py.ExternalLink(hdf5(tmp_path / "other.h5", {"x": GREY}), "x")
    assert "no pictures" in refused(tmp_path / "linked.h5")


@pytest.mark.parametrize("chunks", [(1, 1000, 1000), None])
def test_sizes_of_hdf5_are_checked_before_reading(chunks, refused, tmp_path):
    """Nothing is written of 5,000 GB, so the file has a few kilobytes."""
    shape = (5_000_000, 1000, 1000) if chunks else (3_000_000_000,)
    with h5py.File(tmp_path / "ours.h5", "w") as file:
        file.create_dataset("x", shape, "u1", chunks=chunks)
    assert "more than 2 GB" in refused(tmp_path / "ours.h5")


def test_a_trained_network_is_not_a_dataset(refused, tmp_path):
    with h5py.File(tmp_path / "model.h5", "w") as file:
        file["model_weights/dense/kernel"] = np.zeros((144, 4))
    assert "trained network" in refused(tmp_path / "model.h5")


def test_svhn(inspected, tmp_path):
    """X (32, 32, 3, n), y (n, 1) from 1 to 10, where 10 is the digit 0."""
    digits = np.arange(24) % 10
    y = np.where(digits == 0, 10, digits).reshape(-1, 1)
    path = tmp_path / "train_32x32.mat"
    savemat(path, {"X": np.moveaxis(COLOUR, 0, -1), "y": y}, do_compression=True)
    finding = inspected(path)
    assert found(finding) == made(COLOUR, digits, tuple("0123456789"))
    assert any("10 was taken for the digit 0" in note for note in finding.notes)


def test_emnist_as_matlab_file(inspected, tmp_path):
    """Structs in a struct, writers beside the labels, and a table of characters."""

    def split(chosen: slice) -> dict:
        images = GREY[chosen].reshape(-1, 144)
        labels = LABELS[chosen].reshape(-1, 1) + 1
        return {"images": images, "labels": labels, "writers": labels[::-1]}

    mapping = np.array([[number + 1, ord("A") + number, ord("a") + number] for number in range(4)])
    content = {"train": split(slice(0, 16)), "test": split(slice(16, 24)), "mapping": mapping}
    savemat(tmp_path / "letters.mat", {"dataset": content})
    finding = inspected(tmp_path / "letters.mat")
    assert found(finding) == made(GREY, LABELS, ("A", "B", "C", "D"))
    assert finding.dataset.card.train_count == 16


def test_matlab_7_3(inspected, tmp_path):
    """HDF5 behind MATLAB's own 512 bytes; the axes are in reverse order."""
    path = tmp_path / "ours.mat"
    with h5py.File(path, "w", userblock_size=512) as file:
        file["X"] = np.moveaxis(COLOUR, 0, -1).T
        file["y"] = LABELS.reshape(1, -1)
    with path.open("r+b") as file:
        file.write(b"MATLAB 7.3 MAT-file, Platform: GLNXA64".ljust(512))
    assert found(inspected(path)) == made(COLOUR, LABELS)


def _matlab_element(kind: int, content: bytes) -> bytes:
    return struct.pack("<2I", kind, len(content)) + content + bytes(-len(content) % 8)


@pytest.mark.parametrize(
    ("array_class", "sides"),
    [(6, (60_000, 28, 28 * 28)), (1, (100_000, 100_000)), (9, (2, 2**31 - 1)), (4, (2**30, 1))],
)
def test_matlab_arrays_have_no_more_numbers_than_the_file(array_class, sides, refused, tmp_path):
    """A few bytes that declare gigabytes: as numbers, as cells without content, as text."""
    array = _matlab_element(6, struct.pack("<2I", array_class, 0))
    array += _matlab_element(5, struct.pack(f"<{len(sides)}i", *sides)) + _matlab_element(1, b"X")
    packed = zlib.compress(_matlab_element(14, array + _matlab_element(2, b"1")))
    header = b"MATLAB 5.0 MAT-file".ljust(124) + struct.pack("<H", 0x0100) + b"IM"
    path = tmp_path / "ours.mat"
    path.write_bytes(header + struct.pack("<2I", 15, len(packed)) + packed)
    assert "ours.mat" in refused(path)


def test_what_is_packed_in_a_matlab_file_has_a_limit(refused, tmp_path, monkeypatch):
    monkeypatch.setattr("core.datasets.readers.matlab.MAX_BYTES", 100_000)
    savemat(tmp_path / "a.mat", {"x": np.zeros((90, 90, 90), np.uint8)}, do_compression=True)
    assert "more than 2 GB" in refused(tmp_path / "a.mat")


@pytest.mark.parametrize("do_compression", [False, True])
def test_every_kind_of_matlab_variable(do_compression, tmp_path):
    """What MATLAB writes, by SciPy's writer: its reader is not ours."""
    from core.datasets.readers.matlab_5 import variables

    made = {
        "number": np.arange(6.0).reshape(2, 3),
        "row": np.arange(5, dtype=np.int16),
        "text": "größer",
        "texts": np.array(["ant", "bee "]),
        "cell": np.array(["ant", np.arange(3), None], dtype=object)[:2],
        "struct": {"inner": {"x": np.float32(2.5)}},
        "structs": [{"n": 1}, {"n": 2}],
        "complex": np.array([1j]),
    }
    savemat(tmp_path / "a.mat", made, do_compression=do_compression)
    read = variables((tmp_path / "a.mat").read_bytes(), 1_000_000)
    assert np.array_equal(read["number"], made["number"])
    assert np.array_equal(read["row"], made["row"]) and read["text"] == "größer"
    assert read["texts"] == ["ant", "bee"] and read["cell"][0] == "ant"
    assert np.array_equal(read["cell"][1], [0, 1, 2]) and read["struct"]["inner"]["x"] == 2.5
    assert [struct["n"] for struct in read["structs"]] == [1, 2] and read["complex"] is None


def test_class_names_say_what_the_numbers_of_matlab_mean(inspected, tmp_path):
    """They count from 1, and the tenth is no zero."""
    names = tuple(f"class {letter}" for letter in "abcdefghij")
    labels = np.arange(24) % 10
    content = {"X": GREY, "y": labels[:, None] + 1, "class_names": np.array(names, object)}
    savemat(tmp_path / "ours.mat", content)
    assert found(inspected(tmp_path / "ours.mat")) == made(GREY, labels, names)
