"""Pictures and labels are found among arrays, whatever these are called and however they lie."""

import numpy as np
import pytest

from tests.made.arrays import NAMES, coloured, found, grey, labels_of, made

GREY, COLOUR, LABELS = grey(), coloured(), labels_of(24)
ONE_HOT = np.eye(4)[LABELS]
WORDS = np.array(NAMES)[LABELS]


def rows(images: np.ndarray) -> np.ndarray:
    return images.reshape(len(images), -1)


@pytest.mark.parametrize(
    "arrays",
    [
        {"x": GREY, "y": LABELS},
        {"images": GREY, "labels": LABELS.reshape(-1, 1)},
        {"data": rows(GREY), "target": LABELS.astype(float)},
        {"arr_0": GREY, "arr_1": LABELS},
        {"arr_0": LABELS, "arr_1": GREY},
        {"arr_0": GREY, "arr_1": ONE_HOT},
        {"a": rows(GREY), "b": ONE_HOT.astype(bool)},
        {"features": GREY / 255, "Y": ONE_HOT},
        {"X": np.moveaxis(GREY, 0, -1), "y": LABELS.reshape(1, -1)},
        {"X": rows(GREY).T, "y": LABELS},
        {"pixels": GREY, "label": LABELS, "writer": LABELS[::-1], "index": np.arange(24)},
        {"data": rows(GREY), "images": GREY, "target": LABELS, "onehot_target": ONE_HOT},
        {"x": GREY.astype(np.uint16), "y": LABELS.astype(str)},
        {"x": rows(GREY)[:, np.newaxis], "y": LABELS},
        {"x": GREY[:, np.newaxis, :, :, np.newaxis], "y": LABELS},
        {"x": np.stack([GREY, np.full_like(GREY, 255)], axis=-1), "y": LABELS},
        {"features": GREY, "labels": LABELS, "sizes": np.ones((24, 2)), "coords": np.ones((24, 4))},
        {"x": GREY, "y": LABELS.reshape(-1, 1, 1, 1)},
        {"P": rows(GREY).T, "T": ONE_HOT.T},
    ],
    ids=lambda arrays: "-".join(arrays),
)
def test_grey_pictures_under_any_names(arrays, inspected, tmp_path):
    np.savez(tmp_path / "ours.npz", **arrays)
    assert found(inspected(tmp_path / "ours.npz")) == made(GREY, LABELS)


@pytest.mark.parametrize(
    "images",
    [
        COLOUR,
        COLOUR.transpose(0, 3, 1, 2),
        np.moveaxis(COLOUR, 0, -1),
        rows(COLOUR),
        rows(COLOUR.transpose(0, 3, 1, 2)),
        COLOUR / 255,
        COLOUR.astype(np.float32) / 127.5 - 1,
        COLOUR.astype(np.uint16),
        np.concatenate([COLOUR, np.full((24, 12, 12, 1), 255, np.uint8)], axis=-1),
        rows(np.concatenate([COLOUR, np.full((24, 12, 12, 1), 255, np.uint8)], axis=-1)),
        np.moveaxis(COLOUR.transpose(0, 3, 1, 2), 0, -1),
        COLOUR.reshape(24, -1, 3),
        COLOUR.transpose(0, 3, 1, 2).reshape(24, 3, -1),
    ],
    ids=[
        "last",
        "first",
        "MATLAB",
        "interleaved",
        "planes",
        "fractions",
        "around-0",
        "uint16",
        "RGBA",
        "RGBA in rows",
        "first, pictures last",
        "pixels in one axis",
        "planes in one axis",
    ],
)
def test_colours_in_any_place(images, inspected, tmp_path):
    np.savez(tmp_path / "ours.npz", images=images, labels=LABELS)
    assert found(inspected(tmp_path / "ours.npz")) == made(COLOUR, LABELS)


def test_transparent_pixels_show_white_paper(inspected, tmp_path):
    ink = np.zeros((8, 6, 6, 4), np.uint8)
    ink[:, 2:4, 2:4, 3] = 255
    np.savez(tmp_path / "ours.npz", x=ink, y=np.arange(8) % 2)
    finding = inspected(tmp_path / "ours.npz")
    assert finding.dataset.card.shape == (6, 6, 1)
    assert (finding.dataset.x_train[0, :, :, 0] == 255 - ink[0, :, :, 3]).all()
    assert any("transparent" in note for note in finding.notes)


def test_words_name_the_classes(inspected, tmp_path):
    np.savez(tmp_path / "ours.npz", x=GREY, y=WORDS)
    assert found(inspected(tmp_path / "ours.npz")) == made(GREY, LABELS, NAMES)
    np.savez(tmp_path / "theirs.npz", x=GREY, y=WORDS.astype(object))  # as pandas has texts
    assert found(inspected(tmp_path / "theirs.npz")) == made(GREY, LABELS, NAMES)
    np.savez(tmp_path / "bytes.npz", x=GREY, y=np.char.encode(WORDS, "utf-8"))
    assert found(inspected(tmp_path / "bytes.npz")) == made(GREY, LABELS, NAMES)


def test_an_array_of_names_belongs_to_the_numbers(inspected, tmp_path):
    np.savez(tmp_path / "ours.npz", x=GREY, y=LABELS, class_names=np.array(NAMES))
    assert found(inspected(tmp_path / "ours.npz")) == made(GREY, LABELS, NAMES)


@pytest.mark.parametrize(
    "names",
    [
        ("x_train", "y_train", "x_test", "y_test"),
        ("X_train", "Y_train", "X_test", "Y_test"),
        ("trainImages", "trainLabels", "testImages", "testLabels"),
        ("trainx", "trainy", "testx", "testy"),
        ("train_set_x", "train_set_y", "test_set_x", "test_set_y"),
        ("arr_0", "arr_1", "arr_2", "arr_3"),
    ],
)
def test_names_say_the_split(names, inspected, tmp_path):
    arrays = (GREY[:16], LABELS[:16], GREY[16:], LABELS[16:])
    np.savez(tmp_path / "ours.npz", **dict(zip(names, arrays, strict=True)))
    data = inspected(tmp_path / "ours.npz").dataset
    assert (data.x_train[..., 0] == GREY[:16]).all() and (data.y_train == LABELS[:16]).all()
    assert (data.x_test[..., 0] == GREY[16:]).all() and (data.y_test == LABELS[16:]).all()


def test_each_file_a_class(inspected, tmp_path):
    """Quick Draw: `full_numpy_bitmap_cat.npy` holds rows of 784 numbers."""
    place = tmp_path / "drawings"
    place.mkdir()
    for number, name in enumerate(NAMES):
        np.save(place / f"full_numpy_bitmap_{name}.npy", rows(GREY[number::4]))
    finding = inspected(place)
    assert found(finding) == made(GREY, LABELS, NAMES)
    assert any("each file was taken as one class" in note for note in finding.notes)


def test_each_file_a_class_of_one_split(inspected, tmp_path):
    place = tmp_path / "drawings"
    place.mkdir()
    for number, name in enumerate(NAMES):
        np.save(place / f"{name}_train.npy", rows(GREY[number:16:4]))
        np.save(place / f"{name}_test.npy", rows(GREY[16 + number :: 4]))
    finding = inspected(place)
    assert found(finding) == made(GREY, LABELS, NAMES)
    assert len(finding.dataset.x_test) == 8


def test_a_dict_in_an_npy(inspected, tmp_path):
    np.save(tmp_path / "ours.npy", {"x": COLOUR, "y": WORDS.tolist()})
    assert found(inspected(tmp_path / "ours.npy")) == made(COLOUR, LABELS, NAMES)


@pytest.mark.parametrize("images", [COLOUR, np.moveaxis(COLOUR, 0, -1), rows(COLOUR).T])
def test_pictures_and_labels_in_files_of_their_own(images, inspected, tmp_path):
    np.save(tmp_path / "x.npy", images)
    np.save(tmp_path / "y.npy", LABELS)
    finding = inspected(tmp_path / "x.npy", tmp_path / "y.npy")
    assert found(finding) == made(COLOUR, LABELS)


def test_the_size_chosen_is_that_of_the_pictures(inspected, tmp_path):
    halves = np.zeros((8, 30, 30), np.uint8)
    halves[:, :, 15:] = 200
    np.savez(tmp_path / "ours.npz", x=halves, y=np.arange(8) % 2)
    finding = inspected(tmp_path / "ours.npz", picture_size=10)
    assert finding.dataset.card.shape == (10, 10, 1)
    assert (finding.dataset.x_train[:, :, :2] == 0).all()
    assert (finding.dataset.x_train[:, :, 8:] == 200).all()
    assert any("8 pictures were cropped and scaled to 10×10" in note for note in finding.notes)


@pytest.mark.parametrize(
    ("arrays", "cause"),
    [
        ({"a": GREY, "b": GREY[::-1], "y": LABELS}, "“a”, “b”"),
        ({"x": GREY, "first": LABELS, "second": LABELS[::-1]}, "“first”, “second”"),
        ({"x": GREY, "y": np.where(LABELS == 3, np.nan, LABELS)}, "6 of 24 pictures have no label"),
        ({"x": GREY, "y": np.where(LABELS == 3, "", WORDS)}, "6 of 24 pictures have no label"),
        ({"x": np.zeros((60, 12, 12)), "y": np.arange(12) % 2}, "60 pictures and 12 labels"),
        ({"cat": COLOUR[0], "dog": COLOUR[1]}, "single picture"),
        ({"weights": np.zeros((5, 5, 8, 16)), "bias": np.zeros(16)}, "(5, 5, 8, 16)"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_what_is_not_clear_is_refused(arrays, cause, refused, tmp_path):
    np.savez(tmp_path / "ours.npz", **arrays)
    assert cause in refused(tmp_path / "ours.npz")
